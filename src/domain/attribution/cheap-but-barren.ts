import type { ComparisonConfig } from './config.ts'

/** What the rule looks at for one campaign. Money in minor units of one currency, the same for all of them. */
export interface CampaignYield {
  readonly name: string
  /** null: not known. */
  readonly spendMinor: bigint | null
  readonly leads: number
  /** Attributed closed-won revenue under the model that is shown. */
  readonly revenueMinor: bigint
  /** What kind of campaign it is; null or absent: not known. */
  readonly channel?: string | null | undefined
  /** Whether its leads are old enough to be judged; null or absent: not asked. */
  readonly mature?: boolean | null | undefined
}

/** Below this many leads a campaign neither is judged nor judges others: its CPL and ROAS are mostly chance. */
export const CHEAP_BUT_BARREN_MIN_LEADS = 20

export type Comparison = Pick<ComparisonConfig, 'by' | 'minLeads'>

/**
 * What is said of a campaign: that its leads are cheap and bring nothing, that they are not, or why it is not judged.
 * `few-alike`: fewer than three campaigns like it can be judged, so there is no lowest third.
 */
export type Verdict = 'cheap-but-barren' | 'not-flagged' | 'no-spend' | 'few-leads' | 'immature' | 'few-alike'

/** A ratio kept as two integers, so no comparison depends on floating point. `of` is always positive. */
interface Ratio {
  readonly part: bigint
  readonly of: bigint
}

interface Judged {
  readonly name: string
  readonly cpl: Ratio
  readonly roas: Ratio
}

/**
 * Says of every campaign, by name, whether its leads are cheap and bring nothing: CPL in the lowest third, ROAS below a quarter
 * of the median, both among campaigns like it. With `by: channel` those are the campaigns of its channel (campaigns of unknown
 * channel are like each other), with `all` every one.
 *
 * Judged are mature campaigns with spend and at least `minLeads` leads; without spend there is no ROAS. The lowest third of n
 * campaigns is floor(n / 3) of them, and whoever ties with the dearest of that third belongs to it; so with fewer than
 * three campaigns nobody is flagged. The median of an even number is the mean of the middle two. Unrounded CPL and ROAS
 * are compared.
 */
export function verdicts(campaigns: readonly CampaignYield[], comparison: Comparison): ReadonlyMap<string, Verdict> {
  const found = new Map<string, Verdict>()
  const groups = new Map<string | null, Judged[]>()
  for (const campaign of campaigns) {
    const reason = notJudged(campaign, comparison)
    if (reason !== null) {
      found.set(campaign.name, reason)
      continue
    }
    const group = comparison.by === 'all' ? null : (campaign.channel ?? null)
    groups.set(group, [...(groups.get(group) ?? []), ratiosOf(campaign)])
  }
  for (const group of groups.values()) for (const [name, verdict] of judge(group)) found.set(name, verdict)
  return found
}

function notJudged({ spendMinor, leads, mature }: CampaignYield, { minLeads }: Comparison): Verdict | null {
  if (spendMinor === null || spendMinor <= 0n) return 'no-spend'
  if (leads < Math.max(1, minLeads)) return 'few-leads'
  return mature === false ? 'immature' : null
}

const ratiosOf = ({ name, spendMinor, leads, revenueMinor }: CampaignYield): Judged => ({
  name,
  cpl: { part: spendMinor ?? 0n, of: BigInt(leads) },
  roas: { part: revenueMinor, of: spendMinor ?? 1n },
})

function judge(alike: readonly Judged[]): readonly (readonly [string, Verdict])[] {
  const cheapest = alike.map((campaign) => campaign.cpl).sort(compare)
  const ceiling = cheapest[Math.floor(alike.length / 3) - 1]
  const typical = median(alike.map((campaign) => campaign.roas))
  if (ceiling === undefined || typical === undefined) return alike.map(({ name }) => [name, 'few-alike'])

  const barrenBelow = { part: typical.part, of: typical.of * 4n }
  return alike.map(({ name, cpl, roas }) => {
    const flagged = compare(cpl, ceiling) <= 0 && compare(roas, barrenBelow) < 0
    return [name, flagged ? 'cheap-but-barren' : 'not-flagged']
  })
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
