import type { Query } from '@jetstreamapp/soql-parser-js'
import { apiError } from '../errors.ts'
import { toId18 } from '../ids.ts'
import { formatInstant, isDay, parseInstant, startOfDayIn } from '../instants.ts'
import type { Row, Value } from '../records/table.ts'
import type { FieldDef } from '../schema/fields.ts'
import { isFilterable, isNumber, isText } from '../schema/fields.ts'
import { dateLiteralRange } from './date-literals.ts'
import { placeOf, queryError } from './errors.ts'
import type { Condition, Test } from './parse.ts'
import type { Accessor, QueryScope } from './scope.ts'
import { zoneOf } from './scope.ts'

export type Filter = (row: Row) => boolean

export interface FilterTools {
  readonly scope: QueryScope
  readonly accessorOf: (test: Test) => Accessor
  /** The values that a semi-join's query gives. */
  readonly valuesOf: (query: Query) => ReadonlySet<Value>
}

/** A condition made once into a function that is run on every row. */
export function compileCondition(tools: FilterTools, condition: Condition): Filter {
  if (condition.kind === 'not') {
    const part = compileCondition(tools, condition.part)
    return (row) => !part(row)
  }
  if (condition.kind === 'test') return compileTest(tools, condition.test)
  const parts = condition.parts.map((part) => compileCondition(tools, part))
  return condition.kind === 'and' ? (row) => parts.every((part) => part(row)) : (row) => parts.some((part) => part(row))
}

function compileTest(tools: FilterTools, test: Test): Filter {
  const target = tools.accessorOf(test)
  const { field, get } = target
  if (!isFilterable(field)) {
    throw queryError(
      'INVALID_FIELD',
      tools.scope.soql,
      placeOf(tools.scope.soql, test.field ?? field.name),
      `field '${field.name}' can not be filtered in a query call`,
    )
  }
  const { operator } = test
  if (test.subquery) {
    const values = tools.valuesOf(test.subquery)
    const isIn: Filter = (row) => values.has(get(row))
    return operator === 'NOT IN' ? (row) => !isIn(row) : isIn
  }
  if (operator === 'LIKE') return compileLike(tools, test, field, get)
  if (operator === 'INCLUDES' || operator === 'EXCLUDES') return compileIncludes(test, operator, get)
  if ((operator === 'IN' || operator === 'NOT IN') && test.values.some(isDateLiteral)) {
    const days = test.values.map((value) => compileTest(tools, { ...test, operator: '=', values: [value] }))
    const isIn: Filter = (row) => days.some((day) => day(row))
    return operator === 'NOT IN' ? (row) => !isIn(row) : isIn
  }
  const range = dateRange(tools, test, field)
  if (range) return compileRange(operator, range, get)
  if (operator === 'IN' || operator === 'NOT IN') {
    const values = new Set(test.values.map((_, index) => literal(tools, test, field, index)))
    const fold = folding(field)
    const isIn: Filter = (row) => values.has(fold(get(row)))
    return operator === 'NOT IN' ? (row) => !isIn(row) : isIn
  }
  return compileComparison(operator, literal(tools, test, field, 0), folding(field), get)
}

/** Text compares without case; ids and case-sensitive fields exactly. */
export function folding(field: FieldDef): (value: Value) => Value {
  if (!isText(field.type) || field.caseSensitive) return (value) => value
  return (value) => (typeof value === 'string' ? value.toLowerCase() : value)
}

function compileComparison(
  operator: string,
  wanted: Value,
  fold: (value: Value) => Value,
  get: Accessor['get'],
): Filter {
  if (operator === '=') return (row) => fold(get(row)) === wanted
  if (operator === '!=' || operator === '<>') return (row) => fold(get(row)) !== wanted
  if (wanted === null) return () => false
  const compare = (row: Row, accept: (order: number) => boolean): boolean => {
    const value = fold(get(row))
    if (value === null) return false
    return accept(value < wanted ? -1 : value > wanted ? 1 : 0)
  }
  if (operator === '<') return (row) => compare(row, (order) => order < 0)
  if (operator === '<=') return (row) => compare(row, (order) => order <= 0)
  if (operator === '>') return (row) => compare(row, (order) => order > 0)
  return (row) => compare(row, (order) => order >= 0)
}

function compileLike(tools: FilterTools, test: Test, field: FieldDef, get: Accessor['get']): Filter {
  const [value] = test.values
  if (!value || value.type !== 'STRING' || !isText(field.type)) {
    throw operatorError(tools, test, field)
  }
  const body = value.text.slice(1, -1)
  let pattern = ''
  for (const part of body.match(/\\u[0-9a-fA-F]{4}|\\.|[^\\]/gs) ?? []) {
    if (part === '%') pattern += '.*'
    else if (part === '_') pattern += '.'
    else pattern += unescapeText(part).replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  }
  const like = new RegExp(`^${pattern}$`, 'is')
  return (row) => {
    const text = get(row)
    return text !== null && like.test(String(text))
  }
}

function compileIncludes(test: Test, operator: string, get: Accessor['get']): Filter {
  const wanted = test.values.map((value) => unquote(value.text).split(';'))
  const includes: Filter = (row) => {
    const has = new Set(String(get(row) ?? '').split(';'))
    return wanted.some((all) => all.every((value) => has.has(value)))
  }
  return operator === 'INCLUDES' ? includes : (row) => !includes(row)
}

function compileRange(operator: string, range: { from: string; to: string }, get: Accessor['get']): Filter {
  const test =
    (accept: (value: string) => boolean): Filter =>
    (row) => {
      const value = get(row)
      return typeof value === 'string' && accept(value)
    }
  if (operator === '=') return test((value) => value >= range.from && value < range.to)
  if (operator === '<') return test((value) => value < range.from)
  if (operator === '<=') return test((value) => value < range.to)
  if (operator === '>') return test((value) => value >= range.to)
  if (operator === '>=') return test((value) => value >= range.from)
  return (row) => !test((value) => value >= range.from && value < range.to)(row)
}

function isDateLiteral({ type }: Test['values'][number]): boolean {
  return type === 'DATE_LITERAL' || type === 'DATE_N_LITERAL'
}

function dateRange(tools: FilterTools, test: Test, field: FieldDef): { from: string; to: string } | null {
  const [value] = test.values
  if (!value || !isDateLiteral(value)) return null
  const zone = zoneOf(tools.scope)
  const days = dateLiteralRange(value.text, value.n, tools.scope.org.now(), zone)
  if (!days || (field.type !== 'date' && field.type !== 'datetime')) throw literalError(tools, test, field)
  if (field.type === 'date') return days
  return { from: formatInstant(startOfDayIn(zone, days.from)), to: formatInstant(startOfDayIn(zone, days.to)) }
}

/** A literal as the field stores it. Quotes, or their absence, must fit the field's type. */
function literal(tools: FilterTools, test: Test, field: FieldDef, index: number): Value {
  const value = test.values[index]
  if (!value || value.type === 'NULL') return null
  const { text, type } = value
  const quoted = type === 'STRING'
  if (field.type === 'id' || field.type === 'reference')
    return quoted ? idLiteral(tools, test, unquote(text)) : misfit(tools, test, field)
  if (isText(field.type)) {
    if (!quoted) return misfit(tools, test, field)
    const plain = unquote(text)
    return plain === '' ? null : folding(field)(plain)
  }
  if (quoted) return misfit(tools, test, field)
  if (field.type === 'boolean') return type === 'BOOLEAN' ? text.toUpperCase() === 'TRUE' : misfit(tools, test, field)
  if (isNumber(field.type)) {
    const number = Number(text.replace(/^[A-Z]{3}/i, ''))
    return Number.isNaN(number) ? misfit(tools, test, field) : number
  }
  if (field.type === 'date') return type === 'DATE' && isDay(text) ? text : misfit(tools, test, field)
  const at = type === 'DATETIME' ? parseInstant(text) : null
  return at === null ? misfit(tools, test, field) : formatInstant(at)
}

function idLiteral(tools: FilterTools, test: Test, text: string): Value {
  if (text === '' && (test.operator === '=' || test.operator === '!=')) return null
  const id = toId18(text)
  if (id !== null) return id
  throw apiError(
    400,
    'INVALID_QUERY_FILTER_OPERATOR',
    `\n${test.field} ${test.operator} '${text}'\n^\nERROR at Row:1:Column:${placeOf(tools.scope.soql, test.field ?? '') + 1}\ninvalid ID field: ${text}`,
  )
}

const TYPE_NAMES: Partial<Record<FieldDef['type'], string>> = {
  datetime: 'dateTime',
  boolean: 'boolean',
  date: 'date',
  int: 'int',
}

function misfit(tools: FilterTools, test: Test, field: FieldDef): never {
  throw literalError(tools, test, field)
}

function literalError(tools: FilterTools, test: Test, field: FieldDef): Error {
  const text = isText(field.type) || field.type === 'id' || field.type === 'reference'
  const name = text ? 'string' : (TYPE_NAMES[field.type] ?? 'double')
  const quotes = text ? 'should be enclosed in quotes' : 'should not be enclosed in quotes'
  return queryError(
    'INVALID_FIELD',
    tools.scope.soql,
    placeOf(tools.scope.soql, test.field ?? field.name),
    `value of filter criterion for field '${field.name}' must be of type ${name} and ${quotes}`,
  )
}

function operatorError(tools: FilterTools, test: Test, field: FieldDef): Error {
  const kind = field.type === 'id' || field.type === 'reference' ? 'id' : field.type
  return queryError(
    'INVALID_QUERY_FILTER_OPERATOR',
    tools.scope.soql,
    placeOf(tools.scope.soql, test.field ?? field.name),
    `invalid operator on ${kind} field`,
  )
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

function unescapeText(text: string): string {
  return text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, code: string | undefined, char: string | undefined) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16))
    return ESCAPES[(char ?? '').toLowerCase()] ?? char ?? ''
  })
}

export function unquote(text: string): string {
  return unescapeText(text.slice(1, -1))
}
