import { Alert, Skeleton } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { DIMENSIONS } from '#domain/attribution/metrics.ts'
import { downloadReportContract, readReportContract } from '#http/contract/attribution.ts'
import type { AttributionReportReply } from '#http/contract/attribution.ts'
import { useRead } from '../../api/use-api.ts'
import { EmptyNote } from '../../components/empty-note.tsx'
import { Choices } from '../../components/filter-bar.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { PageLoading } from '../../components/page-loading.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { formatDay } from '../../format/time.ts'
import { useConnection } from '../../shell/use-connection.ts'
import { usePageSearch } from '../../url/use-page-search.ts'
import { AddsUp } from './adds-up.tsx'
import { attributionPath } from './addresses.ts'
import classes from './attribution.module.css'
import { Controls } from './controls.tsx'
import { CostRevenueBubbles } from './cost-revenue-bubbles.tsx'
import { CsvButton } from '../../components/csv-button.tsx'
import { ReportTable } from './report-table.tsx'
import { reportSearch } from './search.ts'
import { AttributionTabs } from './tabs.tsx'
import { TrendPanel } from './trend-panel.tsx'
import { useFigures } from './use-figures.ts'
import { ATTRIBUTION_NOTE, channelWords, DIMENSION_WORDS, VIEW_WORDS } from './words.ts'

/** What marketing cost and brought: picture, table, and how it went over time. */
export function AttributionPage() {
  const [search, set] = usePageSearch(reportSearch)
  const connection = useConnection()
  const navigate = useNavigate()
  const { models, query } = useFigures(search)
  const { by, sort, direction } = search
  const asked = { ...query, by, sort, direction, ...(search.compare === undefined ? {} : { compare: search.compare }) }
  const report = useRead(readReportContract, { query: asked }, { when: query !== null })
  const kept = {
    model: search.model,
    compare: search.compare,
    view: search.view,
    period: search.period,
    from: search.from,
    to: search.to,
  }
  const open = (name: string): void =>
    void navigate({
      to: attributionPath(connection, '/campaign'),
      search: withoutBlanks({ ...kept, of: name }),
    } as unknown as Parameters<typeof navigate>[0])
  const error = models.error ?? report.error
  return (
    <>
      <PageHead title="Attribution" note={ATTRIBUTION_NOTE} />
      <AttributionTabs now="figures" />
      <Controls models={models.data} search={search} byChannel={by === 'channel'} onChange={set} />
      {error === null ? null : (
        <ProblemNotice
          error={error}
          onRetry={() => void (models.error === null ? report.refetch() : models.refetch())}
          {...(report.data === undefined ? {} : { meanwhile: 'Below is what was read before.' })}
        />
      )}
      {report.data === undefined || query === null ? (
        error === null ? (
          <PageLoading />
        ) : null
      ) : (
        <div className={classes['stack']}>
          <Panel
            title="What leads cost, and what they brought"
            note={<ModelNote report={report.data} />}
            actions={
              <Choices
                label="Rows"
                value={by}
                options={DIMENSIONS.map((value) => ({ value, label: DIMENSION_WORDS[value].many }))}
                onChange={(next) => set({ by: next, ...(next === 'channel' ? {} : withoutPaths(search)) })}
              />
            }
          >
            <div className={classes['fresh']} data-stale={report.isPlaceholderData || undefined}>
              <Figures report={report.data} onOpen={by === 'campaign' ? open : undefined} />
            </div>
          </Panel>
          <Panel
            title={`By ${DIMENSION_WORDS[by].one.toLowerCase()}`}
            note={VIEW_WORDS[report.data.view].meaning}
            actions={<CsvButton contract={downloadReportContract} input={{ query: asked }} label="Download CSV" />}
          >
            <div className={classes['fresh']} data-stale={report.isPlaceholderData || undefined}>
              <ReportTable
                report={report.data}
                sorting={{ by: sort, direction }}
                onSort={(next, way) => set({ sort: next, direction: way })}
                kept={kept}
              />
              <More report={report.data} />
              <WhatSharesAre report={report.data} />
              <AddsUp report={report.data} />
            </div>
          </Panel>
          <TrendPanel query={query} by={by} grain={search.grain} onGrain={(grain) => set({ grain })} />
        </div>
      )}
      {query === null && error === null ? <Skeleton height={10} /> : null}
    </>
  )
}

const withoutBlanks = (values: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))

const isOnPaths = (model: string | undefined): boolean => model === 'markov' || model === 'shapley'

/** Models on channels stay behind where rows are no channels. */
const withoutPaths = (search: { readonly model?: string | undefined; readonly compare?: string | undefined }) => ({
  ...(isOnPaths(search.model) ? { model: undefined } : {}),
  ...(isOnPaths(search.compare) ? { compare: undefined } : {}),
})

/** The weights stand beside the figures, so that nobody takes one model for another. */
function ModelNote({ report }: { readonly report: AttributionReportReply }) {
  const { model, compare, from, to } = report
  const days =
    from === null && to === null
      ? 'All time'
      : `${from === null ? 'Up' : formatDay(from)} to ${to === null ? 'now' : formatDay(to)}`
  return (
    <>
      {days}, days of {report.timeZone}. <strong>{model.title}:</strong> {model.weights}
      {compare === null ? null : (
        <>
          {' '}
          <strong>{compare.title}:</strong> {compare.weights}
        </>
      )}
    </>
  )
}

function Figures({
  report,
  onOpen,
}: {
  readonly report: AttributionReportReply
  readonly onOpen: ((name: string) => void) | undefined
}) {
  const { rows, by, currency, warnings } = report
  const many = DIMENSION_WORDS[by].many.toLowerCase()
  return (
    <>
      {warnings.length === 0 ? null : (
        <Alert color="yellow" variant="light" mb="sm" title="Before you believe it">
          {warnings.map((warning) => (
            <p key={warning} style={{ margin: 0 }}>
              {warning.charAt(0).toUpperCase() + warning.slice(1)}.
            </p>
          ))}
        </Alert>
      )}
      {rows.length === 0 ? (
        <EmptyNote title={`No ${many} in this period`}>
          Nobody was handed over, no deal closed and nothing was spent on these days. Choose a longer period; costs that
          HubSpot does not know are imported under Costs.
        </EmptyNote>
      ) : rows.every(({ cplMinor }) => cplMinor === null) ? (
        <p className={classes['quiet']}>
          {by === 'source' || by === 'segment'
            ? `Nobody says what a ${by} cost, so there is no cost per lead to draw. The table below has what it brought.`
            : 'No cost per lead is known in this period. The table below has everything else.'}
        </p>
      ) : (
        <CostRevenueBubbles
          rows={by === 'channel' ? rows.map((row) => ({ ...row, name: channelWords(row.name) })) : rows}
          currency={currency}
          what={many}
          onOpen={onOpen}
        />
      )}
    </>
  )
}

/** Deals are counted as the model shares them: 25.75 won beside 23 under first touch is no mistake. */
function WhatSharesAre({ report: { by, model, rows } }: { readonly report: AttributionReportReply }) {
  const other = by === 'channel' ? rows.find(({ name }) => name === 'Other') : undefined
  return (
    <p className={classes['quiet']}>
      Deals and won deals are counted in shares, as {model.title} splits each of them.
      {other?.spendMinor === undefined || other.spendMinor === null || other.spendMinor === '0'
        ? ''
        : ' Other holds the cost of campaigns of which no channel has most touches.'}
    </p>
  )
}

function More({ report }: { readonly report: AttributionReportReply }) {
  const left = report.rowsInAll - report.rows.length
  if (left <= 0) return null
  return (
    <p className={classes['quiet']}>
      {left} more {DIMENSION_WORDS[report.by].many.toLowerCase()} are in the total and in the CSV file.
    </p>
  )
}
