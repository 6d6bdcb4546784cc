import type { ConnectionId } from '#domain/ids.ts'
import type { Clock } from '#ports/clock.ts'
import type { ParkedItem } from '#ports/store/parked.ts'
import type { Store } from '#ports/store.ts'

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
  return putBack(deps, connection, chosen, 'parked record retried')
}

/** Codes of problems that only people or the records themselves can end; a mapping or a schema has no part in them. */
const OF_THE_RECORD: ReadonlySet<string> = new Set([
  'SEVERAL_MATCHES',
  'ALREADY_LINKED',
  'DELETED_ON_ONE_SIDE',
  'TWO_BECAME_ONE',
  'DEAL_DELETED',
  'PRIVACY_DELETED',
  'DUPLICATES_DETECTED',
])

/** Puts back what a mapping or a schema may have blocked. @returns how many. */
export async function retryAfterChange(
  deps: { readonly store: Store; readonly clock: Clock },
  connection: ConnectionId,
  changed: readonly string[],
): Promise<number> {
  const open = await deps.store.parked.open(connection, AT_ONCE)
  const chosen = open.filter((item) => !OF_THE_RECORD.has(item.code))
  await putBack(deps, connection, chosen, `changed: ${changed.join(', ')}`)
  return chosen.length
}

async function putBack(
  deps: { readonly store: Store; readonly clock: Clock },
  connection: ConnectionId,
  chosen: readonly ParkedItem[],
  cause: string,
): Promise<readonly ParkedItem[]> {
  const byStream = Map.groupBy(chosen, (item) => `${item.side}/${item.object}`)
  for (const items of byStream.values()) {
    const [first] = items
    if (first === undefined) continue
    const stream = { side: first.side, object: first.object }
    const ids = items.map((item) => item.recordId)
    await deps.store.inbox.add(connection, stream, ids, cause, deps.clock.now())
  }
  return chosen
}
