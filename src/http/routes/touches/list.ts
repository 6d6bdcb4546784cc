import { judgeTouches, listTouches } from '#app/list-touches.ts'
import { TOUCH_SORTS } from '#ports/store/touches.ts'
import { listNewestTouchesContract, listTouchesContract } from '../../contract/costs.ts'
import { COUNTED_UP_TO } from '../../contract/paging.ts'
import { pagingOf } from '../../cursor.ts'
import { toNewTouch, toTouches } from '../../present/costs.ts'
import { connectionRoute } from '../../route.ts'

export const listTouchesRoute = connectionRoute(listTouchesContract, async ({ scope, query }) => {
  const { people, waiting } = await listTouches(scope, query.who.trim())
  return toTouches(people, waiting.length, scope.config, scope.connection.orgTimeZone)
})

export const listNewestTouches = connectionRoute(listNewestTouchesContract, async ({ scope, query }) => {
  const { connection, config, store } = scope
  const paging = pagingOf(TOUCH_SORTS, ['newest touches'], query)
  const [rows, total] = await Promise.all([
    store.touches.page(connection.id, paging.slice),
    store.touches.count(connection.id, COUNTED_UP_TO),
  ])
  const { shown, nextCursor } = paging.pageOf(rows)
  const items = await judgeTouches(scope, shown)
  return { items: items.map((row) => toNewTouch(row, config, connection.orgTimeZone)), nextCursor, total }
})
