import type { CampaignTable } from '#domain/attribution/campaign-table.ts'
import { campaignTable } from '#domain/attribution/campaign-table.ts'
import type { Verdict } from '#domain/attribution/cheap-but-barren.ts'
import type { CampaignCosts } from './campaign-costs.ts'
import { campaignCosts } from './campaign-costs.ts'
import { judgeCampaigns } from './judge-campaigns.ts'
import type { Scope } from './scope.ts'

export interface CampaignReport extends CampaignTable {
  readonly currency: string
  /** By name, over all time; whether leads are old enough is not asked here. */
  readonly verdicts: ReadonlyMap<string, Verdict>
}

/** What each campaign cost and what it brought, under one attribution model, as of now. */
export async function campaignFigures(
  scope: Pick<Scope, 'config' | 'connection' | 'store'>,
  model: string,
): Promise<CampaignReport> {
  const { config, connection, store } = scope
  const counts = await store.reports.byCampaign(connection.id, model)
  const costs = await campaignCosts(scope, { from: null, until: null })
  const table = campaignTable(await sumByName(scope, costs), counts)
  return { currency: connection.currency, ...table, verdicts: judgeCampaigns(config, table.campaigns, costs) }
}

/** Spend of no campaign at all: its own row, so that rows add up to what was spent. */
const NO_CAMPAIGN = 'Other'

/** Every campaign has a row, also those that cost nothing. Two that bear one name cannot be told apart by leads, and are one. */
async function sumByName({ store, connection }: Pick<Scope, 'connection' | 'store'>, { byCampaign }: CampaignCosts) {
  const spend = new Map((await store.campaigns.list(connection.id)).map(({ name }) => [name, 0n]))
  for (const [campaign, spendMinor] of byCampaign)
    spend.set(campaign ?? NO_CAMPAIGN, (spend.get(campaign ?? NO_CAMPAIGN) ?? 0n) + spendMinor)
  return [...spend].map(([name, spendMinor]) => ({ name, spendMinor }))
}
