import type { Query, WhereClause } from '@jetstreamapp/soql-parser-js'
import { parseQuery } from '@jetstreamapp/soql-parser-js'
import { apiError } from '../errors.ts'
import { checkQuery } from './check-query.ts'
import { malformed, placeOf } from './errors.ts'

/** https://developer.salesforce.com/docs/platform/salesforce-soql-sosl/guide/sforce-api-calls-soql-limits.html */
const LONGEST_QUERY = 100_000

/** The parser takes the grammar; what it lets through but Salesforce refuses is checked here. */
export function parseSoql(soql: string): Query {
  if (soql.trim() === '') throw malformed(soql, 0, "unexpected token: '<EOF>'")
  if (soql.length > LONGEST_QUERY)
    throw apiError(400, 'MALFORMED_QUERY', `SOQL statements cannot be longer than ${LONGEST_QUERY} characters.`)
  checkEscapes(soql)
  let query: Query
  try {
    query = parseQuery(soql)
  } catch (error) {
    throw unexpectedToken(soql, error)
  }
  checkQuery(soql, query)
  return query
}

/** The parser's complaint as the platform words it: at the first token that does not fit. */
function unexpectedToken(soql: string, error: unknown): Error {
  const message = error instanceof Error ? error.message : ''
  const lexed = /unexpected character: ->(.)<- at offset: (\d+)/s.exec(message)
  // A quote that opens and never closes.
  if (lexed?.[1] === "'")
    return malformed(soql, soql.length, `line 1:${soql.length} mismatched character '<EOF>' expecting '''`)
  if (lexed)
    return malformed(soql, Number(lexed[2]), `line 1:${lexed[2]} no viable alternative at character '${lexed[1]}'`)
  const found = /found(?:: | --> )'?(.*?)'?(?: <--)?$/s.exec(message)?.[1] ?? ''
  if (found === '') return malformed(soql, soql.length, "unexpected token: '<EOF>'")
  const place = placeOf(soql, found)
  if (found === ':') return malformed(soql, place, 'Bind variables only allowed in Apex code')
  return malformed(soql, place, `unexpected token: '${found}'`)
}

/** https://developer.salesforce.com/docs/platform/salesforce-soql-sosl/guide/sforce-api-calls-soql-select-quotedstringescapes.html */
function checkEscapes(soql: string): void {
  for (const literal of soql.matchAll(/'(?:\\.|[^'\\])*'/gs)) {
    const bad = /(?:^|[^\\])(?:\\\\)*(\\(?!u[0-9a-fA-F]{4})[^nNrRtTbBfF"'\\_%])/.exec(literal[0])
    if (!bad) continue
    const text = `Invalid string literal ${literal[0]}. Illegal character sequence '${bad[1]}' in string literal.`
    throw malformed(soql, literal.index, text)
  }
}

/** One test of a WHERE or HAVING. */
export interface Test {
  /** Field path, or null for a function. */
  readonly field: string | null
  readonly fn: { readonly name: string; readonly parameters: readonly unknown[]; readonly raw: string } | null
  readonly operator: string
  readonly values: readonly { readonly text: string; readonly type: string; readonly n: number | null }[]
  readonly subquery: Query | null
}

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  /** `bare`: not itself in parentheses. */
  | { readonly kind: 'not'; readonly part: Condition; readonly bare: boolean }
  | { readonly kind: 'test'; readonly test: Test }

type Token = '(' | ')' | 'AND' | 'OR' | 'NOT' | Test

/**
 * The parser's linked list as a tree. AND and OR side by side need parentheses:
 * https://developer.salesforce.com/docs/platform/salesforce-soql-sosl/guide/sforce-api-calls-soql-select-logicaloperators.html
 */
export function conditionTree(soql: string, where: unknown): Condition {
  const tokens: Token[] = []
  flatten(where as Link, tokens)
  let at = 0
  const peek = () => tokens[at]
  const sequence = (): Condition => {
    const parts = [unary()]
    let joiner: 'AND' | 'OR' | null = null
    for (let next = peek(); next === 'AND' || next === 'OR'; next = peek()) {
      if (joiner !== null && joiner !== next) throw mixed(soql, next)
      joiner = next
      at += 1
      parts.push(unary())
    }
    const [only] = parts
    if (joiner === 'OR' && parts.slice(0, -1).some((part) => part.kind === 'not' && part.bare)) throw mixed(soql, 'OR')
    return joiner === null && only ? only : { kind: joiner === 'OR' ? 'or' : 'and', parts }
  }
  const unary = (): Condition => {
    const token = peek()
    at += 1
    if (token === 'NOT') return { kind: 'not', part: unary(), bare: true }
    if (token === '(') {
      const inner = sequence()
      at += 1
      return inner.kind === 'not' ? { ...inner, bare: false } : inner
    }
    if (token === undefined || typeof token === 'string')
      throw malformed(soql, soql.length, "unexpected token: '<EOF>'")
    return { kind: 'test', test: token }
  }
  return sequence()
}

function mixed(soql: string, word: string): Error {
  return malformed(soql, placeOf(soql, word), `unexpected token: '${word}'`)
}

interface Link {
  readonly left: (Partial<Record<string, unknown>> & { openParen?: number; closeParen?: number }) | null
  readonly operator?: string
  readonly right?: WhereClause
}

function flatten(link: Link, tokens: Token[]): void {
  for (let open = 0; open < (link.left?.openParen ?? 0); open += 1) tokens.push('(')
  if (link.operator === 'NOT') tokens.push('NOT')
  else {
    tokens.push(testOf(link.left ?? {}))
    for (let close = 0; close < (link.left?.closeParen ?? 0); close += 1) tokens.push(')')
    if (link.operator === 'AND' || link.operator === 'OR') tokens.push(link.operator)
  }
  if (link.right !== undefined) flatten(link.right as Link, tokens)
}

function testOf(left: Partial<Record<string, unknown>>): Test {
  const fn = left['fn'] as { functionName?: string; parameters?: unknown[]; rawValue?: string } | undefined
  const value = left['value'] as string | readonly string[] | undefined
  const types = left['literalType'] as string | readonly string[] | undefined
  const ns = left['dateLiteralVariable'] as number | readonly number[] | undefined
  const texts = value === undefined ? [] : typeof value === 'string' ? [value] : value
  return {
    field: typeof left['field'] === 'string' ? left['field'] : null,
    fn: fn
      ? { name: String(fn.functionName).toUpperCase(), parameters: fn.parameters ?? [], raw: fn.rawValue ?? '' }
      : null,
    operator: String(left['operator']).toUpperCase(),
    values: texts.map((text, index) => ({
      text,
      type: typeof types === 'string' ? types : (types?.[index] ?? 'STRING'),
      n: typeof ns === 'number' ? ns : (ns?.[index] ?? null),
    })),
    subquery: (left['valueQuery'] as Query | undefined) ?? null,
  }
}
