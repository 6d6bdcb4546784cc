import { readDriftContract, runDriftContract, type DriftView } from '#http/contract/jobs.ts'
import { useAction, useRead } from '../../api/use-api.ts'
import { ConfirmAction } from '../../components/confirm-action.tsx'
import { DataTable, loaded, type Column } from '../../components/data-table.tsx'
import { EmptyNote } from '../../components/empty-note.tsx'
import { PageLoading } from '../../components/page-loading.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { Tile, Tiles } from '../../components/tile.tsx'
import { When } from '../../components/when.tsx'
import { countOf, formatCount, formatShare } from '../../format/numbers.ts'
import { formatDuration } from '../../format/time.ts'
import { useMay } from '../../shell/use-session.ts'
import classes from './jobs.module.css'

type Difference = DriftView['problems'][number]

const columns: readonly Column<Difference>[] = [
  {
    id: 'record',
    header: 'Record',
    narrow: 'title',
    cell: ({ side, object, recordId }) => `${side === 'hubspot' ? 'HubSpot' : 'Salesforce'} ${object} ${recordId}`,
  },
  { id: 'reason', header: 'What', cell: ({ reason }) => reason.replaceAll('-', ' ') },
  { id: 'detail', header: 'More', width: '45%', cell: ({ detail }) => detail },
  {
    id: 'known',
    header: 'Known',
    cell: ({ explained }) =>
      explained ? <StatusBadge tone="quiet">Known</StatusBadge> : <StatusBadge tone="bad">Nobody knew</StatusBadge>,
  },
]

/** What the last comparison of both sides found. */
export function DriftTab() {
  const { data, error, refetch } = useRead(readDriftContract)
  const mayOperate = useMay('operate')
  const run = useAction(runDriftContract, { done: () => 'Both sides are being compared; the result comes here' })
  if (data === undefined)
    return error === null ? <PageLoading /> : <ProblemNotice error={error} onRetry={() => void refetch()} />
  const button = mayOperate ? (
    <ConfirmAction label="Compare now" title="Compare both sides now?" onConfirm={() => run.mutateAsync({})}>
      Counts on both sides, a sample of a thousand pairs field by field, and everybody who was sent to sales are looked
      at. It only reads. What nobody knew of is put into the inbox, where the sync mends it.
    </ConfirmAction>
  ) : null
  const { drift } = data
  if (drift === null)
    return (
      <EmptyNote title="Not compared yet" action={button}>
        Every night both sides are compared: is everybody there who was sent to sales, and do both say the same?
      </EmptyNote>
    )
  const reasons = Object.entries(drift.reasons).toSorted(([, a], [, b]) => b - a)
  return (
    <div className={classes['stack']}>
      <Panel
        title={
          drift.unexplained === 0
            ? 'Both sides say the same'
            : `${countOf(drift.unexplained, 'difference')} nobody knew of`
        }
        note={
          <>
            Compared <When at={drift.at} />, in {formatDuration(drift.tookMs)}, with {formatCount(drift.calls.hubspot)}{' '}
            calls to HubSpot and {formatCount(drift.calls.salesforce)} to Salesforce.
          </>
        }
        actions={button}
      >
        <Tiles>
          <Tile
            name="Sent to sales"
            value={formatCount(drift.sent)}
            note={`${formatCount(drift.received)} of them are in Salesforce`}
            {...(drift.received < drift.sent ? { tone: 'warn' as const } : { tone: 'good' as const })}
          />
          <Tile
            name="Pairs compared"
            value={formatCount(drift.sample.compared)}
            note={`${formatShare(drift.sample.agree, drift.sample.compared)} agree in every field`}
          />
          <Tile
            name="Differ"
            value={formatCount(drift.sample.differ + drift.sample.conflict)}
            note={`${formatCount(drift.sample.conflict)} wait for a decision`}
            {...(drift.sample.differ > 0 ? { tone: 'bad' as const } : {})}
          />
          <Tile name="Mended" value={formatCount(drift.healed)} note="put into the inbox" />
        </Tiles>
        {reasons.length === 0 ? null : (
          <p className={classes['quiet']}>
            Not in Salesforce: {reasons.map(([why, n]) => `${why.replaceAll('-', ' ')} (${formatCount(n)})`).join(', ')}
            .
          </p>
        )}
      </Panel>
      <Panel title="Totals" note="Records that are linked, as each side counts them.">
        <DataTable
          label="Totals"
          rowKey={({ pair }) => pair}
          list={loaded(drift.totals)}
          empty={null}
          columns={[
            { id: 'pair', header: 'What', narrow: 'title', cell: ({ pair }) => pair.replaceAll('-', ' and ') },
            { id: 'hubspot', header: 'In HubSpot', align: 'right', cell: ({ hubspot }) => formatCount(hubspot) },
            {
              id: 'salesforce',
              header: 'In Salesforce',
              align: 'right',
              cell: ({ salesforce }) => (salesforce === null ? 'not told' : formatCount(salesforce)),
            },
            { id: 'links', header: 'Known to Tandem', align: 'right', cell: ({ links }) => formatCount(links) },
          ]}
        />
      </Panel>
      {drift.problems.length === 0 ? null : (
        <Panel
          title="Differences"
          note={
            drift.problemsInAll > drift.problems.length
              ? `The first ${formatCount(drift.problems.length)} of ${formatCount(drift.problemsInAll)}.`
              : undefined
          }
        >
          <DataTable
            label="Differences"
            columns={columns}
            rowKey={({ side, object, recordId, reason }) => `${side} ${object} ${recordId} ${reason}`}
            list={loaded(drift.problems)}
            empty={null}
          />
        </Panel>
      )}
    </div>
  )
}
