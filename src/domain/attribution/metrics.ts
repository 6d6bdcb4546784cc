import { InvariantError } from '../errors.ts'
import { roundHalfUpDiv } from '../money.ts'

export const LEAD_OUTCOMES = ['untouched', 'working', 'open', 'won', 'lost'] as const
/** Where a handed-over lead stands: nobody answered, answered, or its deal is open, won, lost. */
export type LeadOutcome = (typeof LEAD_OUTCOMES)[number]

/** Shown as the campaign of what belongs to none. */
export const UNATTRIBUTED = '(unattributed)'

export interface CampaignFacts {
  readonly id: string
  readonly name: string
  /** ISO 4217; the same for all campaigns and credits of a table. */
  readonly currency: string
  readonly spendMinor: bigint
}

/** One lead, counted once, at its hand-over. */
export interface LeadFacts {
  /** null: came from no campaign. */
  readonly campaignId: string | null
  readonly outcome: LeadOutcome
}

/** A part of a won deal, in the table's currency; what no touch earned has campaign null. */
export interface CampaignCredit {
  readonly campaignId: string | null
  readonly amountMinor: bigint
}

export interface CampaignTableInput {
  readonly campaigns: readonly CampaignFacts[]
  readonly leads: readonly LeadFacts[]
  readonly credits: readonly CampaignCredit[]
}

/** Counts and integer minor units; a figure is null ("n/a") where its denominator is 0, never 0 or infinite. */
export interface CampaignFigures {
  readonly spendMinor: bigint
  readonly leads: number
  readonly untouched: number
  readonly working: number
  readonly open: number
  readonly won: number
  readonly lost: number
  readonly revenueMinor: bigint
  /** Spend per lead, rounded half up. */
  readonly cplMinor: bigint | null
  /** Spend per won lead, rounded half up. */
  readonly costPerWonMinor: bigint | null
  /** Revenue per lead, rounded half up. */
  readonly revenuePerLeadMinor: bigint | null
  /** Won of won and lost, in percent with two decimals; open ones are left out. */
  readonly winRatePercent: number | null
  /** Revenue of spend in percent with two decimals: 140 means 1.40 back for each 1 spent. */
  readonly roasPercent: number | null
  /** Revenue less spend, of spend: 40 for the same case. */
  readonly roiPercent: number | null
}

export interface CampaignRow extends CampaignFigures {
  /** null: the row of what belongs to no campaign. */
  readonly campaignId: string | null
  readonly name: string
}

export interface CampaignTable {
  /** Campaigns in the order given, then ids that are in leads or credits only (name = id), then "(unattributed)" unless empty. */
  readonly rows: readonly CampaignRow[]
  /** Sums of the rows; ratios of the sums. */
  readonly totals: CampaignFigures
}

interface Sums {
  readonly spendMinor: bigint
  readonly revenueMinor: bigint
  readonly outcomes: Readonly<Record<LeadOutcome, number>>
}

const ratioMinor = (numerator: bigint, denominator: number): bigint | null =>
  denominator === 0 ? null : roundHalfUpDiv(numerator, BigInt(denominator))

const percent = (part: bigint, whole: bigint): number | null =>
  whole === 0n ? null : Number(roundHalfUpDiv(part * 10_000n, whole)) / 100

function figures({ spendMinor, revenueMinor, outcomes }: Sums): CampaignFigures {
  const leads = LEAD_OUTCOMES.reduce((sum, outcome) => sum + outcomes[outcome], 0)
  return {
    spendMinor,
    leads,
    ...outcomes,
    revenueMinor,
    cplMinor: ratioMinor(spendMinor, leads),
    costPerWonMinor: ratioMinor(spendMinor, outcomes.won),
    revenuePerLeadMinor: ratioMinor(revenueMinor, leads),
    winRatePercent: percent(BigInt(outcomes.won), BigInt(outcomes.won + outcomes.lost)),
    roasPercent: percent(revenueMinor, spendMinor),
    roiPercent: percent(revenueMinor - spendMinor, spendMinor),
  }
}

const noOutcomes = (): Record<LeadOutcome, number> => ({ untouched: 0, working: 0, open: 0, won: 0, lost: 0 })

function countOutcomes(leads: readonly LeadFacts[]): Map<string | null, Record<LeadOutcome, number>> {
  const counts = new Map<string | null, Record<LeadOutcome, number>>()
  for (const { campaignId, outcome } of leads) {
    const count = counts.get(campaignId) ?? noOutcomes()
    count[outcome] += 1
    counts.set(campaignId, count)
  }
  return counts
}

function sumCredits(credits: readonly CampaignCredit[]): Map<string | null, bigint> {
  const sums = new Map<string | null, bigint>()
  for (const { campaignId, amountMinor } of credits) sums.set(campaignId, (sums.get(campaignId) ?? 0n) + amountMinor)
  return sums
}

/**
 * What each campaign cost and brought, from facts of one period and one currency. Every lead and every credited unit is in
 * exactly one row, so the rows add up to the totals.
 *
 * @throws InvariantError when the campaigns have several currencies (convert before), or one id occurs twice.
 */
export function campaignTable({ campaigns, leads, credits }: CampaignTableInput): CampaignTable {
  const known = new Set(campaigns.map((campaign) => campaign.id))
  if (known.size < campaigns.length) throw new InvariantError('a campaign is listed twice')
  if (new Set(campaigns.map((campaign) => campaign.currency)).size > 1)
    throw new InvariantError('campaigns of several currencies in one table')
  const outcomes = countOutcomes(leads)
  const revenue = sumCredits(credits)
  const row = (campaignId: string | null, name: string, spendMinor: bigint): CampaignRow => ({
    campaignId,
    name,
    ...figures({
      spendMinor,
      revenueMinor: revenue.get(campaignId) ?? 0n,
      outcomes: outcomes.get(campaignId) ?? noOutcomes(),
    }),
  })
  const others = new Set([...outcomes.keys(), ...revenue.keys()].filter((id) => id !== null && !known.has(id)))
  const unattributed = row(null, UNATTRIBUTED, 0n)
  const rows = [
    ...campaigns.map(({ id, name, spendMinor }) => row(id, name, spendMinor)),
    ...[...others]
      .map(String)
      .sort()
      .map((id) => row(id, id, 0n)),
    ...(unattributed.leads > 0 || unattributed.revenueMinor !== 0n ? [unattributed] : []),
  ]
  return { rows, totals: totalsOf(rows) }
}

function totalsOf(rows: readonly CampaignRow[]): CampaignFigures {
  const outcomes = noOutcomes()
  for (const outcome of LEAD_OUTCOMES) outcomes[outcome] = rows.reduce((sum, row) => sum + row[outcome], 0)
  return figures({
    spendMinor: rows.reduce((sum, row) => sum + row.spendMinor, 0n),
    revenueMinor: rows.reduce((sum, row) => sum + row.revenueMinor, 0n),
    outcomes,
  })
}
