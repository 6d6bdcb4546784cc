import type { Row } from './records/table.ts'

/** What one member or opportunity adds to the numbers of its campaign; the totals of a new campaign are all 0. */
const TOTALS = {
  CampaignMember: {
    NumberOfLeads: (row: Row) => Number(typeof row['LeadId'] === 'string'),
    NumberOfContacts: (row: Row) => Number(typeof row['ContactId'] === 'string'),
    // Converted leads stay among the leads, and count as contacts besides.
    // https://help.salesforce.com/s/articleView?id=003964576&language=ja
    NumberOfConvertedLeads: (row: Row) =>
      Number(typeof row['LeadId'] === 'string' && typeof row['ContactId'] === 'string'),
    NumberOfResponses: (row: Row) => Number(row['HasResponded'] === true),
  },
  Opportunity: {
    NumberOfOpportunities: () => 1,
    NumberOfWonOpportunities: (row: Row) => Number(row['IsWon'] === true),
    AmountAllOpportunities: (row: Row) => Number(row['Amount'] ?? 0),
    AmountWonOpportunities: (row: Row) => (row['IsWon'] === true ? Number(row['Amount'] ?? 0) : 0),
  },
} satisfies Record<string, Record<string, (row: Row) => number>>

const BY_OBJECT = new Map<string, Readonly<Record<string, (row: Row) => number>>>(Object.entries(TOTALS))

export const NO_TOTALS: Row = Object.fromEntries(
  Object.values(TOTALS).flatMap((totals) => Object.keys(totals).map((name) => [name, 0])),
)

/** Finds a campaign, in the recycle bin or not: its members go and come back with it. */
type CampaignOf = (id: string) => Row | undefined

/**
 * The campaigns whose numbers a write of another record moves, as they are after it. No stamp of theirs moves.
 * https://help.salesforce.com/s/articleView?id=sales.campaigns_fields.htm
 */
export function campaignsAfter(
  object: string,
  before: Row | undefined,
  after: Row | undefined,
  campaignOf: CampaignOf,
): readonly Row[] {
  const totals = BY_OBJECT.get(object)
  if (totals === undefined) return []
  const changed = new Map<string, Row>()
  const add = (row: Row | undefined, sign: 1 | -1) => {
    const id = row === undefined || row['IsDeleted'] === true ? null : row['CampaignId']
    const campaign = typeof id === 'string' ? (changed.get(id) ?? campaignOf(id)) : undefined
    if (row === undefined || campaign === undefined) return
    const moved: Record<string, number> = {}
    for (const [name, of] of Object.entries(totals)) {
      // Amounts have cents, which sums of binary fractions would lose.
      moved[name] = Math.round((Number(campaign[name] ?? 0) + sign * of(row)) * 100) / 100
    }
    changed.set(String(campaign['Id']), { ...campaign, ...moved })
  }
  add(before, -1)
  add(after, 1)
  const isMoved = (campaign: Row) => {
    const known = campaignOf(String(campaign['Id'])) ?? {}
    return Object.keys(totals).some((name) => campaign[name] !== (known[name] ?? 0))
  }
  return [...changed.values()].filter(isMoved)
}
