import type { CostLine, CostSource } from './cost-line.ts'
import { both, merged, without, type Days } from './days.ts'
import { spendBetween } from './spend-between.ts'

/** Why a cost that is known does not count. */
export type NotCountedWhy =
  /** Costs of this source are switched off. */
  | { readonly kind: 'source-off' }
  /** A source that goes before knows what the campaign cost: on these days, or as a whole. */
  | { readonly kind: 'another-source'; readonly counts: CostSource }

/** Days of a line that count, or that do not. */
export interface LinePart<L extends CostLine> {
  readonly line: L
  /** In order, never touching each other. */
  readonly days: readonly Days[]
  /** What lies on these days, minor units of the line's currency; the parts of one line add up to its amount. */
  readonly amountMinor: bigint
}

export interface CountedLines<L extends CostLine> {
  /** A line at most once. */
  readonly counted: readonly LinePart<L>[]
  readonly notCounted: readonly (LinePart<L> & { readonly why: NotCountedWhy })[]
}

/**
 * Which days of which lines count. Several systems may know what one campaign cost, so of each campaign and day only the first
 * source counts that has a line on that day; a line of a later one counts for its other days. Lines of no campaign are of one
 * source alone and all count.
 *
 * HubSpot and Salesforce tell what a campaign cost altogether, on days that follow from little, and a connection copies that
 * from one to the other: between these two the campaign decides, not the day, or the same money would count once more on the
 * days on which only one of them put it.
 *
 * A line of 0 keeps no other from counting unless it was imported: there somebody says that a day cost nothing, while CRMs say
 * 0 of what nobody filled in.
 *
 * @param sources in the order of precedence; what is not among them never counts.
 * @returns every day of every line exactly once, lines in the given order.
 */
export function countedLines<L extends CostLine>(lines: readonly L[], sources: readonly CostSource[]): CountedLines<L> {
  const knowing = new Map<string, Known>()
  for (const [campaign, same] of Map.groupBy(lines, (line) => line.campaign))
    if (campaign !== null) knowing.set(campaign, knownOf(same, sources))
  const counted: LinePart<L>[] = []
  const notCounted: (LinePart<L> & { why: NotCountedWhy })[] = []
  for (const line of lines) {
    let left: readonly Days[] = [{ fromOn: line.fromOn, untilOn: line.untilOn }]
    const leave = (days: readonly Days[], why: NotCountedWhy): void => {
      if (days.length > 0) notCounted.push({ line, days, amountMinor: amountOn(line, days), why })
      left = without(left, days)
    }
    if (!sources.includes(line.source)) leave(left, { kind: 'source-off' })
    const known = line.campaign === null ? undefined : knowing.get(line.campaign)
    for (const source of sources.slice(0, Math.max(0, sources.indexOf(line.source)))) {
      const isHidden = known?.whole === source && isWhole(line.source)
      const covered = isHidden ? left : both(left, known?.days.get(source) ?? [])
      leave(covered, { kind: 'another-source', counts: source })
    }
    if (left.length > 0) counted.push({ line, days: left, amountMinor: amountOn(line, left) })
  }
  return { counted, notCounted }
}

interface Known {
  /** The first source that tells what the campaign cost altogether. */
  readonly whole: CostSource | undefined
  /** On which days each source that counts has lines; sorted, never touching. */
  readonly days: ReadonlyMap<CostSource, readonly Days[]>
}

const isWhole = (source: CostSource): boolean => source !== 'import'

function knownOf(lines: readonly CostLine[], sources: readonly CostSource[]): Known {
  const bySource = Map.groupBy(
    lines.filter(({ source, amountMinor }) => amountMinor !== 0n || source === 'import'),
    ({ source }) => source,
  )
  const whole = sources.find((source) => isWhole(source) && bySource.has(source))
  const counting = sources.filter((source) => bySource.has(source) && (source === whole || !isWhole(source)))
  // Where one source alone knows the campaign, no day is looked at.
  if (counting.length < 2) return { whole, days: new Map() }
  return { whole, days: new Map(counting.map((source) => [source, merged(bySource.get(source) ?? [])])) }
}

const amountOn = (line: CostLine, days: readonly Days[]): bigint =>
  days.reduce((sum, { fromOn, untilOn }) => sum + spendBetween(line, fromOn, untilOn), 0n)
