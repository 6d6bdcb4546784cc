import type { ConnectionId } from '#domain/ids.ts'
import type { Clock } from '#ports/clock.ts'
import type { ParkedItem, Store } from '#ports/store.ts'

/** Which parked records: one, all of a class, or all. */
export interface ParkedFilter {
  readonly code?: string
  readonly recordId?: string
}

/** More open problems than this are asked for again in the next call. */
const AT_ONCE = 10_000

const matches = (item: ParkedItem, filter: ParkedFilter): boolean =>
  (filter.code === undefined || item.code === filter.code) &&
  (filter.recordId === undefined || item.recordId === filter.recordId)

/**
 * Puts parked records back into the inbox. They stay listed until they went through; one that fails again is renewed.
 * @returns the records put back.
 */
export async function retryParked(
  deps: { readonly store: Store; readonly clock: Clock },
  connection: ConnectionId,
  filter: ParkedFilter,
): Promise<readonly ParkedItem[]> {
  const chosen = (await deps.store.parked.open(connection, AT_ONCE)).filter((item) => matches(item, filter))
  const byStream = Map.groupBy(chosen, (item) => `${item.side}/${item.object}`)
  for (const items of byStream.values()) {
    const [first] = items
    if (first === undefined) continue
    const stream = { side: first.side, object: first.object }
    const ids = items.map((item) => item.recordId)
    await deps.store.inbox.add(connection, stream, ids, 'parked record retried', deps.clock.now())
  }
  return chosen
}
