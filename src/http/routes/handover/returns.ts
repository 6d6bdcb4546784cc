import { STAYING_SORTS } from '#ports/store/handoffs.ts'
import { listReturnsContract } from '../../contract/handover.ts'
import { COUNTED_UP_TO } from '../../contract/paging.ts'
import { pagingOf } from '../../cursor.ts'
import { toReturn } from '../../present/handover.ts'
import { connectionRoute } from '../../route.ts'

export const listReturns = connectionRoute(listReturnsContract, async ({ scope, query }) => {
  const { store, connection } = scope
  const paging = pagingOf(STAYING_SORTS, 'returns', query)
  const [staying, total] = await Promise.all([
    store.handoffs.staying(connection.id, paging.slice),
    store.handoffs.countStaying(connection.id, COUNTED_UP_TO),
  ])
  const { shown, nextCursor } = paging.pageOf(staying)
  const links = await store.links.byIds(
    connection.id,
    shown.map(({ linkId }) => linkId),
  )
  return {
    items: shown.map((handoff) => toReturn(handoff, links.get(handoff.linkId))),
    nextCursor,
    total,
  }
})
