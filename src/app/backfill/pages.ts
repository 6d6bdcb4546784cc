import { conditionsHold } from '#domain/condition.ts'
import type { Condition } from '#domain/condition.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import { capturedFields } from '../fields-to-read.ts'
import { CONTACTS } from '../scope.ts'
import type { Scope } from '../scope.ts'

/** Contacts of some pages of the listing, worked on together. */
export interface Haul {
  /** Those that the backfill was told to look at. */
  readonly contacts: readonly RemoteRecord[]
  /** All that were listed. */
  readonly listed: number
  /** Where it began; null: at the beginning. */
  readonly from: string | null
  /** Where the next haul begins; null: there is none. */
  readonly next: string | null
}

/** So many that Salesforce takes them as a bulk load, and few enough that a few hauls fit into memory. */
const CONTACTS_AT_ONCE = 2_100
/** Of a selection that fits few, so many pages are looked through before the place is saved. */
const PAGES_AT_ONCE = 100

/**
 * Hauls from `cursor` on. The next one is fetched while the caller works on the one it has, no further ahead than that.
 * @param atLeast contacts of a haul; the last one may have fewer.
 */
export async function* hauls(
  scope: Scope,
  cursor: string | null,
  select: readonly Condition[],
  atLeast = CONTACTS_AT_ONCE,
): AsyncGenerator<Haul, void, undefined> {
  let coming = fetchHaul(scope, cursor, select, atLeast)
  for (;;) {
    const haul = await coming
    if (haul.next === null) {
      yield haul
      return
    }
    coming = fetchHaul(scope, haul.next, select, atLeast)
    // The caller may end before it asks for this one; whoever awaits it later still gets the error.
    coming.catch(() => undefined)
    yield haul
  }
}

async function fetchHaul(
  scope: Scope,
  cursor: string | null,
  select: readonly Condition[],
  atLeast: number,
): Promise<Haul> {
  const object = CONTACTS.object
  const known = capturedFields(scope.config, CONTACTS) ?? []
  const fields = [...new Set([...known, ...select.map(({ property }) => property)])]
  const contacts: RemoteRecord[] = []
  let listed = 0
  let next = cursor
  for (let pages = 0; pages < PAGES_AT_ONCE && contacts.length < atLeast; pages += 1) {
    const page = await scope.hubspot.list({ object, fields, after: next })
    listed += page.records.length
    for (const record of page.records)
      if (conditionsHold(select, record.values))
        contacts.push(fields.length === known.length ? record : only(known, record))
    next = page.next
    if (next === null) break
  }
  return { contacts, listed, from: cursor, next }
}

/** As a capture would bring it: with other fields it would have another print. */
const only = (fields: readonly string[], record: RemoteRecord): RemoteRecord => {
  const wanted = new Set(fields)
  return { ...record, values: Object.fromEntries(Object.entries(record.values).filter(([name]) => wanted.has(name))) }
}
