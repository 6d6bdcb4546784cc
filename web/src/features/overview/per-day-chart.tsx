import '@mantine/charts/styles.css'
import { BarChart } from '@mantine/charts'
import { niceScale } from '../../charts/nice-scale.ts'
import { formatCount } from '../../format/numbers.ts'
import { bucketLabel, type Bucket, type BucketUnit } from './day-buckets.ts'
import { SERIES } from './series.ts'

const FILL: ReadonlyMap<string, string> = new Map(SERIES.map((series) => [series.name, series.fill]))

/** Loaded when first shown: the chart library is the largest part of the page. */
export default function PerDayChart(props: { readonly unit: BucketUnit; readonly buckets: readonly Bucket[] }) {
  const bars = props.buckets.map((bucket) => ({ ...bucket, label: bucketLabel(bucket.from, props.unit) }))
  const { to, ticks } = niceScale(0, Math.max(4, ...bars.map((bar) => bar.met + bar.breached + bar.running)), 4)
  return (
    <BarChart
      h="100%"
      data={bars}
      dataKey="label"
      type="stacked"
      series={SERIES.map(({ name, label, fill }) => ({ name, label, color: fill }))}
      barProps={(series) => ({ fill: FILL.get(series.name) ?? 'var(--plain)', isAnimationActive: false })}
      maxBarWidth={34}
      tickLine="none"
      gridAxis="x"
      valueFormatter={formatCount}
      xAxisProps={{ interval: 'equidistantPreserveStart', minTickGap: 12 }}
      yAxisProps={{ width: 44, domain: [0, to], ticks: [...ticks] }}
      barChartProps={{ margin: { top: 10, right: 4, bottom: 0, left: 0 } }}
      tooltipAnimationDuration={0}
    />
  )
}
