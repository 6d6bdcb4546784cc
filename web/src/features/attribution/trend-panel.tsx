import { Group, Skeleton } from '@mantine/core'
import { useMemo } from 'react'
import { GRAINS, type Grain } from '#domain/attribution/buckets.ts'
import type { Dimension } from '#domain/attribution/metrics.ts'
import { downloadTrendContract, readTrendContract } from '#http/contract/attribution.ts'
import { useRead } from '../../api/use-api.ts'
import { ColumnChart, Legend } from '../../charts/column-chart.tsx'
import { Choices } from '../../components/filter-bar.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import classes from './attribution.module.css'
import { formatMoneyShort } from '../../format/money.ts'
import { CsvButton } from '../../components/csv-button.tsx'
import { seriesOf, stepsOf } from './trend-steps.ts'
import { TrendTable } from './trend-table.tsx'
import type { FiguresQuery } from './use-figures.ts'

interface Props {
  readonly query: FiguresQuery
  readonly by: Dimension
  /** Of one row; absent: of everything. */
  readonly of?: string | undefined
  readonly grain: Grain
  readonly onGrain: (grain: Grain) => void
}

const NAMES: Readonly<Record<Grain, string>> = { day: 'Days', week: 'Weeks', month: 'Months' }

/** Spend, leads and revenue over time. */
export function TrendPanel({ query, by, of, grain, onGrain }: Props) {
  const input = { query: { ...query, by, grain, ...(of === undefined ? {} : { of }) } }
  const { data, error, refetch, isPlaceholderData } = useRead(readTrendContract, input)
  const series = useMemo(() => seriesOf(data), [data])
  const steps = useMemo(() => stepsOf(data), [data])
  return (
    <Panel
      title="Over time"
      note="What was spent, who qualified and what was earned, by the org’s days."
      actions={
        <Group gap="xs">
          <Choices
            label="Steps"
            value={grain}
            options={GRAINS.map((value) => ({ value, label: NAMES[value] }))}
            onChange={onGrain}
          />
          <CsvButton contract={downloadTrendContract} input={input} />
        </Group>
      }
    >
      {error === null ? null : <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined ? (
        error === null ? (
          <Skeleton height={280} aria-label="Loading the trend" />
        ) : null
      ) : data.points.length === 0 ? (
        <p className={classes['quiet']}>Nothing was spent or earned in this period.</p>
      ) : (
        <div data-stale={isPlaceholderData || undefined} className={classes['fresh']}>
          <Legend series={series} />
          <div className={classes['trend']}>
            <ColumnChart
              label="Spend, leads and revenue over time"
              series={series}
              steps={steps}
              together="beside"
              widest={26}
              axis={(value) => formatMoneyShort(value, data.currency)}
            />
          </div>
          <TrendTable trend={data} />
        </div>
      )}
    </Panel>
  )
}
