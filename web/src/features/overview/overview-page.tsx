import { Skeleton } from '@mantine/core'
import type { Overview } from '#http/contract/overview.ts'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { Textures } from '../../components/textures.tsx'
import { formatExact } from '../../format/time.ts'
import { readTodayContract } from '#http/contract/today.ts'
import { useRead } from '../../api/use-api.ts'
import { BudgetLine } from './budget-line.tsx'
import { CampaignsPanel } from './campaigns-panel.tsx'
import { EmptyState } from './empty-state.tsx'
import { HeadlinePanel } from './headline-panel.tsx'
import classes from './overview-page.module.css'
import { NeedsPanel } from './needs-panel.tsx'
import { PausedNotice } from './paused-notice.tsx'
import { PerDayPanel } from './per-day-panel.tsx'
import { useOverview } from './queries.ts'
import { Tiles } from './tiles.tsx'
import { TodayPanel } from './today-panel.tsx'

/** Start page: is everything all right, what became of the people handed over, what did they cost. */
export function OverviewPage() {
  const { data, error, refetch } = useOverview()
  return (
    <div className={classes['page']}>
      <Textures />
      {error === null ? null : (
        <ProblemNotice
          error={error}
          onRetry={() => void refetch()}
          {...(data === undefined ? {} : { meanwhile: `Below are the figures of ${formatExact(data.generatedAt)}.` })}
        />
      )}
      {data === undefined ? error === null ? <Loading /> : null : <Figures overview={data} />}
    </div>
  )
}

function Figures({ overview }: { readonly overview: Overview }) {
  const { data: today, error, refetch } = useRead(readTodayContract, {}, { everyMs: 30_000 })
  return (
    <>
      <HeadlinePanel overview={overview} needs={today?.needs} failed={error !== null} />
      {overview.connection.state === 'paused' ? <PausedNotice reason={overview.connection.pausedReason} /> : null}
      {error === null ? null : (
        <ProblemNotice
          error={error}
          onRetry={() => void refetch()}
          meanwhile={
            today === undefined
              ? 'What needs you, and today’s figures, are not known.'
              : `What needs you, and today’s figures, are of ${formatExact(today.generatedAt)}.`
          }
        />
      )}
      {today === undefined ? (
        error === null ? (
          <Skeleton height={120} radius={12} />
        ) : null
      ) : (
        <NeedsPanel today={today} />
      )}
      {overview.handoff.handedOver === 0 ? (
        <EmptyState overview={overview} />
      ) : (
        <>
          {today === undefined ? null : <TodayPanel today={today} />}
          <div className={classes['split']}>
            <Tiles handoff={overview.handoff} currency={overview.connection.currency} />
            <PerDayPanel days={overview.perDay} timeZone={today?.timeZone} />
          </div>
          <CampaignsPanel />
        </>
      )}
      <BudgetLine budget={overview.health.apiBudget} />
    </>
  )
}

/** Same places and heights as the figures, so that nothing jumps when they come. */
function Loading() {
  return (
    <div className={classes['page']} aria-busy="true" aria-label="Loading figures">
      <Skeleton height={110} radius={12} />
      <div className={classes['split']}>
        <Skeleton height={400} radius={12} />
        <Skeleton height={400} radius={12} />
      </div>
      <Skeleton height={480} radius={12} />
    </div>
  )
}
