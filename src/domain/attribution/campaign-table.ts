import { type Figures, figureTable, NO_FACTS, WHOLE } from './metrics.ts'
import { InvariantError } from '../errors.ts'

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

/** Counts and integer minor units; a figure is null ("n/a") where its denominator is 0, never 0 or infinite. See `Figures`. */
export interface CampaignFigures
  extends
    Omit<CampaignCounts, 'campaign'>,
    Pick<Figures, 'name' | 'cplMinor' | 'costPerWonMinor' | 'revenuePerLeadMinor'>,
    Pick<Figures, 'winRatePercent' | 'roasPercent' | 'roiPercent'> {
  readonly spendMinor: bigint
}

export interface CampaignTable {
  /** Every campaign with spend or counts, by name in code-unit order. */
  readonly campaigns: readonly CampaignFigures[]
  /** What belongs to no campaign; all zero when there is nothing. */
  readonly unattributed: CampaignFigures
  /** Sums over all rows; ratios of the sums. */
  readonly totals: CampaignFigures
}

const NOTHING = { leads: 0, won: 0, lost: 0, open: 0, revenueMinor: 0n }

/**
 * What each campaign cost and brought, in whole deals. Spend and counts are of one period and one currency, the caller sees to
 * that. A campaign that only the counts name still has a row, so the rows add up to the totals and nothing is lost.
 *
 * @throws InvariantError when a campaign occurs twice in the spend or in the counts.
 */
export function campaignTable(spend: readonly CampaignSpend[], counts: readonly CampaignCounts[]): CampaignTable {
  const spendOf = new Map<string | null, bigint>(spend.map((campaign) => [campaign.name, campaign.spendMinor]))
  const countsOf = new Map(counts.map(({ campaign, ...rest }) => [campaign, rest]))
  if (spendOf.size < spend.length || countsOf.size < counts.length)
    throw new InvariantError('a campaign is listed twice')
  const facts = [...new Set([...spendOf.keys(), ...countsOf.keys()])].map((key) => {
    const { won, lost, open, ...rest } = countsOf.get(key) ?? NOTHING
    const whole = { won: BigInt(won) * WHOLE, lost: BigInt(lost) * WHOLE, open: BigInt(open) * WHOLE }
    return { ...NO_FACTS, key, spendMinor: spendOf.get(key) ?? 0n, ...rest, ...whole }
  })
  const table = figureTable(facts, { dimension: 'campaign', view: 'period', grossMarginPercent: null, cycle: null })
  return {
    campaigns: table.rows.map(inWhole),
    unattributed: inWhole(table.unattributed),
    totals: inWhole(table.totals),
  }
}

const inWhole = (row: Figures): CampaignFigures => ({
  name: row.name,
  spendMinor: row.spendMinor ?? 0n,
  leads: row.leads,
  won: Number(row.won / WHOLE),
  lost: Number(row.lost / WHOLE),
  open: Number(row.open / WHOLE),
  revenueMinor: row.revenueMinor,
  cplMinor: row.cplMinor,
  costPerWonMinor: row.costPerWonMinor,
  revenuePerLeadMinor: row.revenuePerLeadMinor,
  winRatePercent: row.winRatePercent,
  roasPercent: row.roasPercent,
  roiPercent: row.roiPercent,
})
