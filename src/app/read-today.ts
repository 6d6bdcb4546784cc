import { localDateOf, localDayBounds, plusDays } from '#domain/time.ts'
import { activePairs } from './active-pairs.ts'
import type { Scope } from './scope.ts'

const DAYS_SHOWN = 14
const COUNTED_UP_TO = 1_000

/** Today beside the days before it, in the org's zone, and what waits for a person. */
export async function readToday(scope: Scope) {
  const { connection, store, clock } = scope
  const { id, orgTimeZone: zone } = connection
  const now = clock.now()
  const today = localDateOf(now, zone)
  const days = Array.from({ length: DAYS_SHOWN }, (_, i) => plusDays(today, i - DAYS_SHOWN + 1))
  const bounds = days.map((day) => localDayBounds(day, zone))
  const yesterday = bounds.at(-2) ?? { from: now, until: now }
  const soFar = now - (bounds.at(-1)?.from ?? now)
  const spans = [...bounds, { from: yesterday.from, until: Math.min(yesterday.from + soFar, yesterday.until) }]
  const [figures, parked, fields, reviews, board, deliveries, inbox, config, runs] = await Promise.all([
    store.dayFigures.between(id, spans),
    store.parked.count(id, {}, COUNTED_UP_TO),
    store.fieldConflicts.groups(id, activePairs(scope.config)),
    store.reviews.counts(id),
    store.leadBoard.counts(id, {}, { now, upTo: COUNTED_UP_TO }),
    store.alerts.count(id, COUNTED_UP_TO),
    store.inbox.depth(id, now),
    store.configs.current(id),
    store.jobRuns.list(),
  ])
  const held = (kind: string): number => fields.reduce((sum, one) => sum + (one.kind === kind ? one.count : 0), 0)
  const none = { handedOver: 0, answered: 0, breached: 0 }
  return {
    generatedAt: now,
    timeZone: zone,
    days: days.map((day, i) => ({ day, ...(figures[i] ?? none) })),
    yesterdayByNow: figures[DAYS_SHOWN] ?? none,
    needs: {
      parked,
      conflicts: held('conflict'),
      frozen: held('frozen'),
      matches: Math.min(reviews.open ?? 0, COUNTED_UP_TO),
      breached: board.breached,
      unowned: board.queue,
      parkedAlerts: deliveries.parked,
      failingJobs: runs.filter(({ error }) => error !== null).length,
    },
    inbox,
    config,
  }
}
