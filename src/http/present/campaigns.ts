import type { CampaignReport } from '#app/campaign-figures.ts'
import { roundHalfUpDiv } from '#domain/money.ts'
import type { AttributionModel, CampaignTable } from '../contract/campaigns.ts'

/** The report in the form of the contract, with ratios and flags. A ratio is null where its denominator is 0. */
export function toCampaignTable(model: AttributionModel, report: CampaignReport): CampaignTable {
  const { leads, won, lost, open, revenueMinor } = report.unattributed
  return {
    model,
    currency: report.currency,
    rows: report.campaigns.map((campaign) => ({
      name: campaign.name,
      spendMinor: String(campaign.spendMinor),
      leads: campaign.leads,
      won: campaign.won,
      lost: campaign.lost,
      open: campaign.open,
      revenueMinor: String(campaign.revenueMinor),
      cplMinor: campaign.cplMinor === null ? null : String(campaign.cplMinor),
      roas: ratio(campaign.revenueMinor, campaign.spendMinor),
      costPerWonMinor: campaign.costPerWonMinor === null ? null : String(campaign.costPerWonMinor),
      flag: report.verdicts.get(campaign.name) === 'cheap-but-barren' ? 'cheap-but-barren' : null,
    })),
    unattributed: { leads, won, lost, open, revenueMinor: String(revenueMinor) },
  }
}

/** To four decimals; exact until then, however large the amounts. */
function ratio(part: bigint, whole: bigint): number | null {
  return whole === 0n ? null : Number(roundHalfUpDiv(part * 10_000n, whole)) / 10_000
}
