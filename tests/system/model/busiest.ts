/** Counts of calls as they were seen, with the instant. */
export interface Seen {
  readonly at: number
  readonly calls: number
}

/** The most calls that were made between two looks at most `spanMs` apart. A count that began anew with the day is no count. */
export function busiest(seen: readonly Seen[], spanMs: number): number {
  let most = 0
  for (const [i, late] of seen.entries())
    for (const early of seen.slice(0, i))
      if (late.at - early.at <= spanMs) most = Math.max(most, late.calls - early.calls)
  return most
}
