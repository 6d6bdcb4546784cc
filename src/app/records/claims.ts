import { makes, plainKey } from '#domain/plan/plain.ts'
import type { PlainPair } from '#domain/plan/plain.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from '../scope.ts'
import type { Verdict } from '../settle-outcomes.ts'
import type { Newcomer } from './candidates.ts'
import { accountOf } from './unit.ts'
import type { Unit } from './unit.ts'

/** Longer than any batch. A claim is given up with its record's turn; this is for records that never get another one. */
const HELD_MS = 15 * 60_000

export const BEING_MADE: Verdict = {
  kind: 'wait',
  afterMs: 2_000,
  error: 'another worker is making the partner of a record that has the same domain',
}

/**
 * Who looks for a partner and finds none makes one: two workers that look for the same domain at once would make two. So whoever
 * may make one claims what it looks for first, before it looks.
 * @returns newcomers that have to wait because somebody in another batch looks for the same.
 */
export async function claimed(
  scope: Scope,
  pair: PlainPair,
  newcomers: readonly Newcomer[],
): Promise<ReadonlySet<Newcomer>> {
  const asked = newcomers
    .filter(({ side }) => makes(scope.config.pairs[pair.id], side))
    .map((newcomer) => ({
      newcomer,
      holder: plainKey(accountOf(scope, newcomer.side), newcomer.seen.record.id),
      names: pair.keysOf[newcomer.side](newcomer.seen.record.values).strong.map((key) => `${pair.kind} ${key}`),
    }))
  // Of several in this batch the first one holds the claim for all: they see each other.
  const byName = new Map(
    asked.toReversed().flatMap(({ holder, names }) => names.map((name) => [name, { name, holder }] as const)),
  )
  if (byName.size === 0) return new Set()
  const now = scope.clock.now()
  const refused = await scope.store.claims.take(scope.connection.id, [...byName.values()], {
    now,
    until: now + HELD_MS,
  })
  return new Set(asked.filter(({ names }) => names.some((name) => refused.has(name))).map(({ newcomer }) => newcomer))
}

/**
 * Gives up the claims of records whose turn is over, in the transaction that remembers it. One that is tried again keeps its own:
 * nobody knows yet what became of the write.
 */
export async function releaseClaims(
  scope: Scope,
  tx: Store,
  units: readonly Unit[],
  verdicts: ReadonlyMap<Unit['rows'], Verdict>,
): Promise<void> {
  const over = units.filter(({ rows }) => verdicts.get(rows)?.kind !== 'retry')
  // Whoever was a newcomer may be linked, merged or gone by now: its row tells of it all the same.
  const holders = over.flatMap(({ rows, hubspot, salesforce }) => [
    ...rows.map(({ side, recordId }) => plainKey(accountOf(scope, side), recordId)),
    ...(hubspot === null ? [] : [plainKey(accountOf(scope, 'hubspot'), hubspot.record.id)]),
    ...(salesforce === null ? [] : [plainKey(accountOf(scope, 'salesforce'), salesforce.record.id)]),
  ])
  await tx.claims.release(scope.connection.id, holders)
}
