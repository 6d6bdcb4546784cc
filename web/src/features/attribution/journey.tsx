import { Badge } from '@mantine/core'
import type { DealModel, DealReply, DealTouch } from '#http/contract/attribution-deals.ts'
import { Money } from '../../components/money.tsx'
import { When } from '../../components/when.tsx'
import { formatDay } from '../../format/time.ts'
import { useConnection } from '../../shell/use-connection.ts'
import { attributionPath } from './addresses.ts'
import classes from './attribution.module.css'
import { PlaceLink } from './place-link.tsx'
import { channelWords, detailWords } from './words.ts'

const POSITIONS = {
  FT: 'first touch',
  LC: 'made the lead',
  OC: 'before the opportunity',
  CW: 'last before the close',
} as const
type Position = keyof typeof POSITIONS

interface Props {
  readonly deal: DealReply
  readonly model: DealModel
  readonly compare: DealModel | undefined
}

/** The touches in their order as one line, with what each earned; the last line is what they add up to. */
export function Journey({ deal, model, compare }: Props) {
  const { currency } = deal
  const unattributed = model.unattributedMinor !== '0'
  return (
    <>
      {deal.touches.length === 0 ? (
        <p className={classes['quiet']}>No touch of anybody behind this deal is known, so nothing can be shared out.</p>
      ) : (
        <ol className={classes['journey']} aria-label="Touches in their order">
          {deal.touches.map((touch) => (
            <Touch key={touch.id} touch={touch} deal={deal} model={model} compare={compare} />
          ))}
          {deal.closedOn === null ? null : (
            <li className={classes['step']} data-kind="end">
              <span className={classes['dot']} aria-hidden="true" />
              <div className={classes['what']}>
                <p>
                  <strong>{deal.state === 'won' ? 'Won' : deal.state === 'lost' ? 'Lost' : 'Closed'}</strong>{' '}
                  <span className={classes['small']}>{formatDay(deal.closedOn)}</span>
                </p>
              </div>
            </li>
          )}
        </ol>
      )}
      <dl className={classes['sum']}>
        {unattributed ? (
          <>
            <dt>Unattributed: no touch earned anything</dt>
            <dd>
              <Money minor={model.unattributedMinor} currency={currency} exact />
            </dd>
          </>
        ) : null}
        <dt>
          <strong>{isOpen(deal, model) ? 'If it was won as it stands' : 'Adds up to'}</strong>
        </dt>
        <dd data-testid="shares-sum">
          <strong>
            <Money minor={isOpen(deal, model) ? deal.amountMinor : model.totalMinor} currency={currency} exact />
          </strong>
        </dd>
      </dl>
    </>
  )
}

/** It has earned nothing yet; what its touches would earn can be said. */
const isOpen = ({ state }: DealReply, { credits }: DealModel): boolean =>
  state === 'open' && credits.some(({ ifWonMinor }) => ifWonMinor !== null)

function Touch({ touch, deal, model, compare }: Props & { readonly touch: DealTouch }) {
  const connection = useConnection()
  const { currency } = deal
  const credit = model.credits.find(({ touchId }) => touchId === touch.id)
  const other = compare?.credits.find(({ touchId }) => touchId === touch.id)
  const holds = (Object.keys(POSITIONS) as Position[]).filter((name) => model.positions[name] === touch.id)
  return (
    <li className={classes['step']} data-counts={touch.counts ? 'yes' : 'no'}>
      <span className={classes['dot']} aria-hidden="true" />
      <div className={classes['what']}>
        <p>
          <strong>{channelWords(touch.channel)}</strong>
          {detailWords(touch)}{' '}
          {holds.map((name) => (
            <Badge key={name} size="xs" variant="light" tt="none" mr={4} style={{ color: 'var(--mantine-color-text)' }}>
              {POSITIONS[name]}
            </Badge>
          ))}
        </p>
        <p className={classes['small']}>
          {touch.dayOnly ? `${formatDay(touch.on)} (only the day is known)` : <When at={touch.at} as="date" />}
          {touch.person === null ? '' : `, ${touch.person}`}
          {touch.campaign === null ? (
            ', no campaign'
          ) : (
            <>
              ,{' '}
              <PlaceLink
                to={attributionPath(connection, '/campaign')}
                search={{ of: touch.campaign, model: model.model }}
              >
                {touch.campaign}
              </PlaceLink>
            </>
          )}
        </p>
        {touch.why === null ? null : <p className={classes['small']}>Does not count: {touch.why}</p>}
        <details>
          <summary className={classes['small']}>Where it is known from</summary>
          {touch.evidence.map((one) => (
            <p key={`${one.origin} ${one.source} ${one.record} ${one.says}`} className={classes['small']}>
              {one.origin} {one.source} {one.record}: {one.says}
            </p>
          ))}
        </details>
      </div>
      <div className={classes['share']}>
        {credit === undefined ? (
          <p className={classes['small']}>nothing</p>
        ) : (
          <>
            {credit.ifWonMinor === null ? null : <p className={classes['small']}>would earn</p>}
            <p data-testid="share" data-minor={credit.amountMinor}>
              <strong>
                <Money minor={credit.ifWonMinor ?? credit.amountMinor} currency={currency} exact />
              </strong>
            </p>
            <p className={classes['small']} title={`${credit.numerator}/${credit.denominator}`}>
              {percent(credit.percent)}
            </p>
          </>
        )}
        {other === undefined ? null : (
          <p className={classes['small']}>
            <Money minor={other.ifWonMinor ?? other.amountMinor} currency={currency} exact /> · {percent(other.percent)}
          </p>
        )}
      </div>
      {credit === undefined ? null : (
        <div className={classes['bar']} aria-hidden="true">
          <span style={{ width: `${credit.percent}%` }} />
        </div>
      )}
    </li>
  )
}

const percent = (value: number): string => `${value.toLocaleString(undefined, { maximumFractionDigits: 2 })} %`
