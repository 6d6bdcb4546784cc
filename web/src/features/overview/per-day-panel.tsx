import { VisuallyHidden } from '@mantine/core'
import { useMemo } from 'react'
import type { OverviewDay } from '#http/contract/overview.ts'
import { ColumnChart, Legend } from '../../charts/column-chart.tsx'
import type { Step } from '../../charts/column-layout.ts'
import { Panel } from '../../components/panel.tsx'
import { formatCount } from '../../format/numbers.ts'
import { bucketDays, bucketLabel, type Bucket, type BucketUnit } from './day-buckets.ts'
import { SERIES } from './series.ts'
import classes from './per-day-panel.module.css'

/** Handovers over time and how they were answered. */
export function PerDayPanel(props: { readonly days: readonly OverviewDay[]; readonly timeZone: string | undefined }) {
  const { days, timeZone } = props
  const { unit, buckets } = useMemo(() => bucketDays(days), [days])
  const steps = useMemo(() => buckets.map((bucket) => toStep(bucket, unit)), [buckets, unit])
  return (
    <Panel
      title={`Handed over per ${unit}`}
      note={`By the day they qualified${timeZone === undefined ? '' : ` (${timeZone})`}, and whether sales answered in time`}
    >
      <Legend series={SERIES} />
      <div className={classes['chart']}>
        <ColumnChart label={`Handed over per ${unit}`} series={SERIES} steps={steps} together="stacked" />
      </div>
      <VisuallyHidden>
        <NumbersTable unit={unit} buckets={buckets} />
      </VisuallyHidden>
    </Panel>
  )
}

const toStep = ({ from, met, breached, running }: Bucket, unit: BucketUnit): Step => ({
  key: from,
  label: bucketLabel(from, unit),
  values: { met, breached, running },
})

/** The same numbers for those who do not see the picture. */
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
