import { Alert } from '@mantine/core'
import type { AttributionReportReply, AttributionSums } from '#http/contract/attribution.ts'
import { EmptyNote } from '../../components/empty-note.tsx'
import { Money } from '../../components/money.tsx'
import { Panel } from '../../components/panel.tsx'
import { Tile, Tiles } from '../../components/tile.tsx'
import { formatCount, formatRatio } from '../../format/numbers.ts'
import classes from './attribution.module.css'
import { formatParts } from './words.ts'

/** What one campaign cost and brought, or what belongs to none. */
export function CampaignFigures({
  report,
  of,
}: {
  readonly report: AttributionReportReply
  readonly of: string | undefined
}) {
  const row = of === undefined ? null : report.rows.find(({ name }) => name === of)
  if (row === undefined)
    return (
      <EmptyNote title="Nothing in this period">
        The campaign brought nobody, earned nothing and cost nothing on these days. Choose a longer period.
      </EmptyNote>
    )
  const sums: AttributionSums = row ?? report.unattributed
  const { currency, model, compare } = report
  const money = (minor: string | null) => <Money minor={minor} currency={currency} />
  const each = (minor: string | null, what: string) =>
    minor === null ? (
      `no cost per ${what} is known`
    ) : (
      <>
        {money(minor)} per {what}
      </>
    )
  return (
    <Panel
      title="Figures"
      note={
        <>
          <strong>{model.title}:</strong> {model.weights}
          {compare === null ? null : (
            <>
              {' '}
              <strong>{compare.title}:</strong> {compare.weights}
            </>
          )}
        </>
      }
    >
      {row?.verdict === 'cheap-but-barren' ? (
        <Alert color="orange" variant="light" title="Cheap but barren" mb="sm">
          {row.verdictWords}
        </Alert>
      ) : null}
      <Tiles>
        <Tile name="Spend" value={money(sums.spendMinor)} />
        <Tile name="Leads" value={formatCount(sums.leads)} note={each(sums.cplMinor, 'lead')} />
        <Tile name="SQLs" value={formatCount(sums.sqls)} note={each(sums.costPerSqlMinor, 'SQL')} />
        <Tile
          name="Won deals, in shares"
          value={formatParts(sums.won)}
          note={`${formatParts(sums.lost)} lost, ${formatParts(sums.open)} open; by ${model.title}`}
        />
        <Tile
          name="Revenue"
          value={money(sums.revenueMinor)}
          note={
            sums.compare === null || compare === null ? (
              `ROAS ${formatRatio(sums.roas)}`
            ) : (
              <>
                <Money minor={sums.compare.revenueMinor} currency={currency} exact /> by {compare.title}
              </>
            )
          }
        />
      </Tiles>
      {row === null || row.verdict === 'cheap-but-barren' || row.verdictWords === null ? null : (
        <p className={classes['basis']}>{row.verdictWords}</p>
      )}
    </Panel>
  )
}
