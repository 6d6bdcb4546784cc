import type { AttributionConfig } from '#domain/attribution/config.ts'
import type { CostLine, CostSource } from '#domain/attribution/cost-line.ts'
import { countDays, type Days, without } from '#domain/attribution/days.ts'
import { nameKey } from '#domain/attribution/name-key.ts'
import type { LocalDate } from '#domain/instant.ts'
import type { StoredCampaign } from '#ports/store/campaigns.ts'
import type { StoredCostLine } from '#ports/store/costs.ts'
import { countCosts, type CountedCost } from '../campaign-costs.ts'

/** What counted of one source and does not any more: lines that stand back, or imported rows that get another amount. */
export interface DisplacedCosts {
  readonly source: CostSource
  readonly lines: number
  /** Of each campaign, each day once. */
  readonly days: number
  readonly amountMinor: bigint
}

/** How what counts as spent changes with a file, over all days. Minor units of `currency`. */
export interface ImportEffect {
  readonly currency: string
  readonly beforeMinor: bigint
  readonly afterMinor: bigint
  /** Only sources of which something is displaced. */
  readonly displaced: readonly DisplacedCosts[]
  /** Campaigns whose spend changes, the largest change first; null: costs of no campaign. */
  readonly campaigns: readonly {
    readonly campaign: string | null
    readonly beforeMinor: bigint
    readonly afterMinor: bigint
  }[]
}

export type Counting = Pick<AttributionConfig, 'costs' | 'rates'>

/** @param stored every line that counts or might, of all sources; @param imported what the file brings, new or known. */
export function importEffect(
  of: { readonly currency: string } & Counting,
  campaigns: readonly StoredCampaign[],
  stored: readonly StoredCostLine[],
  imported: readonly CostLine[],
): ImportEffect {
  const count = (lines: readonly StoredCostLine[]): readonly CountedCost[] => countCosts(of, lines, campaigns).lines
  const all = count(stored)
  const touched = thatMayChange(stored, imported)
  const before = count(touched)
  const after = count(withImported(touched, imported))
  const beforeMinor = sumOf(all)
  const [sums, were, are] = [sumsOf(all), sumsOf(before), sumsOf(after)]
  const names = [...new Set([...were.keys(), ...are.keys()])]
  return {
    currency: of.currency,
    beforeMinor,
    afterMinor: beforeMinor + sumOf(after) - sumOf(before),
    displaced: displacedOf(before, after, correctedKeys(stored, imported)),
    campaigns: names
      .map((campaign) => {
        const sum = sums.get(campaign) ?? 0n
        const change = (are.get(campaign) ?? 0n) - (were.get(campaign) ?? 0n)
        return { campaign, beforeMinor: sum, afterMinor: sum + change }
      })
      .filter((one) => one.beforeMinor !== one.afterMinor)
      .toSorted((a, b) => Number(changeOf(b) - changeOf(a))),
  }
}

/**
 * Lines of years are many, those beside a file few: a row changes what counts of its own campaign on its own days. What CRMs tell is
 * kept whole, as between them the campaign decides.
 */
function thatMayChange(stored: readonly StoredCostLine[], imported: readonly CostLine[]): readonly StoredCostLine[] {
  const nameOf = ({ campaign }: CostLine): string | null => (campaign === null ? null : nameKey(campaign))
  const daysOf = new Map(
    [...Map.groupBy(imported, nameOf)].map(([name, lines]) => [
      name,
      { fromOn: least(lines.map(({ fromOn }) => fromOn)), untilOn: most(lines.map(({ untilOn }) => untilOn)) },
    ]),
  )
  return stored.filter((line) => {
    const days = daysOf.get(nameOf(line))
    if (days === undefined) return false
    return line.source !== 'import' || (line.untilOn >= days.fromOn && line.fromOn <= days.untilOn)
  })
}

const least = (days: readonly LocalDate[]): LocalDate => days.reduce((a, b) => (b < a ? b : a))
const most = (days: readonly LocalDate[]): LocalDate => days.reduce((a, b) => (b > a ? b : a))

interface Sums {
  readonly beforeMinor: bigint
  readonly afterMinor: bigint
}
const changeOf = ({ beforeMinor, afterMinor }: Sums): bigint =>
  afterMinor < beforeMinor ? beforeMinor - afterMinor : afterMinor - beforeMinor

const sumOf = (lines: readonly CountedCost[]): bigint => lines.reduce((sum, line) => sum + line.convertedMinor, 0n)

const sumsOf = (lines: readonly CountedCost[]): ReadonlyMap<string | null, bigint> =>
  new Map([...Map.groupBy(lines, ({ campaign }) => campaign)].map(([name, same]) => [name, sumOf(same)]))

/** As the store would have them. */
function withImported(stored: readonly StoredCostLine[], imported: readonly CostLine[]): readonly StoredCostLine[] {
  const keys = new Set(imported.map(({ key }) => key))
  return [
    ...stored.filter(({ source, key }) => source !== 'import' || !keys.has(key)),
    ...imported.map((line) => ({ ...line, version: 0, recordedAt: 0, supersededAt: null, importId: null })),
  ]
}

function correctedKeys(stored: readonly StoredCostLine[], imported: readonly CostLine[]): ReadonlySet<string> {
  const amounts = new Map(stored.flatMap((line) => (line.source === 'import' ? [[line.key, line.amountMinor]] : [])))
  return new Set(
    imported.flatMap(({ key, amountMinor }) => (amounts.has(key) && amounts.get(key) !== amountMinor ? [key] : [])),
  )
}

interface Gone {
  readonly line: CountedCost
  readonly days: readonly Days[]
  readonly amountMinor: bigint
}

function displacedOf(
  before: readonly CountedCost[],
  after: readonly CountedCost[],
  corrected: ReadonlySet<string>,
): readonly DisplacedCosts[] {
  const keyOf = ({ source, key }: CountedCost): string => `${source} ${key}`
  const stays = new Map(after.map((line) => [keyOf(line), line]))
  const gone = before.flatMap((line): readonly Gone[] => {
    if (line.source === 'import')
      return corrected.has(line.key) ? [{ line, days: line.days, amountMinor: line.convertedMinor }] : []
    const left = stays.get(keyOf(line))
    const days = without(line.days, left?.days ?? [])
    return days.length === 0 ? [] : [{ line, days, amountMinor: line.convertedMinor - (left?.convertedMinor ?? 0n) }]
  })
  return [...Map.groupBy(gone, ({ line }) => line.source)].map(([source, same]) => ({
    source,
    lines: same.length,
    days: [...Map.groupBy(same, ({ line }) => line.campaign).values()].reduce(
      (sum, ofCampaign) => sum + countDays(ofCampaign.flatMap(({ days }) => days)),
      0,
    ),
    amountMinor: same.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
  }))
}
