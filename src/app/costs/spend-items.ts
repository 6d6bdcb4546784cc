import type { CostedCampaign, SpendItem } from '#domain/attribution/dated-costs.ts'
import { RemoteError } from '#domain/errors.ts'
import { toMinorHalfUp } from '#domain/money.ts'
import type { CampaignSpendItems } from '#ports/connector/campaigns.ts'
import type { Scope } from '../scope.ts'
import { readableCosts } from './refusals.ts'

/** Calls that one look may cost; campaigns beyond it have their turn at the next. */
const CAMPAIGNS_AT_ONCE = 50

export interface LookedAt {
  readonly currency: string
  readonly totalMinor: bigint
  readonly items: readonly SpendItem[]
}

export interface SpendItemsRead {
  /** By campaign id. */
  readonly looked: ReadonlyMap<string, LookedAt>
  /** Ids of campaigns that were asked for and cannot be read: they are gone, or an amount is no number. */
  readonly unread: ReadonlySet<string>
  /** The campaign whose look failed; null: none did, or all were refused. */
  readonly failed: string | null
  /** What kept the rest from being read; what was read before it is kept. */
  readonly failure: unknown
}

/**
 * The spend items of campaigns, in the lane of least urgency: figures of the past can wait for people. A refusal ends the round,
 * as it would be the same for every campaign.
 */
export async function readSpendItems(scope: Scope, campaigns: readonly CostedCampaign[]): Promise<SpendItemsRead> {
  const looked = new Map<string, LookedAt>()
  const unread = new Set<string>()
  const all = { looked, unread, failed: null, failure: null }
  if (campaigns.length === 0 || !scope.config.attribution.costs.sources.includes('hubspot')) return all
  const unhurried = scope.hubspot.withLane('backfill')
  for (const campaign of campaigns.slice(0, CAMPAIGNS_AT_ONCE)) {
    try {
      const read = await readableCosts(scope, 'hubspot', 'spend items', () =>
        existing(unhurried.spendItems(campaign.id)),
      )
      if (read === null) break
      const whole = read === 'gone' ? null : amounts(campaign, read)
      if (whole === null) unread.add(campaign.id)
      else looked.set(campaign.id, whole)
    } catch (error) {
      return { ...all, failed: campaign.id, failure: error }
    }
  }
  return all
}

/** A campaign that was deleted since it was listed is no refusal. */
async function existing(reading: Promise<CampaignSpendItems>): Promise<CampaignSpendItems | 'gone'> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof RemoteError && error.status === 404) return 'gone'
    throw error
  }
}

/** Null where an amount is not a number: then the total is dated alone. */
function amounts(campaign: CostedCampaign, read: CampaignSpendItems): LookedAt | null {
  const currency = (read.currency ?? campaign.currency).toUpperCase()
  const totalMinor = toMinorHalfUp(read.total, currency)
  const items = read.items.flatMap(({ amount, ...item }): SpendItem[] => {
    const amountMinor = toMinorHalfUp(amount, currency)
    return amountMinor === null ? [] : [{ ...item, amountMinor }]
  })
  return totalMinor === null || items.length < read.items.length ? null : { currency, totalMinor, items }
}
