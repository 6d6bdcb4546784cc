import type * as z from 'zod'
import { instantsOf } from '#app/days-of.ts'
import type { Scope } from '#app/scope.ts'
import { type campaignLeadsQuery, listCampaignLeadsContract } from '../../contract/attribution-deals.ts'
import type { Slice } from '#domain/order.ts'
import { CAMPAIGN_LEAD_SORTS } from '#ports/store/attribution-drill.ts'
import { COUNTED_UP_TO } from '../../contract/paging.ts'
import { pagingOf } from '../../cursor.ts'
import { toLead } from '../../present/attribution-deals.ts'
import { connectionRoute } from '../../route.ts'

type Asked = Omit<z.output<typeof campaignLeadsQuery>, 'cursor' | 'limit' | 'sort' | 'direction'>

export const listCampaignLeads = connectionRoute(listCampaignLeadsContract, async ({ scope, query }) => {
  const { cursor, limit, sort, direction, ...asked } = query
  const paging = pagingOf(CAMPAIGN_LEAD_SORTS, ['campaign leads', asked], { cursor, limit, sort, direction })
  const { rows, total } = await leadsOf(scope, asked, paging.slice)
  const { shown, nextCursor } = paging.pageOf(rows)
  return { items: shown.map((lead) => toLead(lead, scope.config)), nextCursor, total }
})

function leadsOf(scope: Scope, asked: Asked, slice: Slice<typeof CAMPAIGN_LEAD_SORTS>) {
  const period = instantsOf({ from: asked.from ?? null, to: asked.to ?? null }, scope.connection.orgTimeZone)
  const query = { campaign: asked.campaign ?? null, ...period, ...slice, countUpTo: COUNTED_UP_TO }
  return scope.store.attributionDrill.leads(scope.connection.id, query)
}
