import { UsageError } from '../errors.ts'
import { splitByShares } from './credit.ts'
import { pathModelOf, type PathModelName } from './models/index.ts'
import type { ChannelShare, PathRow } from './models/path.ts'

/** Under `markov`, with fewer converting journeys the ranks of rare channels are mostly chance. */
export const FEW_JOURNEYS = 100

/**
 * What all journeys brought, by channel: for every channel that occurs, in code-unit order, and the same whatever the order of
 * the rows. The shares add up to the sums of the rows, but for the rounding of floating point; `splitAmongChannels` makes exact
 * amounts of them. Rows with an empty path belong to no channel and are left out.
 *
 * @throws UsageError on a model that does not exist or needs more than paths, and on a count or value that is negative or not finite.
 */
export function creditPaths(rows: readonly PathRow[], model: PathModelName): Readonly<Record<string, ChannelShare>> {
  const split = pathModelOf(model)
  for (const { path, conversions, value, nulls = 0 } of rows)
    if (![conversions, value, nulls].every((figure) => Number.isFinite(figure) && figure >= 0))
      throw new UsageError(
        `the path ${path.join(' > ')} has a count or value that is not a number of at least 0; refunds are taken off their deal before`,
      )
  const shares = split(inOneOrder(rows.filter(({ path }) => path.length > 0)))
  return Object.fromEntries([...shares].sort(([a], [b]) => byCodeUnit(a, b)))
}

/** Sums of floating point depend on their order, so there is one. */
function inOneOrder(rows: readonly PathRow[]): readonly PathRow[] {
  const channels = [...new Set(rows.flatMap(({ path }) => path))].sort(byCodeUnit)
  // A path as a string of one character for each step is compared much faster than by its names.
  const characters = new Map(channels.map((channel, i) => [channel, String.fromCodePoint(i + 1)]))
  const keyed = rows.map((row) => {
    let key = ''
    for (const channel of row.path) key += characters.get(channel) ?? ''
    return { row, key }
  })
  keyed.sort(
    (a, b) =>
      byCodeUnit(a.key, b.key) ||
      a.row.conversions - b.row.conversions ||
      a.row.value - b.row.value ||
      (a.row.nulls ?? 0) - (b.row.nulls ?? 0),
  )
  return keyed.map(({ row }) => row)
}

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

export interface ChannelAmounts {
  /** Minor units; in code-unit order of the channels. */
  readonly amounts: Readonly<Record<string, bigint>>
  /** The whole amount when no channel has a share, else 0n. */
  readonly unattributedMinor: bigint
}

/** Floating point is exact on this grid, and the rest is integers. */
const GRID = 2 ** 53

/**
 * An amount split over channels in proportion to their shares, to the minor unit: the largest remainder as with touches, of equal
 * ones to the channel that is first by code unit. A negative amount is the exact mirror of the positive one.
 *
 * @param shares of at least 0, e.g. the `value` or `conversions` of {@link creditPaths}.
 */
export function splitAmongChannels(amountMinor: bigint, shares: Readonly<Record<string, number>>): ChannelAmounts {
  const channels = Object.keys(shares).sort(byCodeUnit)
  const largest = Math.max(0, ...channels.map((channel) => shares[channel] ?? 0))
  if (largest === 0) return { amounts: zeroes(channels), unattributedMinor: amountMinor }
  const parts = splitByShares(
    amountMinor,
    channels.map((channel) => BigInt(Math.round(((shares[channel] ?? 0) / largest) * GRID))),
  )
  const amounts = Object.fromEntries(channels.map((channel, i) => [channel, parts[i] ?? 0n]))
  return { amounts, unattributedMinor: 0n }
}

const zeroes = (channels: readonly string[]): Record<string, bigint> =>
  Object.fromEntries(channels.map((channel) => [channel, 0n]))

/** The figures are right and yet not to be relied on. */
export interface PathWarning {
  readonly kind: 'few-converting-journeys'
  readonly journeys: number
  readonly atLeast: number
}

/** null: there is nothing to warn of. Only removal effects depend on what little was seen; other models just add up. */
export function warningOf(rows: readonly PathRow[], model: PathModelName): PathWarning | null {
  const journeys = rows.reduce((sum, { conversions }) => sum + conversions, 0)
  return model === 'markov' && journeys < FEW_JOURNEYS
    ? { kind: 'few-converting-journeys', journeys, atLeast: FEW_JOURNEYS }
    : null
}
