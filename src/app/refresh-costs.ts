import { RemoteError } from '#domain/errors.ts'
import { toMinorHalfUp } from '#domain/money.ts'
import type { CampaignCost, CampaignSource } from '#ports/connector/campaigns.ts'
import type { StoredCampaign } from '#ports/store/campaigns.ts'
import type { Scope } from './scope.ts'

/**
 * Takes a dated snapshot of what every HubSpot campaign has cost so far; a total that did not change makes no new one.
 * Campaigns in another currency than the connection's are left out and reported, never added up as if they were the same.
 * A portal without campaigns, or a credential that may not read them, has no costs; everything else works on.
 * @returns how many changed.
 */
export async function refreshCosts(scope: Scope): Promise<number> {
  const { connection, store, clock, log } = scope
  const campaigns = await readableCampaigns(scope)
  const rows: StoredCampaign[] = []
  for (const campaign of campaigns) {
    const currency = campaign.currency ?? connection.currency
    const spendMinor = toMinorHalfUp(campaign.spend, currency)
    if (currency !== connection.currency || spendMinor === null) {
      log.warn(
        { campaign: campaign.id, currency },
        'campaign cost left out: its currency is not the connection currency',
      )
      continue
    }
    rows.push({
      id: campaign.id,
      ...(campaign.numericId === undefined ? {} : { numericId: campaign.numericId }),
      name: campaign.name,
      channel: null,
      currency,
      spendMinor,
      startOn: campaign.startOn,
      endOn: campaign.endOn,
    })
  }
  return (await store.campaigns.save(connection.id, rows, clock.now())).length
}

/** Refusals are the same at every look: each credential's is told once. */
const told = new WeakSet<CampaignSource>()

/**
 * Campaigns need a scope of their own and Marketing Hub Professional, which a connection can do without.
 * Source: https://developers.hubspot.com/docs/api-reference/2026-03/marketing/campaigns/spend/create-spend-item
 */
async function readableCampaigns({ hubspot, connection, log }: Scope): Promise<readonly CampaignCost[]> {
  try {
    return await hubspot.campaigns()
  } catch (error) {
    if (!(error instanceof RemoteError) || !REFUSALS.has(error.status)) throw error
    if (!told.has(hubspot)) {
      const { code, message: said, remedy } = error
      log.warn({ connectionId: connection.id, code, said, remedy }, 'campaign costs left out: HubSpot refuses to tell')
      told.add(hubspot)
    }
    return []
  }
}

/** Missing scopes and portals without campaigns; a rejected credential (401) is not one of them. */
const REFUSALS: ReadonlySet<number | undefined> = new Set([403, 404])
