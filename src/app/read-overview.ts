import { keptWhileSlow } from './kept-while-slow.ts'
import { readBudget } from './read-budget.ts'
import { recentWeeks } from './recent-weeks.ts'
import type { Scope } from './scope.ts'

/** Weeks of handovers that the chart shows at most. */
const WEEKS_SHOWN = 13

/** What is counted over everybody who was ever handed over; by scope, which a process has one of for each connection. */
const counted = new WeakMap<Scope, () => ReturnType<typeof countAll>>()

const countAll = async ({ store, connection }: Scope) => {
  const [summary, perDay] = await Promise.all([
    store.reports.summary(connection.id),
    store.reports.perDay(connection.id, connection.orgTimeZone, 0),
  ])
  return { summary, perDay }
}

function figuresOf(scope: Scope): ReturnType<typeof countAll> {
  const known = counted.get(scope)
  if (known !== undefined) return known()
  const read = keptWhileSlow(() => countAll(scope))
  counted.set(scope, read)
  return read()
}

/** How the sync is and what became of the people handed over, as of now. Money in minor units. */
export async function readOverview(scope: Scope) {
  const { connection, store, clock } = scope
  const where = { store, connection: connection.id, budget: scope.config.budget, now: clock.now() }
  const [current, inbox, parked, journalRows, { summary, perDay }, hubspot, salesforce] = await Promise.all([
    store.connections.get(connection.id),
    store.inbox.depth(connection.id),
    store.parked.counts(connection.id),
    store.journal.count(connection.id),
    figuresOf(scope),
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
    perDay: recentWeeks(perDay, WEEKS_SHOWN),
    apiBudget: { hubspot, salesforce },
    apiCalls: { hubspot: scope.hubspot.usage().calls, salesforce: scope.salesforce.usage().calls },
  }
}
