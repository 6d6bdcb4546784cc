import type { CampaignTableRow } from '#http/contract/campaigns.ts'

export const SORT_KEYS = [
  'revenue',
  'name',
  'spend',
  'leads',
  'cpl',
  'won',
  'win-rate',
  'roas',
  'cost-per-won',
] as const
export type SortKey = (typeof SORT_KEYS)[number]
export const DIRECTIONS = ['desc', 'asc'] as const
export type Direction = (typeof DIRECTIONS)[number]

/** Won of those closed; null while nothing is closed. */
export function winRate(row: Pick<CampaignTableRow, 'won' | 'lost'>): number | null {
  const closed = row.won + row.lost
  return closed === 0 ? null : row.won / closed
}

const toUnits = (minor: string | null): bigint | null => (minor === null ? null : BigInt(minor))

const VALUE_OF: Readonly<Record<SortKey, (row: CampaignTableRow) => bigint | number | string | null>> = {
  name: (row) => row.name,
  spend: (row) => toUnits(row.spendMinor),
  leads: (row) => row.leads,
  cpl: (row) => toUnits(row.cplMinor),
  won: (row) => row.won,
  'win-rate': winRate,
  revenue: (row) => toUnits(row.revenueMinor),
  roas: (row) => row.roas,
  'cost-per-won': (row) => toUnits(row.costPerWonMinor),
}

/** A new array. Rows whose value is n/a come last in both directions; ties are in the order of their names. */
export function sortRows(
  rows: readonly CampaignTableRow[],
  key: SortKey,
  direction: Direction,
): readonly CampaignTableRow[] {
  const sign = direction === 'asc' ? 1 : -1
  return [...rows].sort((a, b) => {
    const [x, y] = [VALUE_OF[key](a), VALUE_OF[key](b)]
    if (x === null || y === null) return x === y ? byName(a, b) : x === null ? 1 : -1
    const order = typeof x === 'string' && typeof y === 'string' ? x.localeCompare(y) : x < y ? -1 : x > y ? 1 : 0
    return order === 0 ? byName(a, b) : sign * order
  })
}

const byName = (a: CampaignTableRow, b: CampaignTableRow): number => a.name.localeCompare(b.name)
