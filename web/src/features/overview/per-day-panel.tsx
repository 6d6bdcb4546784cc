import { Skeleton, VisuallyHidden } from '@mantine/core'
import { lazy, Suspense, useMemo } from 'react'
import type { OverviewDay } from '#http/contract/overview.ts'
import { Panel } from '../../components/panel.tsx'
import { formatCount } from '../../format/numbers.ts'
import { bucketDays, bucketLabel, type Bucket, type BucketUnit } from './day-buckets.ts'
import { SERIES } from './series.ts'
import classes from './per-day-panel.module.css'

const PerDayChart = lazy(() => import('./per-day-chart.tsx'))

/** Handovers over time and how they were answered. */
export function PerDayPanel({ days }: { readonly days: readonly OverviewDay[] }) {
  const { unit, buckets } = useMemo(() => bucketDays(days), [days])
  return (
    <Panel title={`Handed over per ${unit}`} note="By the day they qualified (UTC), and whether sales answered in time">
      <ul className={classes['legend']}>
        {SERIES.map((series) => (
          <li key={series.name}>
            <svg width="14" height="14" aria-hidden="true">
              <rect width="14" height="14" rx="3" fill={series.fill} />
            </svg>
            {series.label}
          </li>
        ))}
      </ul>
      {/* The chart is a picture; the same numbers follow as a table for those who do not see it. */}
      <div aria-hidden="true" className={classes['chart']}>
        <Suspense fallback={<Skeleton height="100%" />}>
          <PerDayChart unit={unit} buckets={buckets} />
        </Suspense>
      </div>
      <VisuallyHidden>
        <NumbersTable unit={unit} buckets={buckets} />
      </VisuallyHidden>
    </Panel>
  )
}

function NumbersTable({ unit, buckets }: { readonly unit: BucketUnit; readonly buckets: readonly Bucket[] }) {
  return (
    <table>
      <caption>Handed over per {unit}</caption>
      <thead>
        <tr>
          <th scope="col">{unit}</th>
          {SERIES.map((series) => (
            <th scope="col" key={series.name}>
              {series.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {buckets.map((bucket) => (
          <tr key={bucket.from}>
            <th scope="row">{bucketLabel(bucket.from, unit)}</th>
            {SERIES.map((series) => (
              <td key={series.name}>{formatCount(bucket[series.name])}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
