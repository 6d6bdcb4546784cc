import { AUDIT_SORTS } from '#ports/store/audit.ts'
import { listAuditContract } from '../../contract/audit.ts'
import { COUNTED_UP_TO } from '../../contract/paging.ts'
import { pagingOf } from '../../cursor.ts'
import { toAuditEntry, toAuditFilter } from '../../present/audit.ts'
import { deploymentRoute } from '../../route.ts'

export const listAudit = deploymentRoute(listAuditContract, async ({ actor, deps, query }) => {
  const { limit, cursor, sort, direction, ...asked } = query
  const paging = pagingOf(AUDIT_SORTS, ['audit', asked], { limit, cursor, sort, direction })
  const filter = toAuditFilter(asked, actor)
  const [rows, total] = await Promise.all([
    deps.store.audit.page(filter, paging.slice),
    deps.store.audit.count(filter, COUNTED_UP_TO),
  ])
  const { shown, nextCursor } = paging.pageOf(rows)
  return { items: shown.map(toAuditEntry), nextCursor, total }
})
