import type { CrmRecord } from '../state.ts'
import { parseInstant } from '../time.ts'
import type { Portal } from './portal.ts'
import { readValue } from './record.ts'
import type { SearchFilter } from './search-filter.ts'
import { compileFilter, numberReader } from './search-filter.ts'
import type { ObjectStore } from './store.ts'
import { firstIndex, modifiedOrder } from './store.ts'

export interface SearchQuery {
  /** Any group may hold (OR); within a group all filters must (AND). No groups = everything. */
  readonly groups: readonly (readonly SearchFilter[])[]
  readonly text: string
  readonly sort: { readonly property: string; readonly direction: 'ascending' | 'descending' } | null
}

/**
 * Living records that match, in order: creation (oldest first) unless sorted.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm
 */
export function search(portal: Portal, store: ObjectStore, query: SearchQuery): readonly CrmRecord[] {
  const groups = query.groups.map((filters) => filters.map((filter) => compileFilter(portal, store, filter)))
  const words = query.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const matches: CrmRecord[] = []
  const { records, isSorted } = candidates(portal, store, query)
  for (const record of records) {
    if (record.archivedAt !== null) continue
    if (groups.length > 0 && !groups.some((tests) => tests.every((test) => test(record)))) continue
    if (words.length > 0 && !hasWords(store, record, words)) continue
    matches.push(record)
  }
  return isSorted ? matches : order(store, query, matches)
}

/** Records to look at, and whether they already come in the wanted order. */
interface Candidates {
  readonly records: Iterable<CrmRecord>
  readonly isSorted: boolean
}

/** A filter on a few recent modifications leaves only those to look at; else all records, in an order that saves the sort where it can. */
function candidates(portal: Portal, store: ObjectStore, query: SearchQuery): Candidates {
  const { records } = store.state
  if (store.lagging.size > 0 && forgetCaughtUp(portal, store) > 0) {
    return { records: shownRecords(store), isSorted: false }
  }
  const wanted = query.sort?.direction === 'ascending' ? query.sort.property : null
  const since = modifiedSince(store, query)
  const recent = (): readonly CrmRecord[] => {
    const sorted = modifiedOrder(store)
    return since === null ? sorted : sorted.slice(firstIndex(sorted, ({ updatedAt }) => updatedAt >= since))
  }
  if (wanted === store.type.modifiedProperty) return { records: recent(), isSorted: true }
  if (since !== null) {
    const few = recent()
    if (few.length * worthSorting < records.length) return { records: few, isSorted: false }
  }
  return { records, isSorted: wanted === 'hs_object_id' }
}

/** Sorting a found record costs about this many times as much as looking at one. */
const worthSorting = 8

/** The lower bound on the modification date that every group shares; null when there is none. */
function modifiedSince(store: ObjectStore, query: SearchQuery): number | null {
  if (query.groups.length === 0) return null
  const bounds = query.groups.map((filters) => {
    const bound = filters.find(
      ({ propertyName, operator }) =>
        propertyName === store.type.modifiedProperty && /^(GTE?|EQ|BETWEEN)$/.test(operator),
    )
    return bound === undefined ? null : parseInstant(bound.value ?? '')
  })
  return bounds.some((bound) => bound === null) ? null : Math.min(...bounds.map((bound) => bound ?? 0))
}

/** Drops records whose index entry is up to date by now; gives how many still lag. */
function forgetCaughtUp(portal: Portal, store: ObjectStore): number {
  const now = portal.clock.now()
  for (const [id, { until }] of store.lagging) if (until <= now) store.lagging.delete(id)
  return store.lagging.size
}

function* shownRecords(store: ObjectStore): Generator<CrmRecord> {
  for (const record of store.state.records) {
    const lag = store.lagging.get(record.id)
    if (lag === undefined) yield record
    else if (lag.shown !== null) yield lag.shown
  }
}

function order(store: ObjectStore, query: SearchQuery, matches: CrmRecord[]): CrmRecord[] {
  if (query.sort === null) return matches.sort((a, b) => a.createdAt - b.createdAt || a.id - b.id)
  const { property, direction } = query.sort
  const sign = direction === 'ascending' ? 1 : -1
  const number = numberReader(store, property)
  if (number !== null) {
    const keyed = matches.map((record) => ({ record, key: number(record) ?? Number.NEGATIVE_INFINITY }))
    keyed.sort((a, b) => sign * compare(a.key, b.key) || a.record.id - b.record.id)
    return keyed.map(({ record }) => record)
  }
  const text = (record: CrmRecord) => (readValue(store, record, property) ?? '').toLowerCase()
  return matches.sort((a, b) => sign * compare(text(a), text(b)) || a.id - b.id)
}

const compare = <T extends string | number>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0)

function hasWords(store: ObjectStore, record: CrmRecord, words: readonly string[]): boolean {
  const text = store.type.queryProperties
    .map((name) => record.values[name] ?? '')
    .join(' ')
    .toLowerCase()
  return words.every((word) => text.includes(word))
}
