import { invalid } from '../../errors.ts'
import type { FilterScope, Operation, Subject, Test } from './filter-scope.ts'
import { acceptsBlank, operatorOf, subjectOf, unknownOperator, wholeNumber } from './filter-scope.ts'

/** Whether one value of a property fits. */
type Fits = (value: string) => boolean

/** How an operator uses it: on the present value, turned round, or on all values there ever were. */
type Reach = 'now' | 'not-now' | 'ever' | 'never'

function reaching(subject: Subject, operation: Operation, reach: Reach, fits: Fits): Test {
  const blank = acceptsBlank(operation)
  return (record) => {
    const value = subject.read(record)
    if (reach === 'ever') return subject.ever(record).some(fits)
    if (value === null) return blank
    if (reach === 'never') return !subject.ever(record).some(fits)
    return fits(value) === (reach === 'now')
  }
}

const textsOf = (operation: Operation): string[] => {
  const listed = operation['values'] ?? [operation['value']]
  if (!Array.isArray(listed) || listed.length === 0 || listed.some((each) => typeof each !== 'string'))
    throw invalid(`${String(operation['operationType'])} needs values`)
  return listed as string[]
}

type TextMatch = (value: string, wanted: string) => boolean

const hasWord: TextMatch = (value, wanted) => ` ${value.replaceAll(/[^\p{L}\p{N}]+/gu, ' ')} `.includes(` ${wanted} `)

const textOperators: Readonly<Record<string, readonly [TextMatch, Reach]>> = {
  IS_EQUAL_TO: [(value, wanted) => value === wanted, 'now'],
  IS_NOT_EQUAL_TO: [(value, wanted) => value === wanted, 'not-now'],
  CONTAINS: [(value, wanted) => value.includes(wanted), 'now'],
  DOES_NOT_CONTAIN: [(value, wanted) => value.includes(wanted), 'not-now'],
  CONTAINS_EXACTLY: [hasWord, 'now'],
  DOES_NOT_CONTAIN_EXACTLY: [hasWord, 'not-now'],
  STARTS_WITH: [(value, wanted) => value.startsWith(wanted), 'now'],
  ENDS_WITH: [(value, wanted) => value.endsWith(wanted), 'now'],
  HAS_EVER_BEEN_EQUAL_TO: [(value, wanted) => value === wanted, 'ever'],
  HAS_NEVER_BEEN_EQUAL_TO: [(value, wanted) => value === wanted, 'never'],
  HAS_EVER_CONTAINED: [(value, wanted) => value.includes(wanted), 'ever'],
  HAS_NEVER_CONTAINED: [(value, wanted) => value.includes(wanted), 'never'],
}

/** MULTISTRING and STRING: any of the values, without regard to case. */
export function textTest(_scope: FilterScope, subject: Subject, operation: Operation): Test {
  const [matches, reach] = textOperators[operatorOf(operation)] ?? unknownOperator(operation)
  const wanted = textsOf(operation).map((text) => text.toLowerCase())
  return reaching(subject, operation, reach, (value) => {
    const held = value.toLowerCase()
    return wanted.some((each) => matches(held, each))
  })
}

const numberOperators: Readonly<Record<string, readonly [(value: number, wanted: number) => boolean, Reach]>> = {
  IS_EQUAL_TO: [(value, wanted) => value === wanted, 'now'],
  IS_NOT_EQUAL_TO: [(value, wanted) => value === wanted, 'not-now'],
  IS_GREATER_THAN: [(value, wanted) => value > wanted, 'now'],
  IS_GREATER_THAN_OR_EQUAL_TO: [(value, wanted) => value >= wanted, 'now'],
  IS_LESS_THAN: [(value, wanted) => value < wanted, 'now'],
  IS_LESS_THAN_OR_EQUAL_TO: [(value, wanted) => value <= wanted, 'now'],
  HAS_EVER_BEEN_EQUAL_TO: [(value, wanted) => value === wanted, 'ever'],
  HAS_NEVER_BEEN_EQUAL_TO: [(value, wanted) => value === wanted, 'never'],
}

export function numberTest(_scope: FilterScope, subject: Subject, operation: Operation): Test {
  const [matches, reach] = numberOperators[operatorOf(operation)] ?? unknownOperator(operation)
  const wanted = wholeNumber(operation, 'value')
  return reaching(subject, operation, reach, (value) => matches(Number(value), wanted))
}

/** NUMBER_RANGED, both bounds included. */
export function rangeTest(_scope: FilterScope, subject: Subject, operation: Operation): Test {
  const [low, high] = [wholeNumber(operation, 'lowerBound'), wholeNumber(operation, 'upperBound')]
  return reaching(subject, operation, betweenReach(operation), (value) => Number(value) >= low && Number(value) <= high)
}

export function betweenReach(operation: Operation): 'now' | 'not-now' {
  if (operatorOf(operation) === 'IS_BETWEEN') return 'now'
  return operatorOf(operation) === 'IS_NOT_BETWEEN' ? 'not-now' : unknownOperator(operation)
}

const boolReaches: Readonly<Record<string, Reach>> = {
  IS_EQUAL_TO: 'now',
  IS_NOT_EQUAL_TO: 'not-now',
  HAS_EVER_BEEN_EQUAL_TO: 'ever',
  HAS_NEVER_BEEN_EQUAL_TO: 'never',
}

export function boolTest(_scope: FilterScope, subject: Subject, operation: Operation): Test {
  const reach = boolReaches[operatorOf(operation)] ?? unknownOperator(operation)
  if (typeof operation['value'] !== 'boolean') throw invalid('BOOL needs a boolean value')
  const wanted = String(operation['value'])
  return reaching(subject, operation, reach, (value) => value === wanted)
}

type Choice = (held: readonly string[], wanted: readonly string[]) => boolean
const anyOf: Choice = (held, wanted) => held.some((each) => wanted.includes(each))
const containsAll: Choice = (held, wanted) => wanted.every((each) => held.includes(each))
const exactly: Choice = (held, wanted) => held.length === wanted.length && containsAll(held, wanted)

const choiceOperators: Readonly<Record<string, readonly [Choice, Reach]>> = {
  IS_ANY_OF: [anyOf, 'now'],
  IS_NONE_OF: [anyOf, 'not-now'],
  IS_EXACTLY: [exactly, 'now'],
  IS_NOT_EXACTLY: [exactly, 'not-now'],
  CONTAINS_ALL: [containsAll, 'now'],
  DOES_NOT_CONTAIN_ALL: [containsAll, 'not-now'],
  HAS_EVER_BEEN_ANY_OF: [anyOf, 'ever'],
  HAS_NEVER_BEEN_ANY_OF: [anyOf, 'never'],
  HAS_EVER_BEEN_EXACTLY: [exactly, 'ever'],
  HAS_NEVER_BEEN_EXACTLY: [exactly, 'never'],
  HAS_EVER_CONTAINED_ALL: [containsAll, 'ever'],
  HAS_NEVER_CONTAINED_ALL: [containsAll, 'never'],
}

/** ENUMERATION: internal values, case as written. */
export function choiceTest(_scope: FilterScope, subject: Subject, operation: Operation): Test {
  const [matches, reach] = choiceOperators[operatorOf(operation)] ?? unknownOperator(operation)
  const wanted = textsOf(operation)
  const isMulti = subject.property.fieldType === 'checkbox'
  return reaching(subject, operation, reach, (value) => matches(isMulti ? value.split(';') : [value], wanted))
}

/** ALL_PROPERTY: has it a value at all. */
export function knownTest(_scope: FilterScope, subject: Subject, operation: Operation): Test {
  if (operatorOf(operation) === 'IS_KNOWN') return (record) => subject.read(record) !== null
  return operatorOf(operation) === 'IS_UNKNOWN' ? (record) => subject.read(record) === null : unknownOperator(operation)
}

/** COMPARATIVE_STRING: against another property of the same record. */
export function otherTextTest(scope: FilterScope, subject: Subject, operation: Operation): Test {
  const other = subjectOf(scope, String(operation['comparisonPropertyName']))
  const wantsEqual = operatorOf(operation) === 'IS_EQUAL_TO'
  if (!wantsEqual && operatorOf(operation) !== 'IS_NOT_EQUAL_TO') unknownOperator(operation)
  const blank = acceptsBlank(operation)
  return (record) => {
    const value = subject.read(record)
    return value === null ? blank : (value === other.read(record)) === wantsEqual
  }
}
