import type { LinkId } from '#domain/ids.ts'
import type { StoredClock } from '#ports/store/clocks.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from '../scope.ts'

/**
 * Holds leads for the rest of the caller's transaction. Whatever changes handoffs together with clocks, pools or the inbox begins with
 * this, so that all take their locks in one order and nobody waits for another crosswise: clocks by id, handoffs by id, the state of
 * the pools, then the inbox. Whoever reads a handoff after it decides by what the others left.
 * @returns their clocks as they are now.
 */
export async function holdLeads(
  scope: Pick<Scope, 'connection'>,
  tx: Store,
  links: readonly LinkId[],
): Promise<readonly StoredClock[]> {
  if (links.length === 0) return []
  const { id } = scope.connection
  const people = [...new Set(links)]
  const clocks = await holdClocks(scope, tx, await tx.clocks.byLinks(id, people))
  await tx.handoffs.hold(id, people)
  return clocks
}

/** Clocks alone, as they are once no other transaction holds them: for what changes no handoff. */
export const holdClocks = (
  { connection }: Pick<Scope, 'connection'>,
  tx: Store,
  clocks: readonly Pick<StoredClock, 'id'>[],
): Promise<readonly StoredClock[]> =>
  tx.clocks.lock(
    connection.id,
    clocks.map(({ id }) => id),
  )

type InboxAdd = Parameters<Store['inbox']['add']>

/**
 * Work on several leads in one transaction: what it puts in the inbox goes there at its end, in order of the records, since whoever works
 * the inbox off takes its rows in that order. Of a record that is put in several times the first cause is kept.
 */
export async function inboxLast<T>(tx: Store, work: (tx: Store) => Promise<T>): Promise<T> {
  const added = new Map<string, InboxAdd>()
  const add: Store['inbox']['add'] = async (connection, stream, ids, ...rest) => {
    for (const id of ids) {
      const name = `${stream.side} ${stream.object} ${id}`
      if (!added.has(name)) added.set(name, [connection, stream, [id], ...rest])
    }
  }
  const result = await work({ ...tx, inbox: { ...tx.inbox, add } })
  for (const [, one] of [...added].toSorted(([a], [b]) => (a < b ? -1 : 1))) await tx.inbox.add(...one)
  return result
}
