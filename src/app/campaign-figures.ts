import type { CampaignTable } from '#domain/attribution/campaign-table.ts'
import { campaignTable } from '#domain/attribution/campaign-table.ts'
import type { Scope } from './scope.ts'

export type CampaignReport = CampaignTable & { readonly currency: string }

/** What each campaign cost and what it brought, under one attribution model, as of now. */
export async function campaignFigures(
  scope: Pick<Scope, 'connection' | 'store'>,
  model: string,
): Promise<CampaignReport> {
  const { connection, store } = scope
  const counts = await store.reports.byCampaign(connection.id, model)
  return { currency: connection.currency, ...campaignTable(await sumByName(scope), counts) }
}

/** HubSpot lets two campaigns bear one name; leads name their campaign, so the two cannot be told apart and count as one. */
async function sumByName({ connection, store }: Pick<Scope, 'connection' | 'store'>) {
  const spend = new Map<string, bigint>()
  for (const { name, spendMinor } of await store.campaigns.list(connection.id))
    spend.set(name, (spend.get(name) ?? 0n) + spendMinor)
  return [...spend].map(([name, spendMinor]) => ({ name, spendMinor }))
}
