import type { Handoff, OwnerSpell } from '#domain/handoff/types.ts'
import type { LinkId } from '#domain/ids.ts'
import type { RouteFacts } from '#domain/routing/types.ts'
import type { Scope } from '../scope.ts'

/** Rule of an owner who keeps what was given back. */
export const RECYCLED = 'recycled'

/** By link: Salesforce users who may not get this person again, with the reason. */
export async function rejectersOf(
  { store, connection }: Scope,
  links: readonly LinkId[],
): Promise<ReadonlyMap<LinkId, ReadonlyMap<string, string>>> {
  const ids = [...new Set(links)]
  if (ids.length === 0) return new Map()
  const history = await store.handoffs.historyByLinks(connection.id, ids)
  const rejected = [...history.values()].flat().filter(({ rejectedAt }) => rejectedAt !== null)
  const spells = await store.handoffs.spells(
    connection.id,
    rejected.map(({ id }) => id),
  )
  return new Map(
    [...history].map(([link, handoffs]) => [
      link,
      new Map(handoffs.flatMap((handoff) => rejecters(handoff, spells.get(handoff.id) ?? []))),
    ]),
  )
}

/** Nobody gets a lead back that they rejected. Whoever keeps it since then did not. */
function rejecters(handoff: Handoff, spells: readonly OwnerSpell[]): readonly (readonly [string, string])[] {
  const { rejectedAt, rejectedBy, rejectReason, cycle } = handoff
  if (rejectedAt === null) return []
  const owner = spells.findLast(({ rule }) => rule !== RECYCLED)?.ownerId ?? handoff.ownerId
  const why = `gave it back in cycle ${cycle}: ${rejectReason ?? 'no reason'}`
  return [owner, ...(rejectedBy === null ? [] : [rejectedBy])].map((id) => [id, why] as const)
}

/** Enough for the next of a pool, without asking a platform: who may not get it. By link; a person nobody knows is absent. */
export async function storedFacts(scope: Scope, links: readonly LinkId[]): Promise<ReadonlyMap<string, RouteFacts>> {
  const excluded = await rejectersOf(scope, links)
  return new Map(
    [...excluded].map(([link, who]) => [
      link,
      { contact: {}, emailDomain: null, companyDomain: null, companyKey: null, owners: [], excluded: who },
    ]),
  )
}
