import type * as z from 'zod'
import { instantsOf } from '#app/days-of.ts'
import { listCosts, type ListedCost } from '#app/list-costs.ts'
import type { Scope } from '#app/scope.ts'
import { COST_SORTS } from '#domain/attribution/cost-line.ts'
import { inOrder, type Order, type Placed } from '#domain/order.ts'
import { type costsQuery, downloadCostsContract, listCostsContract } from '../../contract/costs.ts'
import { orderOf, pagingOf } from '../../cursor.ts'
import { fileNameOf } from '../../file-name.ts'
import { costsCsv, toCostLine } from '../../present/costs.ts'
import { connectionRoute } from '../../route.ts'

type Asked = Omit<z.output<typeof costsQuery>, 'cursor' | 'limit' | 'sort' | 'direction'>

export const listCostsRoute = connectionRoute(listCostsContract, async ({ scope, query }) => {
  const { cursor, limit, sort, direction, ...asked } = query
  const { order, slice, pageOf } = pagingOf(COST_SORTS, ['costs', asked], { cursor, limit, sort, direction })
  const all = await linesOf(scope, asked, order)
  const { after } = slice
  const compare = inOrder(COST_SORTS, order)
  const { shown, nextCursor } = pageOf(all.filter(({ position }) => after === null || compare(after, position) < 0))
  return {
    items: shown.map(toCostLine),
    nextCursor,
    total: all.length,
    currency: scope.connection.currency,
    countedMinor: String(all.reduce((sum, { countedMinor }) => sum + countedMinor, 0n)),
  }
})

export const downloadCosts = connectionRoute(downloadCostsContract, async ({ scope, query }) => ({
  fileName: fileNameOf('costs', query.source, query.from, query.to),
  ...costsCsv((await linesOf(scope, query, orderOf(COST_SORTS, query))).map(toCostLine)),
}))

function linesOf(scope: Scope, asked: Asked, order: Order<typeof COST_SORTS>): Promise<readonly Placed<ListedCost>[]> {
  const days = { from: asked.from ?? null, to: asked.to ?? null }
  instantsOf(days, scope.connection.orgTimeZone)
  const filter = {
    campaign: asked.campaign ?? null,
    source: asked.source ?? null,
    counts: asked.counts ?? null,
    ...days,
  }
  return listCosts(scope, filter, order)
}
