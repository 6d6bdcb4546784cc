import type { FieldPairId, SyncConfig } from '#domain/config.ts'
import type { ConnectionId, LinkId } from '#domain/ids.ts'
import type { Alike, Choice } from '#domain/reconcile/decided.ts'
import type { Both } from '#domain/reconcile/field.ts'
import type { Clock } from '#ports/clock.ts'
import type { ConflictFilter, StoredConflict } from '#ports/store/field-conflicts.ts'
import type { Stream } from '#ports/store/inbox.ts'
import type { Store } from '#ports/store.ts'
import { activePairs } from '../active-pairs.ts'

/** So many at once; the rest is decided by asking again. */
export const DECIDED_AT_ONCE = 5_000

export interface FieldWord {
  /** Unique; decisions that are taken at once share it. */
  readonly id: string
  readonly linkId: LinkId
  readonly map: string
  readonly choice: Choice
  /** Both values as they were shown to who decides. */
  readonly saw: Both
  readonly alike: Alike
  readonly by: string
}

export type Decided =
  | { readonly kind: 'decided'; readonly count: number }
  /** The field waits for nobody any more. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'moved'; readonly now: Both }
  /** What stands still because both sides changed it is not released: somebody has to choose a value. */
  | { readonly kind: 'not-frozen' }

/**
 * Remembers what a person decided about fields that wait, and has their records looked at again: the worker carries it out with the
 * writes, the journal and the care of every other change. Values that are others by then are left alone, and it says so.
 */
export async function decideFields(
  {
    store,
    clock,
    config,
  }: { readonly store: Store; readonly clock: Clock; readonly config: Pick<SyncConfig, 'pairs'> },
  connection: ConnectionId,
  word: FieldWord,
): Promise<Decided> {
  return store.transaction(async (tx) => {
    const found = await tx.fieldConflicts.byField(connection, word.linkId, word.map)
    if (found === null || !activePairs(config).includes(found.pair)) return { kind: 'gone' }
    if (word.choice.kind === 'thaw' && found.kind !== 'frozen') return { kind: 'not-frozen' }
    if (!isSame(found.values, word.saw)) return { kind: 'moved', now: found.values }
    const at = clock.now()
    const chosen = await alikeOf(tx, connection, found, word.alike)
    const count = await tx.fieldConflicts.decide(
      connection,
      chosen.map((one) => ({
        id: `${word.id}/${one.linkId}`,
        groupId: word.id,
        linkId: one.linkId,
        pair: one.pair,
        map: one.map,
        choice: word.choice,
        saw: one.values,
        by: word.by,
        at,
      })),
    )
    if (count === 0) return { kind: 'gone' }
    const byPair = Map.groupBy(chosen, ({ pair }) => pair)
    for (const [pair, of] of byPair)
      await tx.inbox.add(
        connection,
        streamOf(pair),
        of.map(({ hubspotId }) => hubspotId),
        'field decided',
        at,
      )
    return { kind: 'decided', count }
  })
}

const isSame = (a: Both, b: Both): boolean => a.hubspot === b.hubspot && a.salesforce === b.salesforce

/** What `alike` means, as a filter. A freeze and a conflict are told apart: they ask for different answers. */
export const filterOf = ({ pair, map, kind, values }: StoredConflict, alike: Alike): ConflictFilter => ({
  pair,
  map,
  kind,
  ...(alike === 'same-values' ? { values } : {}),
})

async function alikeOf(
  store: Store,
  connection: ConnectionId,
  found: StoredConflict,
  alike: Alike,
): Promise<readonly StoredConflict[]> {
  if (alike === 'this') return [found]
  return store.fieldConflicts.page(connection, filterOf(found, alike), { limit: DECIDED_AT_ONCE, after: null })
}

const STREAM_OF: Readonly<Partial<Record<FieldPairId, Stream>>> = {
  'company-account': { side: 'hubspot', object: 'companies' },
  'task-task': { side: 'hubspot', object: 'tasks' },
}

/** Where a change of such a pair comes from in HubSpot. */
const streamOf = (pair: FieldPairId): Stream => STREAM_OF[pair] ?? { side: 'hubspot', object: 'contacts' }
