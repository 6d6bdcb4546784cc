import type { LinkId } from '#domain/ids.ts'
import type { FieldDecided } from '#domain/reconcile/decided.ts'
import type { RecordDecision } from '#domain/reconcile/record.ts'
import type { Store } from '#ports/store.ts'
import type { HeldField, StoredDecision } from '#ports/store/field-conflicts.ts'
import type { Scope } from './scope.ts'

/** What people said about fields of one link, by map. */
export type Decisions = ReadonlyMap<string, StoredDecision>

export const NO_DECISIONS: Decisions = new Map()

/** Words of people that wait to be carried out, by link. One query for a batch. */
export async function decisionsOf(scope: Scope, links: readonly LinkId[]): Promise<ReadonlyMap<LinkId, Decisions>> {
  const open = await scope.store.fieldConflicts.openOf(scope.connection.id, links)
  return new Map([...open].map(([link, of]) => [link, new Map(of.map((one) => [one.map, one]))]))
}

/** Maps that a freeze does not hold: somebody said what is to become of them. */
export const isReleased = (
  map: string,
  decisions: ReadonlyMap<string, FieldDecided> | undefined,
  outcomes: ReadonlyMap<string, string>,
): boolean => decisions?.get(map)?.choice.kind === 'thaw' || outcomes.get(map) === 'stands'

/** What a batch found out about the fields of one pair. */
export interface FieldReport {
  readonly linkId: LinkId
  readonly held: readonly HeldField[]
  readonly decisions: Decisions
  readonly outcomes: RecordDecision['decided']
  /** Everything that was decided is written. */
  readonly agreed: boolean
}

const NOTES = {
  moved: 'A value was changed after it had been looked at, so nothing was written. Look at both values again.',
  unconvertible:
    'The chosen value cannot be brought into the form of the other side, so nothing was written. Choose or type another one.',
  over: 'The map no longer applies to this record: it is off or gone, or its condition does not hold. Nothing was written.',
} as const

/** In the transaction that remembers the batch: which fields wait, and what became of what people said. */
export async function rememberFields(scope: Scope, tx: Store, reports: readonly FieldReport[]): Promise<void> {
  if (reports.length === 0) return
  const { id } = scope.connection
  const now = scope.clock.now()
  await tx.fieldConflicts.renew(
    id,
    reports.map(({ linkId }) => linkId),
    reports.flatMap(({ held }) => held),
    now,
  )
  await tx.fieldConflicts.finish(id, reports.flatMap(endedOf), now)
}

type Ended = { readonly id: string; readonly state: 'applied' | 'refused'; readonly note: string | null }

const endedOf = ({ decisions, outcomes, agreed }: FieldReport): readonly Ended[] =>
  [...decisions.values()].flatMap(({ id, map, choice }): readonly Ended[] => {
    const outcome = outcomes.get(map)
    // Its values were not read; the next look does.
    if (outcome === undefined) return []
    // Later, when the map may apply again, nobody means it any more.
    if (outcome === 'over') return [{ id, state: 'refused', note: NOTES.over }]
    if (choice.kind === 'thaw') return agreed ? [{ id, state: 'applied', note: null }] : []
    if (outcome !== 'stands') return [{ id, state: 'refused', note: NOTES[outcome] }]
    return agreed ? [{ id, state: 'applied', note: null }] : []
  })
