import { Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Overview } from '#http/contract/overview.ts'
import { AlertIcon, CheckIcon, ClockIcon } from '../../components/icons.tsx'
import { formatMoney, formatMoneyWhole } from '../../format/money.ts'
import { formatCount, formatShare } from '../../format/numbers.ts'
import { PageLink } from '../../components/page-link.tsx'
import classes from './tiles.module.css'

/** What became of the people handed over, as numbers. */
export function Tiles({ handoff, currency }: { readonly handoff: Overview['handoff']; readonly currency: string }) {
  const judged = handoff.answeredInTime + handoff.breached
  const before = handoff.linked > 0 ? `${formatCount(handoff.linked)} already in Salesforce` : 'all new to Salesforce'
  return (
    <dl className={classes['tiles']} aria-label="Everybody who was ever handed over">
      <Tile
        name="Handed over in all"
        value={
          <PageLink page="leads" search={{ whose: 'all' }}>
            {formatCount(handoff.handedOver)}
          </PageLink>
        }
        note={before}
      />
      <Tile
        name="Answered in time"
        value={
          <PageLink page="leads" search={{ tab: 'numbers' }}>
            {formatCount(handoff.answeredInTime)}
          </PageLink>
        }
        note={`${formatShare(handoff.answeredInTime, judged)} of ${formatCount(judged)} decided`}
        icon={<CheckIcon size={16} />}
        tone="good"
      />
      <Tile
        name="Missed the deadline"
        value={
          <PageLink page="leads" search={{ tab: 'numbers' }}>
            {formatCount(handoff.breached)}
          </PageLink>
        }
        note={`${formatShare(handoff.breached, judged)}, answered late or not at all`}
        icon={<AlertIcon size={16} />}
        tone={handoff.breached > 0 ? 'bad' : 'none'}
      />
      <Tile
        name="In time so far"
        value={
          <PageLink page="leads" search={{ view: 'running', whose: 'all' }}>
            {formatCount(handoff.running)}
          </PageLink>
        }
        note="deadline ahead"
        icon={<ClockIcon size={16} />}
      />
      <Tile
        name="Untouched"
        value={formatCount(handoff.untouched)}
        note="nobody has followed up"
        tone={handoff.untouched > 0 ? 'bad' : 'none'}
      />
      <Tile
        name="Won"
        value={
          <PageLink page="attribution/deals" search={{ state: 'won' }}>
            {formatCount(handoff.won)}
          </PageLink>
        }
        note={`${formatShare(handoff.won, handoff.won + handoff.lost)} of closed, ${formatCount(handoff.open)} open`}
      />
      <Tile
        wide
        name="Revenue won"
        value={
          <Tooltip
            label={formatMoney(handoff.revenueMinor, currency)}
            events={{ hover: true, focus: true, touch: true }}
          >
            <span tabIndex={0}>{formatMoneyWhole(handoff.revenueMinor, currency)}</span>
          </Tooltip>
        }
        note="closed-won amount of people handed over"
      />
    </dl>
  )
}

function Tile(props: {
  readonly name: string
  readonly value: ReactNode
  readonly note: string
  readonly icon?: ReactNode
  readonly tone?: 'good' | 'bad' | 'none'
  readonly wide?: true
}) {
  return (
    <div className={classes['tile']} data-tone={props.tone ?? 'none'} data-wide={props.wide}>
      <dt className={classes['name']}>
        {props.icon}
        {props.name}
      </dt>
      <dd className={classes['value']}>{props.value}</dd>
      <dd className={classes['note']}>{props.note}</dd>
    </div>
  )
}
