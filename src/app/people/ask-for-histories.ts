import type { LinkId } from '#domain/ids.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from '../scope.ts'

/** Has the property history of people read soon, if that is wanted at all. In the transaction that made it due. */
export async function askForHistories(scope: Scope, tx: Store): Promise<void> {
  if (!scope.config.attribution.touches.history) return
  await tx.outbox.add([{ id: scope.newId(), job: 'read-touch-histories', payload: {}, runAt: scope.clock.now() }])
}

/** The same, if the history of one of these people, who came on opportunities, was never read. */
export async function askForNewcomers(scope: Scope, tx: Store, people: readonly LinkId[]): Promise<void> {
  const links = [...new Set(people)]
  const read = await tx.touchSources.readings(scope.connection.id, links)
  if (links.some((link) => !read.has(link))) await askForHistories(scope, tx)
}
