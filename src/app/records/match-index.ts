import type { Side } from '#domain/ids.ts'
import { companyPlain } from '#domain/objects/company-account.ts'
import { KEY_FIELDS } from '#domain/plan/plain.ts'
import type { PlainPair } from '#domain/plan/plain.ts'
import type { ChangesPage } from '#ports/connector/changes.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { Stream } from '#ports/store/inbox.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from '../scope.ts'

/** Pairs whose records are found from the other side by what they have in common. */
const INDEXED: readonly PlainPair[] = [companyPlain]

export const isIndexed = (pair: PlainPair): boolean => INDEXED.includes(pair)

/** By what a record is found again from the other side. */
export const indexKeys = (pair: PlainPair, side: Side, { values }: RemoteRecord): readonly string[] => {
  const { strong, weak } = pair.keysOf[side](values)
  const key = values[KEY_FIELDS[side]] ?? null
  return [...strong, ...weak, ...(key === null ? [] : [`key:${key}`])]
}

/** The row that says that every record there was has been captured once. */
const LISTED = { recordId: '', keys: ['listed'] }

/**
 * Remembers by what the records of a page can be found, in the transaction that keeps the page: whoever looks for a partner then
 * knows all that was captured, also what nobody has worked on yet.
 */
export async function indexPage(scope: Scope, tx: Store, stream: Stream, page: ChangesPage): Promise<void> {
  const pair = INDEXED.find((one) => one[stream.side] === stream.object)
  if (pair === undefined) return
  const records = page.notices.flatMap(({ id, kind, record }) => {
    if (kind === 'deleted' || kind === 'merged' || kind === 'privacy-deleted') return [{ recordId: id, keys: [] }]
    return record === undefined ? [] : [{ recordId: id, keys: indexKeys(pair, stream.side, record) }]
  })
  const isEnd = !page.more && !(await isListed({ ...scope, store: tx }, pair, stream.side))
  if (records.length > 0 || isEnd)
    await tx.matchKeys.replace(scope.connection.id, pair.kind, stream.side, isEnd ? [...records, LISTED] : records)
}

/** Was everything captured that there was on this side? Before that, what is not known may still come. */
export async function isListed(
  scope: Pick<Scope, 'connection' | 'store'>,
  pair: PlainPair,
  side: Side,
): Promise<boolean> {
  const found = await scope.store.matchKeys.find(scope.connection.id, pair.kind, side, LISTED.keys)
  return found.size > 0
}
