import type { CostLine, CostSource } from './cost-line.ts'

/** Why a cost that is known does not count. */
export type NotCountedWhy =
  /** Costs of this source are switched off. */
  | { readonly kind: 'source-off' }
  /** A source that goes before knows costs of the same campaign. */
  | { readonly kind: 'another-source'; readonly counts: CostSource }

export interface CountedLines<L extends CostLine> {
  readonly counted: readonly L[]
  readonly notCounted: readonly { readonly line: L; readonly why: NotCountedWhy }[]
}

/**
 * Which lines count. Several systems may know what one campaign cost, and a connection may even copy costs from one to another, so
 * of each campaign only the first source counts that has a line of it, also one of 0. Lines of no campaign are of one source
 * alone and all count.
 *
 * @param sources in the order of precedence; what is not among them never counts.
 * @returns every line exactly once, in the given order.
 */
export function countedLines<L extends CostLine>(lines: readonly L[], sources: readonly CostSource[]): CountedLines<L> {
  const knowing = new Map<string, Set<CostSource>>()
  for (const { campaign, source } of lines)
    if (campaign !== null) knowing.set(campaign, (knowing.get(campaign) ?? new Set()).add(source))
  const firstOf = new Map([...knowing].map(([name, known]) => [name, sources.find((source) => known.has(source))]))
  const counted: L[] = []
  const notCounted: { line: L; why: NotCountedWhy }[] = []
  for (const line of lines) {
    const first = line.campaign === null ? line.source : (firstOf.get(line.campaign) ?? line.source)
    if (!sources.includes(line.source)) notCounted.push({ line, why: { kind: 'source-off' } })
    else if (first === line.source) counted.push(line)
    else notCounted.push({ line, why: { kind: 'another-source', counts: first } })
  }
  return { counted, notCounted }
}
