import type { FieldType, Query, Subquery } from '@jetstreamapp/soql-parser-js'
import { apiError } from '../errors.ts'
import { textOf } from '../text.ts'
import { malformed, placeOf, queryError } from './errors.ts'

/**
 * What follows the grammar and is refused all the same, whatever the object.
 * https://developer.salesforce.com/docs/platform/salesforce-soql-sosl/guide/sforce-api-calls-soql-select.html
 */
export function checkQuery(soql: string, query: Query | Subquery): void {
  checkFields(soql, query)
  checkCount(soql, query)
  if ((query.offset ?? 0) > MOST_OFFSET)
    throw apiError(400, 'NUMBER_OUTSIDE_VALID_RANGE', `Maximum SOQL offset allowed is ${MOST_OFFSET}`)
  checkSemiJoins(soql, query)
  for (const entry of query.fields ?? []) if (entry.type === 'FieldSubquery') checkQuery(soql, entry.subquery)
}

/** https://developer.salesforce.com/docs/platform/salesforce-soql-sosl/guide/sforce-api-calls-soql-select-offset.html */
const MOST_OFFSET = 2000

function checkFields(soql: string, query: Query | Subquery): void {
  for (const entry of query.fields ?? []) {
    if (entry.type === 'FieldRelationship' && entry.field === '') {
      const place = soql.indexOf(`${entry.relationships.join('.')}.`)
      const from = soql.slice(place).search(/\bFROM\b/i)
      throw malformed(soql, place + Math.max(from, 0), "unexpected token: 'FROM'")
    }
    if (entry.type !== 'Field') continue
    const { alias = '' } = entry
    // There is no DISTINCT: the parser takes it for a field with an alias.
    if (entry.field.toUpperCase() === 'DISTINCT')
      throw malformed(soql, placeOf(soql, alias === '' ? entry.field : alias), `unexpected token: '${alias}'`)
    if (alias !== '' && query.groupBy === undefined)
      throw malformed(soql, placeOf(soql, alias), 'only aggregate expressions use field aliasing')
  }
}

export function isCountAll(entry: FieldType): boolean {
  return (
    entry.type === 'FieldFunctionExpression' &&
    entry.functionName.toUpperCase() === 'COUNT' &&
    entry.parameters.length === 0
  )
}

/** COUNT() stands alone: https://developer.salesforce.com/docs/platform/salesforce-soql-sosl/guide/sforce-api-calls-soql-select-count.html */
function checkCount(soql: string, query: Query | Subquery): void {
  const fields = query.fields ?? []
  const count = fields.find(isCountAll)
  if (count === undefined) return
  const place = placeOf(soql, 'COUNT')
  if (fields.length > 1) throw malformed(soql, place, "unexpected token: ','")
  if ('alias' in count && typeof count.alias === 'string' && count.alias !== '')
    throw malformed(soql, placeOf(soql, count.alias), `unexpected token: '${count.alias}'`)
  for (const [clause, word] of [
    [query.groupBy, 'GROUP'],
    [query.orderBy, 'ORDER'],
  ] as const) {
    if (clause !== undefined) throw malformed(soql, placeOf(soql, word), `unexpected token: '${word}'`)
  }
}

interface Link {
  readonly left: { readonly valueQuery?: Query; readonly operator?: string; readonly openParen?: number } | null
  readonly operator?: string
  readonly right?: Link
}

/**
 * Semi-joins and anti-joins: at most two, never under OR or inside another, never of an object with itself.
 * https://developer.salesforce.com/docs/platform/salesforce-soql-sosl/guide/sforce-api-calls-soql-select-comparisonoperators.html
 */
function checkSemiJoins(soql: string, query: Query | Subquery): void {
  const inner: Query[] = []
  let joined: 'AND' | 'OR' | null = null
  for (let link = query.where as Link | undefined; link !== undefined; link = link.right) {
    if (link.left?.valueQuery !== undefined) inner.push(link.left.valueQuery)
    if (link.operator === 'OR') joined = 'OR'
  }
  if (inner.length === 0) return
  const refuse = (message: string) => malformed(soql, placeOf(soql, 'IN'), message)
  if (joined === 'OR')
    throw refuse(
      'Semi join sub-selects are only allowed at the top level WHERE expressions and not in nested WHERE expressions.',
    )
  if (inner.length > 2) throw refuse('Maximum 2 semi join sub-selects are allowed.')
  for (const select of inner) {
    if (select.fields?.length !== 1) throw refuse('The inner select must have exactly one field')
    if (JSON.stringify(select.where ?? null).includes('"valueQuery"'))
      throw refuse('Nesting of semi join sub-selects is not supported')
    if (select.orderBy !== undefined || select.limit !== undefined)
      throw malformed(
        soql,
        placeOf(soql, select.limit === undefined ? 'ORDER' : 'LIMIT'),
        'unexpected token in a semi join sub-select',
      )
    if ('sObject' in query && select.sObject?.toLowerCase() === query.sObject?.toLowerCase())
      throw refuse('The inner and outer selects should not be on the same object type')
  }
}

/** FIELDS(ALL) and FIELDS(CUSTOM) need a LIMIT of at most 200. */
export function checkFieldsFunction(fields: readonly FieldType[], limit: number | undefined): void {
  const unbounded = fields.some(
    (entry) =>
      entry.type === 'FieldFunctionExpression' &&
      entry.functionName.toUpperCase() === 'FIELDS' &&
      textOf(entry.parameters[0]).toUpperCase() !== 'STANDARD',
  )
  if (!unbounded || (limit !== undefined && limit <= 200)) return
  throw apiError(400, 'MALFORMED_QUERY', 'The SOQL FIELDS function must have a LIMIT of at most 200')
}

export function duplicateField(soql: string, name: string): Error {
  return queryError('INVALID_FIELD', soql, placeOf(soql, name), `duplicate field selected: ${name}`)
}
