import type * as z from 'zod'
import { instantsOf } from '#app/days-of.ts'
import type { Scope } from '#app/scope.ts'
import { DEAL_SORTS } from '#domain/attribution/deal-state.ts'
import type { Slice } from '#domain/order.ts'
import { type campaignDealsQuery, listCampaignDealsContract } from '../../contract/attribution-deals.ts'
import { pagingOf } from '../../cursor.ts'
import { toCreditedDeal } from '../../present/attribution-deals.ts'
import { connectionRoute } from '../../route.ts'
import { modelOfTouches } from './figures.ts'

type Asked = Omit<z.output<typeof campaignDealsQuery>, 'cursor' | 'limit' | 'sort' | 'direction'>

export const listCampaignDeals = connectionRoute(listCampaignDealsContract, async ({ scope, query }) => {
  const { cursor, limit, sort, direction, ...asked } = query
  const paging = pagingOf(DEAL_SORTS, ['campaign deals', asked], { cursor, limit, sort, direction })
  const { rows, total, creditedMinor } = await dealsOf(scope, asked, paging.slice)
  const { shown, nextCursor } = paging.pageOf(rows)
  return {
    items: shown.map((deal) => toCreditedDeal(deal, scope.connection.orgTimeZone)),
    nextCursor,
    total,
    currency: scope.connection.currency,
    creditedMinor: String(creditedMinor),
  }
})

function dealsOf(scope: Scope, asked: Asked, slice: Slice<typeof DEAL_SORTS>) {
  const period = instantsOf({ from: asked.from ?? null, to: asked.to ?? null }, scope.connection.orgTimeZone)
  return scope.store.attributionDrill.deals(scope.connection.id, {
    model: modelOfTouches(scope, asked.model),
    campaign: asked.campaign ?? null,
    view: asked.view,
    ...period,
    state: asked.state ?? null,
    ...slice,
  })
}
