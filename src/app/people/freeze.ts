import type { LinkId } from '#domain/ids.ts'
import { flipFlops, WINDOW_MS } from '#domain/reconcile/flip-flop.ts'
import type { PastWrite, Reversals } from '#domain/reconcile/flip-flop.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import type { Scope } from '../scope.ts'
import type { LinkedPerson } from './unit.ts'

/** By map id; empty: nothing flips. */
export type Frozen = ReadonlyMap<string, Reversals>

/** The cause that a retry by a person gives an inbox row: it sets a freeze aside for once. */
const RETRIED = 'parked record retried'

/** Which fields of these people two automations fight over, as the journal of the last hour tells. One query for all. */
export async function frozenFields(
  scope: Scope,
  people: readonly Pick<LinkedPerson, 'firstMeeting' | 'rows' | 'link'>[],
): Promise<ReadonlyMap<LinkId, Frozen>> {
  const asked = people.filter(({ firstMeeting, rows }) => !firstMeeting && rows.every((row) => row.cause !== RETRIED))
  const now = scope.clock.now()
  const links = asked.map((person) => person.link.id)
  const rows = await scope.store.journal.recentChanges(scope.connection.id, links, now - WINDOW_MS)
  const flipping = new Map(
    [...rows].flatMap(([link, of]) => {
      const found = flipFlops(of.flatMap(writesOf), now)
      return found.size === 0 ? [] : [[link, found] as const]
    }),
  )
  if (flipping.size === 0) return flipping
  // What flipped before a person said what is to become of the field is over.
  const decided = await scope.store.fieldConflicts.decidedSince(
    scope.connection.id,
    [...flipping.keys()],
    now - WINDOW_MS,
  )
  return new Map(
    [...flipping].map(([link, found]) => {
      const since = decided.get(link)
      if (since === undefined) return [link, found]
      const writes = (rows.get(link) ?? []).flatMap(writesOf)
      return [
        link,
        flipFlops(
          writes.filter(({ map, at }) => at > (since.get(map) ?? 0)),
          now,
        ),
      ]
    }),
  )
}

/** Values that Tandem sets of its own accord are no part of a fight. */
const writesOf = (row: JournalRow): readonly PastWrite[] =>
  row.changes
    .filter((change) => change.winner !== 'tandem')
    .map((change) => ({ map: change.rule, to: row.side, at: row.at, from: change.from, value: change.to }))
