import { invalid } from '../errors.ts'
import { objectTypeOf } from '../object-types.ts'
import type { CrmRecord, PropertyDefinition } from '../state.ts'
import { parseInstant } from '../time.ts'
import type { Portal } from './portal.ts'
import { readValue } from './record.ts'
import type { ObjectStore } from './store.ts'
import { firstIndex, modifiedOrder } from './store.ts'

/** One condition of a search, already read from JSON. */
export interface SearchFilter {
  readonly propertyName: string
  readonly operator: string
  readonly value: string | undefined
  readonly highValue: string | undefined
  readonly values: readonly string[]
}

export interface SearchQuery {
  /** Any group may hold (OR); within a group all filters must (AND). No groups = everything. */
  readonly groups: readonly (readonly SearchFilter[])[]
  readonly text: string
  readonly sort: { readonly property: string; readonly direction: 'ascending' | 'descending' } | null
}

type Test = (record: CrmRecord) => boolean

/**
 * Living records that match, in order: creation (oldest first) unless sorted.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm
 */
export function search(portal: Portal, store: ObjectStore, query: SearchQuery): readonly CrmRecord[] {
  const groups = query.groups.map((filters) => filters.map((filter) => compile(store, filter)))
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

/** Reads a property as a number where it is one (numbers, instants, ids); null for texts. */
function numberReader(store: ObjectStore, name: string): ((record: CrmRecord) => number | null) | null {
  if (name === 'hs_object_id') return (record) => record.id
  if (name === store.type.createdProperty) return (record) => record.createdAt
  if (name === store.type.modifiedProperty) return (record) => record.updatedAt
  const property = store.properties.get(name)
  if (property === undefined) return null
  if (property.type === 'number') return (record) => numberOrNull(record.values[name])
  if (property.type === 'date' || property.type === 'datetime') {
    return (record) => (record.values[name] === undefined ? null : parseInstant(record.values[name]))
  }
  return null
}

const numberOrNull = (text: string | undefined): number | null => (text === undefined ? null : Number(text))

function compile(store: ObjectStore, filter: SearchFilter): Test {
  const { propertyName: name, operator } = filter
  if (name.startsWith('associations.')) return compileAssociation(filter)
  const property = store.properties.get(name)
  if (property === undefined) throw invalid(`There was a problem with the request: property ${name} does not exist`)
  const read: (record: CrmRecord) => string | null = (record) => readValue(store, record, name)
  if (operator === 'HAS_PROPERTY') return (record) => read(record) !== null
  if (operator === 'NOT_HAS_PROPERTY') return (record) => read(record) === null
  const number = numberReader(store, name)
  return number === null ? compileText(property, filter, read) : compileNumber(property, filter, number)
}

function compileAssociation(filter: SearchFilter): Test {
  const typeId = objectTypeOf(filter.propertyName.slice('associations.'.length))?.typeId
  if (typeId === undefined)
    throw invalid(`There was a problem with the request: ${filter.propertyName} is no association`)
  const ids = filter.operator === 'EQ' ? [filter.value ?? ''] : filter.values
  if (filter.operator === 'HAS_PROPERTY') return (record) => Object.keys(record.links[typeId] ?? {}).length > 0
  if (filter.operator === 'NOT_HAS_PROPERTY') return (record) => Object.keys(record.links[typeId] ?? {}).length === 0
  return (record) => ids.some((id) => record.links[typeId]?.[id] !== undefined)
}

function compileNumber(
  property: PropertyDefinition,
  filter: SearchFilter,
  read: (record: CrmRecord) => number | null,
): Test {
  const isTime = property.type === 'date' || property.type === 'datetime'
  const wanted = (text: string | undefined): number => {
    const value = isTime ? parseInstant(text ?? '') : text === undefined || text === '' ? null : Number(text)
    if (value === null || Number.isNaN(value))
      throw invalid(`${text ?? ''} was not a valid ${isTime ? 'date' : 'number'} for ${property.name}`)
    return value
  }
  const when =
    (test: (value: number) => boolean): Test =>
    (record) => {
      const value = read(record)
      return value !== null && test(value)
    }
  switch (filter.operator) {
    case 'EQ':
      return ((value) => when((held) => held === value))(wanted(filter.value))
    case 'NEQ':
      return (
        (value): Test =>
        (record) =>
          read(record) !== value
      )(wanted(filter.value))
    case 'LT':
      return ((value) => when((held) => held < value))(wanted(filter.value))
    case 'LTE':
      return ((value) => when((held) => held <= value))(wanted(filter.value))
    case 'GT':
      return ((value) => when((held) => held > value))(wanted(filter.value))
    case 'GTE':
      return ((value) => when((held) => held >= value))(wanted(filter.value))
    case 'BETWEEN':
      return ((low, high) => when((held) => held >= low && held <= high))(
        wanted(filter.value),
        wanted(filter.highValue),
      )
    case 'IN':
    case 'NOT_IN': {
      const values = new Set(filter.values.map(wanted))
      const hit = when((held) => values.has(held))
      return filter.operator === 'IN' ? hit : (record) => !hit(record)
    }
    default:
      throw invalid(`${filter.operator} cannot be used with ${property.name}`)
  }
}

function compileText(
  property: PropertyDefinition,
  filter: SearchFilter,
  read: (record: CrmRecord) => string | null,
): Test {
  // Texts are indexed in lower case; EQ folds the value, IN does not. Enumerations keep their case.
  const folds = property.type === 'string' || property.type === 'phone_number'
  const fold = (text: string) => (folds ? text.toLowerCase() : text)
  const held = (record: CrmRecord): readonly string[] => {
    const value = read(record)
    if (value === null) return []
    return property.fieldType === 'checkbox' ? value.split(';') : [fold(value)]
  }
  const value = fold(filter.value ?? '')
  switch (filter.operator) {
    case 'EQ':
      return (record) => held(record).includes(value)
    case 'NEQ':
      return (record) => !held(record).includes(value)
    case 'IN':
      return (
        (wanted): Test =>
        (record) =>
          held(record).some((each) => wanted.has(each))
      )(new Set(filter.values))
    case 'NOT_IN':
      return (
        (wanted): Test =>
        (record) =>
          !held(record).some((each) => wanted.has(each))
      )(new Set(filter.values))
    case 'CONTAINS_TOKEN':
      return (
        (token): Test =>
        (record) =>
          tokens(read(record)).some((each) => token.test(each))
      )(tokenPattern(value))
    case 'NOT_CONTAINS_TOKEN':
      return (
        (token): Test =>
        (record) =>
          !tokens(read(record)).some((each) => token.test(each))
      )(tokenPattern(value))
    case 'LT':
      return (record) => held(record).some((each) => each < value)
    case 'LTE':
      return (record) => held(record).some((each) => each <= value)
    case 'GT':
      return (record) => held(record).some((each) => each > value)
    case 'GTE':
      return (record) => held(record).some((each) => each >= value)
    case 'BETWEEN':
      return (
        (high): Test =>
        (record) =>
          held(record).some((each) => each >= value && each <= high)
      )(fold(filter.highValue ?? ''))
    default:
      throw invalid(`${filter.operator} is not a search operator`)
  }
}

/** The whole value counts as a token too, so that `*@example.com` finds addresses. */
function tokens(value: string | null): string[] {
  if (value === null) return []
  const lower = value.toLowerCase()
  return [lower, ...lower.split(/[^\p{L}\p{N}]+/u)]
}

function tokenPattern(value: string): RegExp {
  const escaped = value.toLowerCase().replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(`^${escaped.replaceAll('*', '.*')}$`)
}
