import { InvariantError } from '../errors.ts'
import { roundHalfUpDiv } from '../money.ts'

/** Shown as the campaign of what belongs to none. */
export const UNATTRIBUTED = '(unattributed)'

export interface CampaignSpend {
  readonly name: string
  /** Minor units of the table's one currency. */
  readonly spendMinor: bigint
}

/** What came of one campaign's leads. A lead is counted once, at its handover; a deal once, under one campaign. */
export interface CampaignCounts {
  /** null: came from no campaign, or no touch earned it. */
  readonly campaign: string | null
  readonly leads: number
  readonly won: number
  readonly lost: number
  readonly open: number
  readonly revenueMinor: bigint
}

/** Counts and integer minor units; a figure is null ("n/a") where its denominator is 0, never 0 or infinite. */
export interface CampaignFigures extends Omit<CampaignCounts, 'campaign'> {
  readonly name: string
  readonly spendMinor: bigint
  /** Spend per lead, rounded half up. */
  readonly cplMinor: bigint | null
  /** Spend per won deal, rounded half up. */
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

export interface CampaignTable {
  /** Every campaign with spend or counts, by name in code-unit order. */
  readonly campaigns: readonly CampaignFigures[]
  /** What belongs to no campaign; all zero when there is nothing. */
  readonly unattributed: CampaignFigures
  /** Sums over all rows; ratios of the sums. */
  readonly totals: CampaignFigures
}

type Sums = CampaignSpend & Omit<CampaignCounts, 'campaign'>

const ratioMinor = (numerator: bigint, denominator: number): bigint | null =>
  denominator === 0 ? null : roundHalfUpDiv(numerator, BigInt(denominator))

const percent = (part: bigint, whole: bigint): number | null =>
  whole === 0n ? null : Number(roundHalfUpDiv(part * 10_000n, whole)) / 100

const figures = (sums: Sums): CampaignFigures => ({
  ...sums,
  cplMinor: ratioMinor(sums.spendMinor, sums.leads),
  costPerWonMinor: ratioMinor(sums.spendMinor, sums.won),
  revenuePerLeadMinor: ratioMinor(sums.revenueMinor, sums.leads),
  winRatePercent: percent(BigInt(sums.won), BigInt(sums.won + sums.lost)),
  roasPercent: percent(sums.revenueMinor, sums.spendMinor),
  roiPercent: percent(sums.revenueMinor - sums.spendMinor, sums.spendMinor),
})

const NOTHING = { leads: 0, won: 0, lost: 0, open: 0, revenueMinor: 0n }

/**
 * What each campaign cost and brought. Spend and counts are of one period and one currency, the caller sees to that. A campaign
 * that only the counts name still has a row, so the rows add up to the totals and nothing is lost.
 *
 * @throws InvariantError when a campaign occurs twice in the spend or in the counts.
 */
export function campaignTable(spend: readonly CampaignSpend[], counts: readonly CampaignCounts[]): CampaignTable {
  const spendOf = new Map(spend.map((campaign) => [campaign.name, campaign.spendMinor]))
  const countsOf = new Map(counts.map(({ campaign, ...rest }) => [campaign, rest]))
  if (spendOf.size < spend.length || countsOf.size < counts.length)
    throw new InvariantError('a campaign is listed twice')
  const row = (name: string, key: string | null): CampaignFigures =>
    figures({ name, spendMinor: spendOf.get(name) ?? 0n, ...(countsOf.get(key) ?? NOTHING) })
  const named = [...countsOf.keys()].filter((name) => name !== null)
  const campaigns = [...new Set([...spendOf.keys(), ...named])].sort().map((name) => row(name, name))
  const unattributed = figures({ name: UNATTRIBUTED, spendMinor: 0n, ...(countsOf.get(null) ?? NOTHING) })
  return { campaigns, unattributed, totals: totalsOf([...campaigns, unattributed]) }
}

function totalsOf(rows: readonly CampaignFigures[]): CampaignFigures {
  const count = (of: (row: CampaignFigures) => number): number => rows.reduce((sum, row) => sum + of(row), 0)
  const amount = (of: (row: CampaignFigures) => bigint): bigint => rows.reduce((sum, row) => sum + of(row), 0n)
  return figures({
    name: 'Total',
    spendMinor: amount((row) => row.spendMinor),
    leads: count((row) => row.leads),
    won: count((row) => row.won),
    lost: count((row) => row.lost),
    open: count((row) => row.open),
    revenueMinor: amount((row) => row.revenueMinor),
  })
}
