import { JOURNAL_SORTS } from '#ports/store/journal.ts'
import { COUNTED_UP_TO } from '../../contract/paging.ts'
import { listRecordChangesContract } from '../../contract/record-history.ts'
import { pagingOf } from '../../cursor.ts'
import { toChangeRow } from '../../present/record-changes.ts'
import { connectionRoute } from '../../route.ts'
import { authorsOf, fieldsOfMap, knownLink, pagesOf } from './known-record.ts'

export const listRecordChanges = connectionRoute(listRecordChangesContract, async ({ deps, scope, params, query }) => {
  const link = await knownLink(scope, params.link)
  const fields = query.field === undefined ? null : fieldsOfMap(scope, link, query.field)
  const paging = pagingOf(JOURNAL_SORTS, ['record changes', link.id, query.field ?? null], query)
  const { journal } = scope.store
  const [entries, total, authors] = await Promise.all([
    journal.pageOfLink(scope.connection.id, link.id, fields, paging.slice),
    journal.countOfLink(scope.connection.id, link.id, fields, COUNTED_UP_TO),
    authorsOf(scope),
  ])
  const { shown, nextCursor } = paging.pageOf(entries)
  const pages = pagesOf(deps, scope)
  return {
    items: shown.map((entry) => toChangeRow(entry, pages, authors)),
    nextCursor,
    total,
  }
})
