import { Skeleton } from '@mantine/core'
import { readReportContract, type AttributionRow as Row } from '#http/contract/attribution.ts'
import { useRead } from '../../api/use-api.ts'
import { Panel } from '../../components/panel.tsx'
import { formatMoneyWhole } from '../../format/money.ts'
import { formatCount, formatRatio } from '../../format/numbers.ts'
import classes from './campaigns-panel.module.css'
import { PageLink } from '../../components/page-link.tsx'

/** Of those on which most was spent the barren ones are looked for. */
const LOOKED_AT = 200

/** The campaign that earned most, and the dearest of those that are cheap but barren; all others are a click away. */
export function CampaignsPanel() {
  const best = useRead(readReportContract, { query: { by: 'campaign', sort: 'revenue', limit: 1 } })
  const dear = useRead(readReportContract, { query: { by: 'campaign', sort: 'spend', limit: LOOKED_AT } })
  const first = best.data?.rows[0]
  const barren = dear.data?.rows.filter(({ verdict }) => verdict === 'cheap-but-barren') ?? []
  const [worst] = barren
  const isComing = best.data === undefined && best.error === null
  return (
    <Panel
      title="Campaigns"
      note="What leads cost and what they brought, over everything, by the usual attribution model."
      actions={<PageLink page="attribution">All campaigns</PageLink>}
    >
      {isComing ? (
        <Skeleton height={48} />
      ) : (
        <dl className={classes['lines']}>
          <Line
            name="Earned most"
            row={first}
            currency={best.data?.currency}
            none={best.error === null ? 'No campaign has earned anything yet.' : 'Not known: it could not be read.'}
          />
          <Line
            name={
              barren.length < 2 ? 'Cheap but barren' : `Cheap but barren, the dearest of ${formatCount(barren.length)}`
            }
            row={worst}
            currency={dear.data?.currency}
            none={dear.error === null ? 'None stands out.' : 'Not known: it could not be read.'}
          />
        </dl>
      )}
    </Panel>
  )
}

function Line(props: {
  readonly name: string
  readonly row: Row | undefined
  readonly currency: string | undefined
  readonly none: string
}) {
  const { row, currency } = props
  return (
    <div>
      <dt>{props.name}</dt>
      {row === undefined || currency === undefined ? (
        <dd>{props.none}</dd>
      ) : (
        <>
          <dd className={classes['name']}>
            <PageLink page="attribution/campaign" search={{ of: row.name }}>
              {row.name}
            </PageLink>
          </dd>
          <dd className={classes['small']}>
            {formatMoneyWhole(row.revenueMinor, currency)} won
            {row.spendMinor === null ? '' : ` for ${formatMoneyWhole(row.spendMinor, currency)}`}
            {row.cplMinor === null ? '' : `, ${formatMoneyWhole(row.cplMinor, currency)} a lead`}
            {row.roas === null ? '' : `, ROAS ${formatRatio(row.roas)}`}
          </dd>
        </>
      )}
    </div>
  )
}
