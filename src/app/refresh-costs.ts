import { campaignOfKey, datedByItems, datedByTotal, needsItems } from '#domain/attribution/dated-costs.ts'
import type { CostChanges, CostedCampaign } from '#domain/attribution/dated-costs.ts'
import { toMinorHalfUp } from '#domain/money.ts'
import { localDateOf } from '#domain/time.ts'
import type { CampaignCost } from '#ports/connector/campaigns.ts'
import type { StoredCampaign } from '#ports/store/campaigns.ts'
import type { StoredCostLine } from '#ports/store/costs.ts'
import type { Stream } from '#ports/store/inbox.ts'
import type { Store } from '#ports/store.ts'
import { isSettled, itemLooksCursor, itemLooksOf, looksAfter, oldestLookFirst } from './costs/item-looks.ts'
import type { ItemLooks } from './costs/item-looks.ts'
import { readableCosts } from './costs/refusals.ts'
import { readSpendItems } from './costs/spend-items.ts'
import type { SpendItemsRead } from './costs/spend-items.ts'
import type { Scope } from './scope.ts'

/** When HubSpot's totals were looked at last. */
const LOOKS: Stream = { side: 'hubspot', object: 'campaigns.spend' }

/**
 * Takes down what every HubSpot campaign has cost so far, as dated lines that add up to its total; what did not change makes
 * nothing new. Campaigns may be in any currency: lines keep theirs. A portal without campaigns, or a credential that may not
 * read them, has no costs; everything else works on.
 *
 * @param depth `totals`: the list of campaigns alone, a call for 100. `items`: also the spend items of campaigns whose total
 *   changed, a call each, so many at a time; the others are dated by their totals until they have their turn.
 * @returns how many campaigns changed.
 */
export async function refreshCosts(scope: Scope, depth: 'totals' | 'items' = 'totals'): Promise<number> {
  const { connection, clock, hubspot } = scope
  const listed = await readableCosts(scope, 'hubspot', 'campaigns', () => hubspot.campaigns())
  if (listed === null || listed.length === 0) return 0
  const known = await knownCosts(scope)
  const now = clock.now()
  const campaigns = listed.flatMap((campaign) => costed(scope, campaign, known.firstSeen.get(campaign.id) ?? now))
  const due = campaigns.filter(
    (campaign) => needsItems(campaign, known.lines.get(campaign.id) ?? []) && !isSettled(campaign, known.itemLooks),
  )
  const read = await readSpendItems(scope, depth === 'items' ? oldestLookFirst(due, known.itemLooks) : [])
  const changed = await scope.store.transaction(async (tx) => {
    await tx.costs.lock(connection.id)
    // Another look may have ended while this one asked HubSpot.
    const current = await knownCosts({ ...scope, store: tx })
    const looks = looksAfter(campaigns, current.itemLooks, read, now)
    const dated = datedAnew(scope, campaigns, read.looked, current, now)
    return remember(scope, tx, dated, { before: current.campaigns, looks, at: now })
  })
  if (read.failure !== null) throw read.failure
  return changed
}

function datedAnew(
  { connection }: Scope,
  campaigns: readonly Listed[],
  looked: SpendItemsRead['looked'],
  known: Known,
  now: number,
): readonly Dated[] {
  const zone = connection.orgTimeZone
  const on = localDateOf(now, zone)
  const linesOf = (id: string): readonly StoredCostLine[] => known.lines.get(id) ?? []
  return campaigns.map((campaign) => {
    const items = looked.get(campaign.id)
    if (items !== undefined) {
      const whole = { ...campaign, currency: items.currency, totalMinor: items.totalMinor }
      return { campaign: whole, changes: datedByItems(whole, items.items, linesOf(campaign.id), zone) }
    }
    const stored = known.campaigns.get(campaign.id)
    if (stored !== undefined && isSettled(campaign, known.itemLooks)) {
      const save = linesOf(campaign.id).map((line) => ({ ...line, campaign: campaign.name }))
      const { currency, spendMinor } = stored
      return { campaign: { ...campaign, currency, totalMinor: spendMinor }, changes: { save, end: [] } }
    }
    const before =
      stored === undefined || known.lookedAt === null
        ? null
        : { on: localDateOf(known.lookedAt, zone), totalMinor: stored.spendMinor }
    return { campaign, changes: datedByTotal(campaign, linesOf(campaign.id), { before, on }, zone) }
  })
}

interface Known {
  readonly campaigns: ReadonlyMap<string, StoredCampaign>
  readonly firstSeen: ReadonlyMap<string, number>
  /** Lines of HubSpot's that hold now, by campaign id. */
  readonly lines: ReadonlyMap<string, readonly StoredCostLine[]>
  readonly lookedAt: number | null
  readonly itemLooks: ItemLooks
}

async function knownCosts({ store, connection: { id } }: Pick<Scope, 'store' | 'connection'>): Promise<Known> {
  const campaigns = await store.campaigns.list(id)
  const lines = await store.costs.current(id, 'hubspot')
  const cursor = await store.inbox.cursor(id, LOOKS)
  const lookedAt = cursor?.['at']
  return {
    campaigns: new Map(campaigns.map((campaign) => [campaign.id, campaign])),
    firstSeen: await store.campaigns.firstSeen(id),
    lines: Map.groupBy(lines, ({ key }) => campaignOfKey(key)),
    lookedAt: typeof lookedAt === 'number' ? lookedAt : null,
    itemLooks: itemLooksOf(cursor),
  }
}

type Listed = CostedCampaign & { readonly numericId?: string }

function costed(scope: Scope, campaign: CampaignCost, firstSeenAt: number): readonly Listed[] {
  const currency = (campaign.currency ?? scope.connection.currency).toUpperCase()
  const totalMinor = toMinorHalfUp(campaign.spend, currency)
  if (totalMinor === null) {
    scope.log.warn({ campaign: campaign.id, spend: campaign.spend }, 'campaign cost left out: it is not a number')
    return []
  }
  const { id, name, startOn, endOn, numericId } = campaign
  return [
    { id, name, currency, totalMinor, startOn, endOn, firstSeenAt, ...(numericId === undefined ? {} : { numericId }) },
  ]
}

interface Dated {
  readonly campaign: Listed
  readonly changes: CostChanges
}

/** Campaigns, their lines and the look in one transaction: the next look starts from what this one has found. */
async function remember(
  scope: Scope,
  tx: Store,
  dated: readonly Dated[],
  {
    before,
    looks,
    at,
  }: { readonly before: ReadonlyMap<string, StoredCampaign>; readonly looks: ItemLooks; readonly at: number },
): Promise<number> {
  const { id } = scope.connection
  const rows = dated.map(({ campaign }): StoredCampaign => ({
    id: campaign.id,
    ...(campaign.numericId === undefined ? {} : { numericId: campaign.numericId }),
    name: campaign.name,
    channel: before.get(campaign.id)?.channel ?? null,
    currency: campaign.currency,
    spendMinor: campaign.totalMinor,
    startOn: campaign.startOn,
    endOn: campaign.endOn,
  }))
  const changed = await tx.campaigns.save(id, rows, at)
  await tx.costs.save(
    id,
    dated.flatMap(({ changes }) => changes.save),
    at,
    null,
  )
  await tx.costs.end(
    id,
    'hubspot',
    dated.flatMap(({ changes }) => changes.end),
    at,
  )
  await tx.inbox.capture(id, LOOKS, { notices: [], cursor: { at, ...itemLooksCursor(looks) }, at })
  return changed.length
}
