import { RECORD_SORTS } from '#ports/store/records.ts'
import { COUNTED_UP_TO } from '../../contract/paging.ts'
import { listRecordsContract } from '../../contract/records.ts'
import { pagingOf } from '../../cursor.ts'
import { toRecordLine } from '../../present/records.ts'
import { connectionRoute } from '../../route.ts'
import { pagesOf } from './known-record.ts'

export const listRecords = connectionRoute(listRecordsContract, async ({ deps, scope, query }) => {
  const filter = { kind: query.kind ?? null, state: query.state ?? null, problems: query.problems ?? 'any' } as const
  const paging = pagingOf(RECORD_SORTS, ['records', filter], query)
  const { records } = scope.store
  const [links, total] = await Promise.all([
    records.browse(scope.connection.id, filter, paging.slice),
    records.countBrowsed(scope.connection.id, filter, COUNTED_UP_TO),
  ])
  const { shown, nextCursor } = paging.pageOf(links)
  const pages = pagesOf(deps, scope)
  return {
    items: shown.map((link) => toRecordLine(link, pages)),
    nextCursor,
    total,
  }
})
