import type { Side } from '../ids.ts'
import type { Instant } from '../instant.ts'
import type { Canonical } from '../mapping/value.ts'

/** So many returns to an earlier value within the window are a fight of two automations, no longer people changing their minds. */
export const REVERSALS = 6
export const WINDOW_MS = 3_600_000

/** One write of a mapped field that was made. */
export interface PastWrite {
  readonly map: string
  readonly to: Side
  readonly at: Instant
  readonly from: Canonical
  readonly value: Canonical
}

/** How often each side's value was brought back over the other's. */
export type Reversals = Readonly<Record<Side, number>>

/**
 * The maps that flip back and forth: a write is a reversal when its value stood, or was written, on the same side before.
 * @param writes of one linked pair, oldest first; those that are older than the window are passed over.
 * @returns by map id; `hubspot` counts HubSpot's values written over Salesforce's, and the reverse.
 */
export function flipFlops(writes: readonly PastWrite[], now: Instant): ReadonlyMap<string, Reversals> {
  const recent = writes.filter((write) => write.at > now - WINDOW_MS)
  const byMap = Map.groupBy(recent, (write) => write.map)
  const counted = [...byMap].map(([map, of]): [string, Reversals] => [
    map,
    { hubspot: reversalsOn('salesforce', of), salesforce: reversalsOn('hubspot', of) },
  ])
  return new Map(counted.filter(([, { hubspot, salesforce }]) => hubspot + salesforce >= REVERSALS))
}

function reversalsOn(side: Side, writes: readonly PastWrite[]): number {
  const stood = new Set<Canonical>()
  let reversals = 0
  for (const { to, from, value } of writes) {
    if (to !== side) continue
    if (stood.has(value)) reversals += 1
    stood.add(from).add(value)
  }
  return reversals
}
