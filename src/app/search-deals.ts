import { dealStateOf, type DEAL_LIST_SORTS, type DealState } from '#domain/attribution/deal-state.ts'
import type { Placed, Slice } from '#domain/order.ts'
import type { ListedDeal } from '#ports/store/attribution-drill.ts'
import { dealsById } from './explain-deal.ts'
import type { Scope } from './scope.ts'

/**
 * Opportunities by a part of their name, or by an id of Salesforce or HubSpot; the one made last first, or as the slice says.
 * @param query.upTo counting stops there. @returns `total`: how many fit in all.
 */
export async function searchDeals(
  { store, connection }: Pick<Scope, 'store' | 'connection'>,
  {
    upTo,
    ...query
  }: Slice<typeof DEAL_LIST_SORTS> & {
    readonly text: string
    readonly state: DealState | null
    readonly upTo: number
  },
): Promise<{ readonly deals: readonly Placed<ListedDeal>[]; readonly total: number }> {
  const text = query.text.trim()
  const meant = (query.after ?? null) === null ? await dealsById({ store, connection }, text) : []
  if (meant.length > 0) {
    const found = meant.map((one) => ({ ...one, state: dealStateOf(one), position: [] }))
    const deals = found.filter(({ state }) => query.state === null || state === query.state)
    return { deals, total: deals.length }
  }
  const [deals, total] = await Promise.all([
    store.attributionDrill.search(connection.id, { ...query, text }),
    store.attributionDrill.countFound(connection.id, { text, state: query.state }, upTo),
  ])
  return { deals, total }
}
