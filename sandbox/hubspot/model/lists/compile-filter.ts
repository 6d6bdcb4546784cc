import { invalid } from '../../errors.ts'
import type { CrmRecord, PropertyType } from '../../state.ts'
import { storeOf } from '../portal.ts'
import type { FilterScope, Operation, Subject, Test } from './filter-scope.ts'
import { operatorOf, subjectOf } from './filter-scope.ts'
import type { FilterBranch } from './state.ts'
import {
  calendarTest,
  dateRangeTest,
  dateTest,
  otherInstantTest,
  recentlyUpdatedTest,
  rollingTest,
  timePointTest,
  timeRangeTest,
} from './time-operations.ts'
import { boolTest, choiceTest, knownTest, numberTest, otherTextTest, rangeTest, textTest } from './value-operations.ts'

type Compile = (scope: FilterScope, subject: Subject, operation: Operation) => Test

const text: readonly PropertyType[] = ['string', 'phone_number']
const time: readonly PropertyType[] = ['date', 'datetime']

/** By operation type: the types of property it may be used on, and how. */
const operations: Readonly<Record<string, readonly [readonly PropertyType[] | 'any', Compile]>> = {
  ALL_PROPERTY: ['any', knownTest],
  MULTISTRING: [text, textTest],
  STRING: [text, textTest],
  COMPARATIVE_STRING: ['any', otherTextTest],
  NUMBER: [['number'], numberTest],
  NUMBER_RANGED: [['number'], rangeTest],
  BOOL: [['bool'], boolTest],
  ENUMERATION: [['enumeration'], choiceTest],
  TIME_POINT: ['any', timePointTest],
  TIME_RANGED: ['any', timeRangeTest],
  DATE: [time, dateTest],
  DATETIME: [time, dateTest],
  RANGED_DATE: [time, dateRangeTest],
  ROLLING_DATE_RANGE: [time, rollingTest],
  CALENDAR_DATE: [time, calendarTest],
  COMPARATIVE_DATE: [time, otherInstantTest],
  COMPARATIVE_PROPERTY_UPDATED: ['any', otherInstantTest],
  ROLLING_PROPERTY_UPDATED: ['any', recentlyUpdatedTest],
}

/**
 * The test a branch of a filter definition stands for; throws the 400 for what cannot be evaluated.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/lists/filters/guide
 */
export function compileBranch(scope: FilterScope, branch: FilterBranch): Test {
  const tests = () => [
    ...listOf(branch, 'filters').map((filter) => compileFilter(scope, filter)),
    ...listOf(branch, 'filterBranches').map((each) => compileBranch(scope, each)),
  ]
  switch (branch['filterBranchType']) {
    case 'OR':
      return (
        (all) => (record: CrmRecord) =>
          all.some((test) => test(record))
      )(tests())
    case 'AND':
      return allOf(tests())
    case 'NOT_ALL':
      return (
        (all) => (record: CrmRecord) =>
          !all(record)
      )(allOf(tests()))
    case 'NOT_ANY':
      return (
        (all) => (record: CrmRecord) =>
          !all.some((test) => test(record))
      )(tests())
    case 'ASSOCIATION':
      return associationBranch(scope, branch)
    case 'UNIFIED_EVENTS':
      // The portal records no events.
      return eventTest(branch['operator'])
    default:
      throw invalid(`${String(branch['filterBranchType'])} is not a supported filterBranchType`)
  }
}

const allOf =
  (all: readonly Test[]): Test =>
  (record) =>
    all.every((test) => test(record))

export function listOf(branch: FilterBranch, name: 'filters' | 'filterBranches'): readonly FilterBranch[] {
  const listed = branch[name] ?? []
  if (Array.isArray(listed)) return listed as readonly FilterBranch[]
  throw invalid(`${name} must be an array`)
}

function compileFilter(scope: FilterScope, filter: FilterBranch): Test {
  switch (filter['filterType']) {
    case 'PROPERTY':
      return propertyTest(scope, filter)
    case 'IN_LIST':
      return inListTest(scope, filter)
    case 'ASSOCIATION':
      return associatedInListTest(scope, filter)
    case 'CONSTANT':
      return () => filter['shouldAccept'] === true
    case 'EMAIL_SUBSCRIPTION':
      // Nobody has opted in or out here.
      return () => Array.isArray(filter['acceptedStatuses']) && filter['acceptedStatuses'].includes('NOT_OPTED')
    default:
      if (typeof filter['operator'] === 'string') return eventTest(filter['operator'])
      throw invalid(`${String(filter['filterType'])} is not a supported filterType`)
  }
}

/** What asks for events (visits, forms, e-mails): the portal has none, so only "has not" holds. */
const eventTest = (operator: unknown): Test => {
  const holds = /(^|_)NOT(_|$)/.test(String(operator))
  return () => holds
}

function propertyTest(scope: FilterScope, filter: FilterBranch): Test {
  const subject = subjectOf(scope, String(filter['property']))
  const operation = filter['operation']
  if (typeof operation !== 'object' || operation === null) throw invalid('A PROPERTY filter needs an operation')
  const read = operation as Operation
  const found = operations[String(read['operationType'])]
  if (found === undefined) throw invalid(`${String(read['operationType'])} is not a supported operationType`)
  const [types, compile] = found
  if (types !== 'any' && !types.includes(subject.property.type)) {
    throw invalid(
      `${String(read['operationType'])} cannot be used on ${subject.property.name}, which is of type ${subject.property.type}`,
    )
  }
  return compile(scope, subject, read)
}

function wantsMember(filter: FilterBranch): boolean {
  if (operatorOf(filter) === 'IN_LIST') return true
  if (operatorOf(filter) === 'NOT_IN_LIST') return false
  throw invalid(`${operatorOf(filter)} is not an operator of ${String(filter['filterType'])}`)
}

function inListTest(scope: FilterScope, filter: FilterBranch): Test {
  const wanted = wantsMember(filter)
  scope.learnt.usesOthers = true
  // Imports and workflows are named by metadata instead of a list; there are none.
  if (filter['metadata'] !== undefined && filter['metadata'] !== null) return () => !wanted
  const listId = String(filter['listId'])
  return (record) => scope.isMember(listId, record.id) === wanted
}

function associatedInListTest(scope: FilterScope, filter: FilterBranch): Test {
  const wanted = wantsMember(filter)
  scope.learnt.usesOthers = true
  const { typeId } = storeOf(scope.portal, String(filter['toObjectTypeId'] ?? filter['toObjectType'])).type
  const listId = String(filter['listId'])
  const associationTypeId = Number(filter['associationTypeId'])
  return (record) =>
    Object.entries(record.links[typeId] ?? {}).some(
      ([id, held]) => held.includes(associationTypeId) && scope.isMember(listId, Number(id)),
    ) === wanted
}

/** Any associated record passes all filters of the branch. */
function associationBranch(scope: FilterScope, branch: FilterBranch): Test {
  scope.learnt.usesOthers = true
  const store = storeOf(scope.portal, String(branch['objectTypeId']))
  const inner = compileBranch({ ...scope, store }, { ...branch, filterBranchType: 'AND' })
  const associationTypeId = Number(branch['associationTypeId'])
  const wanted = branch['operator'] !== 'NOT_IN_LIST'
  return (record) =>
    Object.entries(record.links[store.type.typeId] ?? {}).some(([id, held]) => {
      const other = store.byId.get(Number(id))
      return held.includes(associationTypeId) && other !== undefined && other.archivedAt === null && inner(other)
    }) === wanted
}
