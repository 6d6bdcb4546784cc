/** Running weights of a pool's members by member name; members that are new start at 0, members that left are forgotten. */
export interface PoolState {
  readonly current: Readonly<Record<string, number>>
}

export interface Member {
  readonly id: string
  /** A positive whole number. */
  readonly weight: number
}

/**
 * Smooth weighted round robin: every member gains its weight, the highest is chosen (ties by list order) and pays the total.
 * In any window of sum(weights) picks from a steady pool each member is chosen exactly `weight` times, spread evenly.
 * Members that cannot take a lead now are left out by the caller; they neither gain nor lose, so nobody is flooded on return.
 * @returns null for an empty list. Source: the rule nginx uses for weighted upstreams.
 */
export function pickNext(
  members: readonly Member[],
  state: PoolState | null,
): { readonly id: string; readonly state: PoolState } | null {
  const total = members.reduce((sum, m) => sum + m.weight, 0)
  const current = new Map(Object.entries(state?.current ?? {}))
  let chosen: Member | undefined
  for (const member of members) {
    current.set(member.id, (current.get(member.id) ?? 0) + member.weight)
    if (chosen === undefined || (current.get(member.id) ?? 0) > (current.get(chosen.id) ?? 0)) chosen = member
  }
  if (chosen === undefined) return null
  current.set(chosen.id, (current.get(chosen.id) ?? 0) - total)
  return { id: chosen.id, state: { current: Object.fromEntries(current) } }
}

/** Drops members that left the pool and brings the rest back to a sum of zero, so that an old debt does not outlive the pool. */
export function settlePool(memberIds: readonly string[], state: PoolState | null): PoolState {
  const kept = memberIds.map((id): [string, number] => [id, state?.current[id] ?? 0])
  const drift = kept.length === 0 ? 0 : Math.trunc(kept.reduce((sum, [, v]) => sum + v, 0) / kept.length)
  return { current: Object.fromEntries(kept.map(([id, v]) => [id, v - drift])) }
}
