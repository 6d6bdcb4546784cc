/** What the rule looks at for one campaign. Money in minor units of one currency, the same for all of them. */
export interface CampaignYield {
  readonly name: string
  readonly spendMinor: bigint
  readonly leads: number
  /** Attributed closed-won revenue under the model that is shown. */
  readonly revenueMinor: bigint
}

/** Below this many leads a campaign neither is judged nor judges others: its CPL and ROAS are mostly chance. */
export const CHEAP_BUT_BARREN_MIN_LEADS = 20

/** A ratio kept as two integers, so no comparison depends on floating point. `of` is always positive. */
interface Ratio {
  readonly part: bigint
  readonly of: bigint
}

/**
 * Names of campaigns whose leads are cheap and bring nothing: CPL in the lowest third, ROAS below a quarter of the median.
 *
 * Judged are campaigns with spend and at least `minLeads` leads; without spend there is no ROAS. The lowest third of n
 * campaigns is floor(n / 3) of them, and whoever ties with the dearest of that third belongs to it; so with fewer than
 * three campaigns nobody is flagged. The median of an even number is the mean of the middle two. Unrounded CPL and ROAS
 * are compared.
 */
export function cheapButBarren(
  campaigns: readonly CampaignYield[],
  minLeads: number = CHEAP_BUT_BARREN_MIN_LEADS,
): ReadonlySet<string> {
  const judged = campaigns
    .filter((campaign) => campaign.leads >= Math.max(1, minLeads) && campaign.spendMinor > 0n)
    .map((campaign) => ({
      name: campaign.name,
      cpl: { part: campaign.spendMinor, of: BigInt(campaign.leads) },
      roas: { part: campaign.revenueMinor, of: campaign.spendMinor },
    }))
  const cheapest = judged.map((campaign) => campaign.cpl).sort(compare)
  const ceiling = cheapest[Math.floor(judged.length / 3) - 1]
  const typical = median(judged.map((campaign) => campaign.roas))
  if (ceiling === undefined || typical === undefined) return new Set()

  const barrenBelow = { part: typical.part, of: typical.of * 4n }
  return new Set(
    judged
      .filter((campaign) => compare(campaign.cpl, ceiling) <= 0 && compare(campaign.roas, barrenBelow) < 0)
      .map((campaign) => campaign.name),
  )
}

function compare(a: Ratio, b: Ratio): number {
  const difference = a.part * b.of - b.part * a.of
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

function median(ratios: readonly Ratio[]): Ratio | undefined {
  const sorted = [...ratios].sort(compare)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.ceil(sorted.length / 2) - 1]
  if (upper === undefined || lower === undefined) return undefined
  return { part: lower.part * upper.of + upper.part * lower.of, of: lower.of * upper.of * 2n }
}
