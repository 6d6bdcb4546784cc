import { convertOn } from '#domain/attribution/rates.ts'
import type { SyncConfig } from '#domain/config.ts'
import { localDateOf } from '#domain/time.ts'
import type { Clock } from '#ports/clock.ts'
import type { Connection } from '#ports/store/connections.ts'
import type { StoredOpportunity } from '#ports/store/opportunities.ts'
import type { Store } from '#ports/store.ts'
import { rateDay } from './deals/own-currency.ts'
import { OPPORTUNITIES } from './scope.ts'

const PAGE = 1_000

/**
 * Has every opportunity looked at again whose amount the rates of this configuration make another one: its deal, its people, its
 * outcome and its credits follow from that look. Where no amount differs, nothing is written and nothing is read.
 * @returns how many.
 */
export async function reconvertAmounts({
  store,
  clock,
  connection,
  config,
}: {
  readonly store: Store
  readonly clock: Clock
  readonly connection: Connection
  readonly config: Pick<SyncConfig, 'attribution'>
}): Promise<number> {
  const { id } = connection
  let count = 0
  for (let after: string | null = null; ;) {
    const page: readonly StoredOpportunity[] = await store.opportunities.foreign(id, after, PAGE)
    const differing = page.filter((opportunity) => differs(opportunity, connection, config))
    await store.inbox.add(
      id,
      OPPORTUNITIES,
      differing.map((opportunity) => opportunity.id),
      'exchange rates changed',
      clock.now(),
    )
    count += differing.length
    after = page.at(-1)?.id ?? null
    if (page.length < PAGE) return count
  }
}

function differs(
  opportunity: StoredOpportunity,
  { currency, orgTimeZone }: Connection,
  { attribution }: Pick<SyncConfig, 'attribution'>,
): boolean {
  const { originalAmountMinor: amountMinor, originalCurrency, createdAt, closedAt } = opportunity
  if (amountMinor === null || originalCurrency === null) return false
  const closedOn = closedAt === null ? null : localDateOf(closedAt, orgTimeZone)
  const day = rateDay({ createdAt, closedOn }, orgTimeZone)
  const now = convertOn({ amountMinor, currency: originalCurrency }, currency, attribution.rates, day)
  return now.amountMinor !== opportunity.amountMinor || now.rate !== opportunity.rate
}
