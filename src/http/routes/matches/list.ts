import { namesOfContacts } from '#app/problems/names.ts'
import { REVIEW_SORTS } from '#ports/store/reviews.ts'
import { listMatchesContract } from '../../contract/matches.ts'
import { COUNTED_UP_TO } from '../../contract/paging.ts'
import { pagingOf } from '../../cursor.ts'
import { toMatch } from '../../present/conflicts.ts'
import { connectionRoute } from '../../route.ts'

export const listMatches = connectionRoute(listMatchesContract, async ({ scope, query }) => {
  const { state } = query
  const { store, connection } = scope
  const paging = pagingOf(REVIEW_SORTS, ['matches', state], query)
  const [rows, counts] = await Promise.all([
    store.reviews.page(connection.id, state, paging.slice),
    store.reviews.counts(connection.id),
  ])
  const { shown, nextCursor } = paging.pageOf(rows)
  const names = await namesOfContacts(
    scope,
    shown.map(({ hubspotId }) => hubspotId),
  )
  return {
    items: shown.map((review) => toMatch(review, names)),
    nextCursor,
    total: Math.min(counts[state] ?? 0, COUNTED_UP_TO),
  }
})
