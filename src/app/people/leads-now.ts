import type { LinkId } from '#domain/ids.ts'
import { leadingClock } from '#domain/sla/clock.ts'
import type { Scope } from '../scope.ts'
import type { Person } from './unit.ts'

/** The people with their handoffs and clocks as they are stored now, for links whose leads have just changed. */
export async function withLeadsNow(
  { store, connection }: Scope,
  people: readonly Person[],
  links: readonly LinkId[],
): Promise<readonly Person[]> {
  if (links.length === 0) return people
  const handoffs = await store.handoffs.latestByLinks(connection.id, links)
  const clocks = Map.groupBy(await store.clocks.byLinks(connection.id, links), ({ handoffId }) => handoffId)
  return people.map((person): Person => {
    const handoff = person.link === null ? undefined : handoffs.get(person.link.id)
    if (handoff === undefined) return person
    return { ...person, handoff, clock: leadingClock(clocks.get(handoff.id) ?? []) }
  })
}
