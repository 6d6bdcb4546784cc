import type { CampaignYield, Verdict } from '#domain/attribution/cheap-but-barren.ts'
import { verdicts } from '#domain/attribution/cheap-but-barren.ts'
import type { SyncConfig } from '#domain/config.ts'
import type { CampaignCosts } from './campaign-costs.ts'

/** Which campaigns are cheap but barren among those like them, by name; alike are those on which most was spent in one channel. */
export function judgeCampaigns(
  { attribution }: SyncConfig,
  campaigns: readonly CampaignYield[],
  costs: Pick<CampaignCosts, 'spend'>,
): ReadonlyMap<string, Verdict> {
  const main = new Map<string | null, CampaignCosts['spend'][number]>()
  for (const one of costs.spend) {
    const before = main.get(one.campaign)
    if (before === undefined || one.spendMinor > before.spendMinor) main.set(one.campaign, one)
  }
  return verdicts(
    campaigns.map((campaign) => ({ ...campaign, channel: main.get(campaign.name)?.channel ?? null })),
    attribution.comparison,
  )
}
