import type { CampaignTable } from '#domain/attribution/campaign-table.ts'
import { campaignTable } from '#domain/attribution/campaign-table.ts'
import { campaignCosts } from './campaign-costs.ts'
import type { Scope } from './scope.ts'

export type CampaignReport = CampaignTable & { readonly currency: string }

/** What each campaign cost and what it brought, under one attribution model, as of now. */
export async function campaignFigures(
  scope: Pick<Scope, 'config' | 'connection' | 'store'>,
  model: string,
): Promise<CampaignReport> {
  const { connection, store } = scope
  const counts = await store.reports.byCampaign(connection.id, model)
  return { currency: connection.currency, ...campaignTable(await sumByName(scope), counts) }
}

/** Spend of no campaign at all: its own row, so that rows add up to what was spent. */
const NO_CAMPAIGN = 'Other'

/** Every campaign has a row, also those that cost nothing. Two that bear one name cannot be told apart by leads, and are one. */
async function sumByName(scope: Pick<Scope, 'config' | 'connection' | 'store'>) {
  const { store, connection } = scope
  const { byCampaign } = await campaignCosts(scope, { from: null, until: null })
  const spend = new Map((await store.campaigns.list(connection.id)).map(({ name }) => [name, 0n]))
  for (const [campaign, spendMinor] of byCampaign)
    spend.set(campaign ?? NO_CAMPAIGN, (spend.get(campaign ?? NO_CAMPAIGN) ?? 0n) + spendMinor)
  return [...spend].map(([name, spendMinor]) => ({ name, spendMinor }))
}
