import type { SideBudgetView } from '#http/contract/jobs.ts'
import type { Series } from '../../charts/column-layout.ts'

type Lane = SideBudgetView['lanes'][number]['lane']

export const LANE_SERIES = [
  { name: 'handoff', label: 'Leads for sales', fill: 'var(--good)', as: 'column' },
  { name: 'live', label: 'Changes', fill: 'var(--plain)', as: 'column' },
  { name: 'backfill', label: 'Backfills and checks', fill: 'var(--pending)', as: 'column' },
] as const satisfies readonly (Series & { readonly name: Lane })[]

export type HourRow = Readonly<Record<Lane, number>> & { readonly at: string }

const HOUR_MS = 3_600_000

/** One row for every hour up to now, also for those without a call: a gap would look as if time had not passed. */
export function hoursOf(hours: SideBudgetView['hours'], now: string, count: number): readonly HourRow[] {
  const last = Math.floor(Date.parse(now) / HOUR_MS) * HOUR_MS
  const byHour = Map.groupBy(hours, ({ at }) => Date.parse(at))
  return Array.from({ length: count }, (_, i) => {
    const hour = last - (count - 1 - i) * HOUR_MS
    const of = (lane: Lane): number =>
      (byHour.get(hour) ?? []).reduce((sum, one) => sum + (one.lane === lane ? one.calls : 0), 0)
    return { at: new Date(hour).toISOString(), handoff: of('handoff'), live: of('live'), backfill: of('backfill') }
  })
}
