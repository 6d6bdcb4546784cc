import type { OutcomeEntry } from '#domain/attribution/outcome-entries.ts'
import { nextEntries } from '#domain/attribution/outcome-entries.ts'
import type { StoredOpportunity } from '#ports/store/opportunities.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from '../scope.ts'

/** Writes down what is new about the outcome of each, in the transaction that saves them; nothing where nothing is. */
export async function rememberOutcomes(
  scope: Pick<Scope, 'connection' | 'clock'>,
  tx: Store,
  opportunities: readonly StoredOpportunity[],
): Promise<void> {
  const { id } = scope.connection
  const before = await tx.outcomes.byOpportunities(
    id,
    opportunities.map((one) => one.id),
  )
  const added = opportunities.flatMap((one): readonly (readonly [string, readonly OutcomeEntry[]])[] => {
    const entries = nextEntries(before.get(one.id) ?? [], one, scope.clock.now())
    return entries.length === 0 ? [] : [[one.id, entries]]
  })
  if (added.length > 0) await tx.outcomes.append(id, new Map(added))
}
