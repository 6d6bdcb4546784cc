import { namesOf } from '#app/problems/names.ts'
import { PARKED_SORTS } from '#ports/store/parked.ts'
import { COUNTED_UP_TO } from '../../contract/paging.ts'
import { listParkedContract } from '../../contract/problems.ts'
import { pagingOf } from '../../cursor.ts'
import { given } from '../../given.ts'
import { toParkedRecord } from '../../present/problems.ts'
import { connectionRoute } from '../../route.ts'

export const listParked = connectionRoute(listParkedContract, async ({ scope, query }) => {
  const { limit, cursor, sort, direction, ...asked } = query
  const filter = given(asked)
  const { store, connection } = scope
  const paging = pagingOf(PARKED_SORTS, ['parked', filter], { limit, cursor, sort, direction })
  const [rows, total] = await Promise.all([
    store.parked.page(connection.id, filter, paging.slice),
    store.parked.count(connection.id, filter, COUNTED_UP_TO),
  ])
  const { shown, nextCursor } = paging.pageOf(rows)
  const names = await namesOf(
    scope,
    shown.map(({ linkId }) => linkId),
  )
  return {
    items: shown.map((row) => toParkedRecord(row, names)),
    nextCursor,
    total,
  }
})
