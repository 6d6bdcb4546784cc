import { COST_VERSION_SORTS } from '#ports/store/costs.ts'
import { listCostVersionsContract } from '../../contract/cost-versions.ts'
import { COUNTED_UP_TO } from '../../contract/paging.ts'
import { pagingOf } from '../../cursor.ts'
import { toCostVersion } from '../../present/costs.ts'
import { connectionRoute } from '../../route.ts'

export const listCostVersions = connectionRoute(listCostVersionsContract, async ({ scope, query }) => {
  const { store, connection } = scope
  const paging = pagingOf(COST_VERSION_SORTS, ['cost versions', query.campaign], query)
  const [rows, total] = await Promise.all([
    store.costs.pageOfVersions(connection.id, query.campaign, paging.slice),
    store.costs.countVersions(connection.id, query.campaign, COUNTED_UP_TO),
  ])
  const { shown, nextCursor } = paging.pageOf(rows)
  return { items: shown.map(toCostVersion), nextCursor, total }
})
