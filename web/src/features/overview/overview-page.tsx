import { Skeleton } from '@mantine/core'
import type { Overview } from '#http/contract/overview.ts'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { Textures } from '../../components/textures.tsx'
import { formatExact } from '../../format/time.ts'
import { CampaignsPanel } from '../campaigns/campaigns-panel.tsx'
import { EmptyState } from './empty-state.tsx'
import { HeadlinePanel } from './headline-panel.tsx'
import classes from './overview-page.module.css'
import { PerDayPanel } from './per-day-panel.tsx'
import { useOverview } from './queries.ts'
import { Tiles } from './tiles.tsx'

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
  return (
    <>
      <HeadlinePanel overview={overview} />
      {overview.handoff.handedOver === 0 ? (
        <EmptyState overview={overview} />
      ) : (
        <>
          <div className={classes['split']}>
            <Tiles handoff={overview.handoff} currency={overview.connection.currency} />
            <PerDayPanel days={overview.perDay} />
          </div>
          <CampaignsPanel />
        </>
      )}
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
