import { invalid } from '../errors.ts'
import type { CrmRecord, PropertyDefinition } from '../state.ts'
import { parseInstant } from '../time.ts'
import type { Portal } from './portal.ts'
import { typeNamed } from './portal.ts'
import { readValue } from './record.ts'
import type { ObjectStore } from './store.ts'

/** One condition of a search, already read from JSON. */
export interface SearchFilter {
  readonly propertyName: string
  readonly operator: string
  readonly value: string | undefined
  readonly highValue: string | undefined
  readonly values: readonly string[]
}

type Test = (record: CrmRecord) => boolean

/** Reads a property as a number where it is one (numbers, instants, ids); null for texts. */
export function numberReader(store: ObjectStore, name: string): ((record: CrmRecord) => number | null) | null {
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

/** The test that a filter stands for. Throws the 400 for a property that does not exist or a value that does not fit. */
export function compileFilter(portal: Portal, store: ObjectStore, filter: SearchFilter): Test {
  const { propertyName: name, operator } = filter
  if (name.startsWith('associations.')) return compileAssociation(portal, filter)
  const property = store.properties.get(name)
  if (property === undefined || property.archivedAt !== null)
    throw invalid(`There was a problem with the request: property ${name} does not exist`)
  const read: (record: CrmRecord) => string | null = (record) => readValue(store, record, name)
  if (operator === 'HAS_PROPERTY') return (record) => read(record) !== null
  if (operator === 'NOT_HAS_PROPERTY') return (record) => read(record) === null
  const number = numberReader(store, name)
  return number === null ? compileText(property, filter, read) : compileNumber(property, filter, number)
}

function compileAssociation(portal: Portal, filter: SearchFilter): Test {
  const others = portal.stores.get(typeNamed(portal, filter.propertyName.slice('associations.'.length))?.name ?? '')
  if (others === undefined)
    throw invalid(`There was a problem with the request: ${filter.propertyName} is no association`)
  const { typeId } = others.type
  const isLiving = (id: string) => others.byId.get(Number(id))?.archivedAt === null
  const ids = filter.operator === 'EQ' ? [filter.value ?? ''] : filter.values
  if (filter.operator === 'HAS_PROPERTY') return (record) => Object.keys(record.links[typeId] ?? {}).some(isLiving)
  if (filter.operator === 'NOT_HAS_PROPERTY') return (record) => !Object.keys(record.links[typeId] ?? {}).some(isLiving)
  return (record) => ids.some((id) => record.links[typeId]?.[id] !== undefined && isLiving(id))
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
