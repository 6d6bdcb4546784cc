import type { SideBudget } from '#app/read-budget.ts'
import type { readOverview } from '#app/read-overview.ts'
import type { Instant } from '#domain/instant.ts'
import { LANES } from '#domain/lane.ts'
import type { Overview } from '../contract/overview.ts'

/** What the use case does not know: how the process itself is doing. */
export interface ProcessHealth {
  /** When a whole poll last ended without error; null before. */
  readonly lastSyncAt: Instant | null
  readonly jobs: Overview['health']['jobs']
}

/**
 * The overview in the form of the contract. `breached` counts clocks that ran out, answered later or not; `running` those
 * still open, paused and not yet begun ones included.
 */
export function toOverview(read: Awaited<ReturnType<typeof readOverview>>, process: ProcessHealth): Overview {
  const { connection, inbox, parked, summary } = read
  const { clocks } = summary
  return {
    generatedAt: iso(read.generatedAt),
    connection: {
      id: connection.id,
      name: connection.name,
      state: connection.state,
      pausedReason: connection.pausedReason,
      currency: connection.currency,
    },
    health: {
      inbox: { ...inbox, oldestAt: inbox.oldestAt === null ? null : iso(inbox.oldestAt) },
      parked: { total: Object.values(parked).reduce((sum, count) => sum + count, 0), byCode: { ...parked } },
      journalRows: read.journalRows,
      lastSyncAt: process.lastSyncAt === null ? null : iso(process.lastSyncAt),
      apiCalls: { ...read.apiCalls },
      apiBudget: { hubspot: toBudget(read.apiBudget.hubspot), salesforce: toBudget(read.apiBudget.salesforce) },
      jobs: { ...process.jobs },
    },
    handoff: {
      handedOver: summary.handedOver,
      linked: summary.linked,
      adopted: summary.adopted,
      untouched: summary.untouched,
      answeredInTime: summary.answeredInTime,
      breached: clocks.breached + clocks.breached_completed,
      running: clocks.running + clocks.paused + clocks.not_started,
      won: summary.won,
      lost: summary.lost,
      open: summary.open,
      revenueMinor: String(summary.revenueMinor),
    },
    perDay: read.perDay.map(({ day, handedOver, met, breached }) => ({ day, handedOver, met, breached })),
  }
}

const toBudget = (side: SideBudget): Overview['health']['apiBudget']['hubspot'] => ({
  used: side.usedByTandem,
  allowance: side.allowance,
  forecast: side.forecast,
  pollSeconds: side.pollSeconds,
  slowed: LANES.filter((lane) => side.lanes[lane].pace.kind !== 'free'),
})

const iso = (instant: Instant): string => new Date(instant).toISOString()
