import '@mantine/charts/styles.css'
import { BarChart } from '@mantine/charts'
import { formatCount } from '../../format/numbers.ts'
import { bucketLabel, type Bucket, type BucketUnit } from './day-buckets.ts'
import { CHART_HEIGHT, SERIES } from './series.ts'

const FILL: ReadonlyMap<string, string> = new Map(SERIES.map((series) => [series.name, series.fill]))

/** Loaded when first shown: the chart library is the largest part of the page. */
export default function PerDayChart(props: { readonly unit: BucketUnit; readonly buckets: readonly Bucket[] }) {
  const bars = props.buckets.map((bucket) => ({ ...bucket, label: bucketLabel(bucket.from, props.unit) }))
  return (
    <BarChart
      h={CHART_HEIGHT}
      data={bars}
      dataKey="label"
      type="stacked"
      series={SERIES.map(({ name, label, fill }) => ({ name, label, color: fill }))}
      barProps={(series) => ({ fill: FILL.get(series.name) ?? 'var(--plain)', isAnimationActive: false })}
      maxBarWidth={34}
      tickLine="none"
      gridAxis="y"
      valueFormatter={formatCount}
      xAxisProps={{ minTickGap: 16 }}
      yAxisProps={{ width: 44, allowDecimals: false }}
      tooltipAnimationDuration={0}
    />
  )
}
