import { readBudget } from '#app/read-budget.ts'
import type { Side } from '#domain/ids.ts'
import { LANES } from '#domain/lane.ts'
import { readApiBudgetContract } from '../../contract/jobs.ts'
import { toInstantText, toInstantTextOrNull } from '../../present/instants.ts'
import { connectionRoute } from '../../route.ts'

const HOUR_MS = 3_600_000
const ENDPOINTS_SHOWN = 12

export const readApiBudget = connectionRoute(readApiBudgetContract, async ({ scope, query, now }) => {
  const { connection, store, config } = scope
  const where = { store, connection: connection.id, budget: config.budget, now }
  const sideOf = async (side: Side) => {
    const [budget, { hours }] = await Promise.all([
      readBudget(where, side),
      store.budget.read(connection.id, side, now - query.hours * HOUR_MS),
    ])
    return {
      limit: budget.limit,
      share: budget.share,
      allowance: budget.allowance,
      usedByTandem: budget.usedByTandem,
      usedByEverybody: budget.usedByEverybody,
      forecast: Math.round(budget.forecast),
      resetsAt: toInstantTextOrNull(budget.resetsAt),
      reportedAt: toInstantTextOrNull(budget.reportedAt),
      stoppedUntil: toInstantTextOrNull(budget.stoppedUntil),
      pollSeconds: budget.pollSeconds,
      rateLimited: budget.rateLimited,
      lanes: LANES.map((lane) => ({ lane, calls: budget.lanes[lane].calls, pace: budget.lanes[lane].pace.kind })),
      hours: hours
        .filter(({ calls }) => calls > 0)
        .map(({ hour, lane, calls }) => ({ at: toInstantText(hour), lane, calls })),
      endpoints: budget.endpoints.slice(0, ENDPOINTS_SHOWN).map((one) => ({ ...one })),
    }
  }
  const [hubspot, salesforce] = await Promise.all([sideOf('hubspot'), sideOf('salesforce')])
  return { generatedAt: toInstantText(now), hubspot, salesforce }
})
