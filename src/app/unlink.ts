import type { Link } from '#domain/identity/link.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from './scope.ts'

/** Kept with the decision: why nothing was written. */
const TAKEN_APART = 'The two records are not linked any more: one was deleted, or merged. Nothing was written.'

/**
 * Takes links apart, in the transaction that tells of it. What waited for somebody in their fields waits no more, and what somebody
 * decided and nobody has carried out is refused: no look at the two will come that could do it.
 */
export async function unlink(scope: Scope, tx: Store, links: readonly Link[]): Promise<void> {
  if (links.length === 0) return
  const { id } = scope.connection
  await tx.links.save(
    id,
    links.map((link) => ({ ...link, state: 'unlinked' as const })),
  )
  await tx.fieldConflicts.letGo(
    id,
    links.map((link) => link.id),
    TAKEN_APART,
    scope.clock.now(),
  )
}
