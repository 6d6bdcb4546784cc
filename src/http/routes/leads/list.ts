import { listLeads } from '#app/leads/list-leads.ts'
import { BOARD_SORTS, VIEW_SORT } from '#ports/store/lead-board.ts'
import { listLeadsContract } from '../../contract/leads.ts'
import { COUNTED_UP_TO } from '../../contract/paging.ts'
import { pagingOf } from '../../cursor.ts'
import { toInstantText } from '../../present/instants.ts'
import { toLeadRow } from '../../present/leads.ts'
import { connectionRoute } from '../../route.ts'
import { boardFilter, leadView } from './view.ts'

export const listLeadsRoute = connectionRoute(listLeadsContract, async ({ scope, deps, actor, now, query }) => {
  const { limit, cursor, sort = VIEW_SORT[query.view], direction, view, ...asked } = query
  const [shown, filter] = await Promise.all([leadView(scope, deps, actor), boardFilter(scope, actor, asked)])
  const paging = pagingOf(BOARD_SORTS, ['leads', view, asked], { limit, cursor, sort, direction })
  const { order, after } = paging.slice
  const page = await listLeads(scope, view, filter, { now, order, after, limit, upTo: COUNTED_UP_TO })
  return {
    items: page.leads.map((lead) => toLeadRow(lead, shown)),
    nextCursor: paging.cursorOf(page.next),
    total: page.total,
    asOf: toInstantText(now),
  }
})
