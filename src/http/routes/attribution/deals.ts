import { campaignCosts } from '#app/campaign-costs.ts'
import { explainDeal, findDeals } from '#app/explain-deal.ts'
import { searchDeals } from '#app/search-deals.ts'
import type { Scope } from '#app/scope.ts'
import { DEAL_LIST_SORTS } from '#domain/attribution/deal-state.ts'
import { localDateOf } from '#domain/time.ts'
import type { StoredOpportunity } from '#ports/store/opportunities.ts'
import { downloadDealContract, readDealContract, searchDealsContract } from '../../contract/attribution-deals.ts'
import type { DealReply } from '../../contract/attribution-deals.ts'
import { COUNTED_UP_TO } from '../../contract/paging.ts'
import { pagingOf } from '../../cursor.ts'
import { fileNameOf } from '../../file-name.ts'
import { dealCsv, toDealReply, toListedDeal } from '../../present/attribution-deals.ts'
import { HttpError } from '../../problem.ts'
import { connectionRoute } from '../../route.ts'

export const searchDealsRoute = connectionRoute(searchDealsContract, async ({ scope, query }) => {
  const asked = { text: query.text, state: query.state ?? null }
  const paging = pagingOf(DEAL_LIST_SORTS, ['deals', asked], query)
  const { deals, total } = await searchDeals(scope, { ...asked, ...paging.slice, upTo: COUNTED_UP_TO })
  const { shown, nextCursor } = paging.pageOf(deals)
  return {
    items: shown.map((deal) => toListedDeal(deal, scope.connection.orgTimeZone)),
    nextCursor,
    total,
    currency: scope.connection.currency,
  }
})

export const readDeal = connectionRoute(readDealContract, ({ scope, params }) => dealOf(scope, params.deal))

export const downloadDeal = connectionRoute(downloadDealContract, async ({ scope, params }) => {
  const deal = await dealOf(scope, params.deal)
  return { fileName: fileNameOf('deal', deal.id), ...dealCsv(deal) }
})

async function dealOf(scope: Scope, asked: string): Promise<DealReply> {
  const { attribution } = scope.config
  const one = await meantBy(scope, asked)
  const explained = await explainDeal(scope, one, attribution.models)
  const until = one.closedAt === null ? null : localDateOf(one.closedAt, scope.connection.orgTimeZone)
  const { byCampaign } = await campaignCosts(scope, { from: null, until })
  const campaigns = new Set(
    explained.seen.flatMap(({ touch, eligibility }) => (eligibility.kind === 'eligible' ? (touch.campaign ?? []) : [])),
  )
  const costs = [...campaigns].toSorted().flatMap((campaign) => {
    const spendMinor = byCampaign.get(campaign)
    return spendMinor === undefined ? [] : [{ campaign, spendMinor }]
  })
  return toDealReply(explained, scope.config, scope.connection, costs)
}

/** @throws HttpError 404 when there is none, 409 when several have this name: whose credit it is must not be left to chance. */
async function meantBy(scope: Scope, asked: string): Promise<StoredOpportunity> {
  const [one, ...others] = await findDeals(scope, asked)
  if (one === undefined)
    throw new HttpError({
      status: 404,
      code: 'DEAL_NOT_FOUND',
      message: `No deal is known as ${asked}.`,
      remedy: 'Look for it by its name: GET /attribution/deals?text=...',
    })
  if (others.length === 0) return one
  throw new HttpError({
    status: 409,
    code: 'SEVERAL_DEALS',
    message: `Several deals are called ${asked}.`,
    remedy: `Name one by its id: ${[one, ...others].map(({ id }) => id).join(', ')}.`,
  })
}
