import { readBudget } from './read-budget.ts'
import type { Scope } from './scope.ts'

/** Days with handovers that the chart shows at most. */
const DAYS_SHOWN = 90

/** How the sync is and what became of the people handed over, as of now. Money in minor units. */
export async function readOverview(scope: Scope) {
  const { connection, store, clock } = scope
  const where = { store, connection: connection.id, budget: scope.config.budget, now: clock.now() }
  const [current, inbox, parked, journalRows, summary, perDay, hubspot, salesforce] = await Promise.all([
    store.connections.get(connection.id),
    store.inbox.depth(connection.id),
    store.parked.counts(connection.id),
    store.journal.count(connection.id),
    store.reports.summary(connection.id),
    store.reports.perDay(connection.id, 0),
    readBudget(where, 'hubspot'),
    readBudget(where, 'salesforce'),
  ])
  return {
    generatedAt: clock.now(),
    connection: current ?? connection,
    inbox,
    parked,
    journalRows,
    summary,
    perDay: perDay.slice(-DAYS_SHOWN),
    apiBudget: { hubspot, salesforce },
    apiCalls: { hubspot: scope.hubspot.usage().calls, salesforce: scope.salesforce.usage().calls },
  }
}
