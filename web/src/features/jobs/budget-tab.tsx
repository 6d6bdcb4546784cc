import { VisuallyHidden } from '@mantine/core'
import { useMemo } from 'react'
import { readApiBudgetContract, type SideBudgetView } from '#http/contract/jobs.ts'
import { useRead } from '../../api/use-api.ts'
import { ColumnChart, Legend } from '../../charts/column-chart.tsx'
import type { Step } from '../../charts/column-layout.ts'
import { PageLoading } from '../../components/page-loading.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { Tile, Tiles } from '../../components/tile.tsx'
import { When } from '../../components/when.tsx'
import { countOf, formatCount, formatShare } from '../../format/numbers.ts'
import { formatMoment } from '../../format/time.ts'
import { hoursOf, LANE_SERIES, type HourRow } from './hours.ts'
import classes from './jobs.module.css'

const hour = new Intl.DateTimeFormat(undefined, { weekday: 'short', hour: '2-digit', minute: '2-digit' })
const HOURS = 48
const LOOK_AGAIN_MS = 30_000

/** API calls of both platforms over the hours, and how far they last. */
export function BudgetTab() {
  const { data, error, refetch } = useRead(
    readApiBudgetContract,
    { query: { hours: HOURS } },
    { everyMs: LOOK_AGAIN_MS },
  )
  if (data === undefined)
    return error === null ? <PageLoading /> : <ProblemNotice error={error} onRetry={() => void refetch()} />
  return (
    <div className={classes['stack']}>
      <Side name="HubSpot" side={data.hubspot} now={data.generatedAt} />
      <Side name="Salesforce" side={data.salesforce} now={data.generatedAt} />
    </div>
  )
}

function Side({ name, side, now }: { readonly name: string; readonly side: SideBudgetView; readonly now: string }) {
  const rows = useMemo(() => hoursOf(side.hours, now, HOURS), [side.hours, now])
  const steps = useMemo(() => rows.map(toStep), [rows])
  const { allowance, usedByTandem, forecast } = side
  const tone = allowance === null ? undefined : forecast > allowance ? ('bad' as const) : ('good' as const)
  const slowed = side.lanes.filter(({ pace }) => pace !== 'free')
  return (
    <Panel
      title={`Calls to ${name}`}
      note={
        side.stoppedUntil === null
          ? `By hour, over the last two days. Leads for sales go first, backfills last.`
          : `${name} refuses calls for the moment.`
      }
    >
      <Tiles>
        <Tile
          name="Used today"
          value={formatCount(usedByTandem)}
          note={
            allowance === null
              ? 'no limit is known yet'
              : `${formatShare(usedByTandem, allowance)} of the ${formatCount(allowance)} that Tandem may use`
          }
        />
        <Tile
          name="By the end of the day"
          value={formatCount(forecast)}
          note={tone === 'bad' ? 'more than there is: Tandem slows down before' : 'if it goes on as in the last hour'}
          {...(tone === undefined ? {} : { tone })}
        />
        <Tile
          name="Asked for changes"
          value={side.pollSeconds === null ? 'Not yet' : `every ${side.pollSeconds} s`}
          note={
            slowed.length === 0
              ? 'nothing is slowed down'
              : `slowed down: ${slowed.map(({ lane }) => laneName(lane)).join(', ')}`
          }
        />
        <Tile
          name="Refused as too many"
          value={formatCount(side.rateLimited)}
          note={
            side.resetsAt === null ? (
              'in the last 24 hours'
            ) : (
              <>
                the day ends <When at={side.resetsAt} />
              </>
            )
          }
          {...(side.rateLimited > 0 ? { tone: 'warn' as const } : {})}
        />
      </Tiles>
      <Legend
        series={LANE_SERIES}
        figure={(lane) => countOf(side.lanes.find((one) => one.lane === lane)?.calls ?? 0, 'call')}
      />
      <div className={classes['chart']}>
        <ColumnChart label={`Calls to ${name} by hour`} series={LANE_SERIES} steps={steps} together="stacked" />
      </div>
      <VisuallyHidden>
        <HoursTable name={name} rows={rows} />
      </VisuallyHidden>
    </Panel>
  )
}

const toStep = ({ at, handoff, live, backfill }: HourRow): Step => ({
  key: at,
  label: hour.format(new Date(at)),
  values: { handoff, live, backfill },
})

const laneName = (lane: string): string => LANE_SERIES.find(({ name }) => name === lane)?.label ?? lane

const HoursTable = ({ name, rows }: { readonly name: string; readonly rows: readonly HourRow[] }) => (
  <table>
    <caption>Calls to {name} by hour</caption>
    <thead>
      <tr>
        <th scope="col">Hour</th>
        {LANE_SERIES.map(({ name: lane, label }) => (
          <th scope="col" key={lane}>
            {label}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {rows
        .filter(({ handoff, live, backfill }) => handoff + live + backfill > 0)
        .map((row) => (
          <tr key={row.at}>
            <th scope="row">{formatMoment(row.at)}</th>
            {LANE_SERIES.map(({ name: lane }) => (
              <td key={lane}>{formatCount(row[lane])}</td>
            ))}
          </tr>
        ))}
    </tbody>
  </table>
)
