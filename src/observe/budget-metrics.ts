import { Gauge, type Registry } from 'prom-client'
import type { Pace } from '#domain/budget/daily.ts'
import type { ConnectionId, Side } from '#domain/ids.ts'
import { LANES, type Lane } from '#domain/lane.ts'

/** The day of one platform as it is shown to people; see `readBudget`. */
export interface ObservedBudget {
  readonly connection: ConnectionId
  readonly side: Side
  /** Null before the platform has said anything. */
  readonly limit: number | null
  readonly allowance: number | null
  readonly usedByTandem: number
  readonly usedByEverybody: number | null
  readonly rateLimited: number
  /** Milliseconds until the platform takes calls again; 0: it does. */
  readonly stoppedMs: number
  readonly lanes: Readonly<Record<Lane, { readonly calls: number; readonly pace: Pace }>>
}

const LABELS = ['connection', 'platform'] as const
const IN_LANE = [...LABELS, 'lane'] as const

/**
 * Adds what is used of the platforms' daily calls to the metrics, read anew whenever they are asked for. What is not known has no
 * series; while the budget cannot be read there is none at all, and the other metrics are shown all the same.
 */
export function observeBudget(registry: Registry, read: () => Promise<readonly ObservedBudget[]>): void {
  let reading: Promise<readonly ObservedBudget[]> | null = null
  /** The gauges of one scrape share one look. */
  const look = (): Promise<readonly ObservedBudget[]> => {
    reading ??= read()
      .catch((): readonly ObservedBudget[] => [])
      .finally(() => {
        reading = null
      })
    return reading
  }
  const gauge = (
    name: string,
    help: string,
    labelNames: readonly string[],
    values: (budget: ObservedBudget) => readonly (readonly [Readonly<Record<string, string>>, number | null])[],
  ): void => {
    const made = new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers: [registry],
      collect: async () => {
        const budgets = await look()
        made.reset()
        for (const budget of budgets)
          for (const [labels, value] of values(budget))
            if (value !== null) made.set({ connection: budget.connection, platform: budget.side, ...labels }, value)
      },
    })
  }

  gauge('tandem_api_calls_limit', 'Calls that the platform allows in a day', LABELS, (b) => [[{}, b.limit]])
  gauge('tandem_api_calls_allowed', 'Calls of the limit that Tandem may make', LABELS, (b) => [[{}, b.allowance]])
  gauge('tandem_api_calls_used', 'Calls made in this day', [...LABELS, 'by'], (b) => [
    [{ by: 'tandem' }, b.usedByTandem],
    [{ by: 'everybody' }, b.usedByEverybody],
  ])
  gauge('tandem_api_calls_refused', 'Calls that a limit refused in this day', LABELS, (b) => [[{}, b.rateLimited]])
  gauge('tandem_api_stopped_seconds', 'Until the platform takes calls again', LABELS, (b) => [[{}, b.stoppedMs / 1000]])
  gauge('tandem_api_lane_calls', 'Calls of a lane in this day', IN_LANE, (b) =>
    LANES.map((lane) => [{ lane }, b.lanes[lane].calls]),
  )
  gauge(
    'tandem_api_lane_wait_seconds',
    'Between two calls of a lane, as the budget of the day asks: 0 as they come, +Inf none',
    IN_LANE,
    (b) => LANES.map((lane) => [{ lane }, waitOf(b.lanes[lane].pace)]),
  )
}

function waitOf(pace: Pace): number {
  if (pace.kind === 'free') return 0
  return pace.kind === 'held' ? Number.POSITIVE_INFINITY : pace.perMs / 1000
}
