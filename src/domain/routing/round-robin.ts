/** How a pool stands between two leads. Grows with the members of the pool alone. */
export interface PoolState {
  /**
   * By member: leads owed to him, in leads. Every lead is shared among those who could take it, by weight; who gets it pays 1.
   * Only differences between members mean something.
   */
  readonly current: Readonly<Record<string, number>>
}

/**
 * - `take`: can take a lead now. - `pass`: not this one or not now (hours, capacity, excluded): neither gains nor loses.
 * - `away`: out for longer (leave, not active): forgotten, and comes back as a newcomer, level with the others.
 */
export type Turn = 'take' | 'pass' | 'away'

export interface Member {
  readonly id: string
  /** A positive whole number. */
  readonly weight: number
  readonly turn: Turn
}

/** Parts into which a share of one lead is cut when a pool changes, so that nobody gains by rounding. */
const GRAIN = 1000

/**
 * Smooth weighted round robin: every member who can take the lead gains his share, the highest is chosen (ties by list order) and
 * pays one lead. In any window of sum(weights) picks from a steady pool each member is chosen exactly `weight` times, spread evenly.
 * Nobody is ever owed a whole lead more than all others, so nobody who was out gets two in a row to catch up.
 * @param members each id once; those that are missing from the list are forgotten.
 * @returns null when nobody can take it: then the pool stays as it was. Source: the rule nginx uses for weighted upstreams.
 */
export function pickNext(
  members: readonly Member[],
  state: PoolState | null,
): { readonly id: string; readonly state: PoolState } | null {
  const able = members.filter((member) => member.turn === 'take')
  const owed = owedTo(members, state)
  const total = able.reduce((sum, member) => sum + member.weight, 0)
  const lead = total * GRAIN
  // Whole numbers as long as the same members can take leads: shares are exact, and ties are ties.
  const parts = capped(
    able.map((member) => Math.round((owed.get(member.id) ?? 0) * lead)),
    lead,
  ).map((part, i) => part + (able[i]?.weight ?? 0) * GRAIN)
  const first = parts.indexOf(Math.max(...parts))
  const chosen = able[first]
  if (chosen === undefined) return null
  for (const [i, part] of parts.entries()) {
    const member = able[i]
    if (member !== undefined) owed.set(member.id, (i === first ? part - lead : part) / lead)
  }
  return { id: chosen.id, state: { current: Object.fromEntries(centred(owed)) } }
}

/** What is owed to everybody who is not away; a newcomer is level with the rest. */
function owedTo(members: readonly Member[], state: PoolState | null): Map<string, number> {
  const before = new Map(Object.entries(state?.current ?? {}))
  const present = members.filter((member) => member.turn !== 'away')
  const level = mean(present.flatMap((member) => before.get(member.id) ?? []))
  return new Map(present.map((member) => [member.id, before.get(member.id) ?? level]))
}

/** The highest comes down to less than one lead above the second. A steady pool never gets there. */
function capped(parts: readonly number[], lead: number): readonly number[] {
  if (parts.length < 2) return parts
  const [, second = 0] = parts.toSorted((a, b) => b - a)
  return parts.map((part) => Math.min(part, second + lead - 1))
}

/** Kept near zero by whole leads for all alike, which changes nothing between them. */
function centred(owed: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  const drift = Math.trunc(mean([...owed.values()]))
  return drift === 0 ? [...owed] : [...owed].map(([id, leads]) => [id, leads - drift])
}

const mean = (numbers: readonly number[]): number =>
  numbers.length === 0 ? 0 : numbers.reduce((sum, one) => sum + one, 0) / numbers.length
