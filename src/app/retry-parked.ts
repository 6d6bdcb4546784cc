import type { ConnectionId } from '#domain/ids.ts'
import { OF_THE_RECORD } from '#domain/problems/classes.ts'
import type { Position } from '#domain/order.ts'
import type { Clock } from '#ports/clock.ts'
import type { ParkedItem, ParkedQuery } from '#ports/store/parked.ts'
import type { Store } from '#ports/store.ts'

/** Which parked records: one, some, all of a class, or all. */
export type ParkedFilter = ParkedQuery

/** So many are put back in one step: a transaction of its own wherever the caller has none. */
export const AT_ONCE = 10_000

const RETRIED = 'parked record retried'

/**
 * Puts all parked records that fit back into the inbox. They stay listed until they went through; one that fails again is renewed.
 * @returns the records put back.
 */
export async function retryParked(
  deps: { readonly store: Store; readonly clock: Clock },
  connection: ConnectionId,
  filter: ParkedFilter,
): Promise<readonly ParkedItem[]> {
  const all: ParkedItem[] = []
  for await (const chosen of pagesOf(deps.store, connection, filter)) {
    await putBack(deps, connection, chosen, RETRIED)
    all.push(...chosen)
  }
  return all
}

async function* pagesOf(
  { parked }: Store,
  connection: ConnectionId,
  filter: ParkedFilter,
): AsyncGenerator<readonly ParkedItem[]> {
  let after: Position | null = null
  do {
    const page: Awaited<ReturnType<Store['parked']['page']>> = await parked.page(connection, filter, {
      limit: AT_ONCE,
      after,
    })
    if (page.length > 0) yield page
    after = page.length < AT_ONCE ? null : (page.at(-1)?.position ?? null)
  } while (after !== null)
}

/**
 * The same by a person, so that it can be followed what becomes of them.
 * @param retry.id unique; a second call with it is refused by the store.
 * @returns how many were put back; more than ten thousand are left for the next call.
 */
export async function retryFollowed(
  deps: { readonly store: Store; readonly clock: Clock },
  connection: ConnectionId,
  retry: { readonly id: string; readonly by: string; readonly what: ParkedFilter },
): Promise<number> {
  return deps.store.transaction(async (tx) => {
    const chosen = await tx.parked.retry(connection, { ...retry, at: deps.clock.now() }, AT_ONCE)
    await putBack({ store: tx, clock: deps.clock }, connection, chosen, RETRIED)
    return chosen.length
  })
}

/** Puts back what a mapping or a schema may have blocked. @returns how many. */
export async function retryAfterChange(
  deps: { readonly store: Store; readonly clock: Clock },
  connection: ConnectionId,
  changed: readonly string[],
): Promise<number> {
  let retried = 0
  for await (const open of pagesOf(deps.store, connection, {})) {
    const chosen = open.filter((item) => !OF_THE_RECORD.has(item.code))
    await putBack(deps, connection, chosen, `changed: ${changed.join(', ')}`)
    retried += chosen.length
  }
  return retried
}

/**
 * Puts back everything that was parked by a version of the config that is not in force any more, each once: what had been parked when
 * another one was saved, and what work that had begun before parked since, in whichever process. @returns how many.
 */
export async function retryOvertaken(
  deps: { readonly store: Store; readonly clock: Clock },
  connection: ConnectionId,
  configVersion: number,
): Promise<number> {
  let retried = 0
  for (;;) {
    const some = await retrySomeOvertaken(deps, connection, configVersion)
    retried += some
    if (some < AT_ONCE) return retried
  }
}

/** The same for up to {@link AT_ONCE} of them, those first that have waited longest. */
export const retrySomeOvertaken = (
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  connection: ConnectionId,
  configVersion: number,
): Promise<number> =>
  store.transaction(async (tx) => {
    const chosen = await tx.parked.takeOlder(connection, configVersion, AT_ONCE)
    await putBack({ store: tx, clock }, connection, chosen, RETRIED)
    return chosen.length
  })

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
