import { toMinorHalfUp } from '#domain/money.ts'
import type { StoredCampaign } from '#ports/store.ts'
import type { Scope } from './scope.ts'

/**
 * Takes a dated snapshot of what every HubSpot campaign has cost so far; a total that did not change makes no new one.
 * Campaigns in another currency than the connection's are left out and reported, never added up as if they were the same.
 * @returns how many changed.
 */
export async function refreshCosts(scope: Scope): Promise<number> {
  const { connection, store, clock, log } = scope
  const campaigns = await scope.hubspot.campaigns()
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
      name: campaign.name,
      currency,
      spendMinor,
      startOn: campaign.startOn,
      endOn: campaign.endOn,
    })
  }
  return (await store.campaigns.save(connection.id, rows, clock.now())).length
}
