import jsonata from 'jsonata'
import type { Side } from '#domain/ids.ts'
import { transform } from '#domain/mapping/transform.ts'
import type { Computed, ExpressionStep, MappingTools, Transform } from '#domain/mapping/transform.ts'
import type { Canonical, Values } from '#domain/mapping/value.ts'
import { namesIn } from './expression-names.ts'

/** An expression that takes longer, goes deeper or makes more than this is broken off: a mapping must never hold up a batch. */
const TIME_MS = 50
const STACK = 100
const SEQUENCE = 1_000
/** Records hold at most 65,536 characters a field; results that are longer than a field can hold are a mistake. */
const LONGEST = 131_072

/** Functions whose answer is another one every time, or that run text as a program; a mapping must give one answer for one record. */
const REFUSED = ['now', 'millis', 'random', 'shuffle', 'eval'] as const
/** Can make a text of any length from two numbers, in one step that no bound sees. */
const TOO_STRONG = ['pad'] as const

/** A regular expression can run for hours on a short text and cannot be broken off. */
function NoRegex(): never {
  throw new Error('regular expressions are not allowed')
}

const OPTIONS = {
  timeout: TIME_MS,
  stack: STACK,
  sequence: SEQUENCE,
  RegexEngine: NoRegex as unknown as RegExpConstructor,
}

const refuse = (): never => {
  throw new Error('this function is not allowed')
}
const BINDINGS = Object.fromEntries([...REFUSED, ...TOO_STRONG].map((name) => [name, refuse]))

const compiled = new Map<string, jsonata.Expression>()

function compile(text: string): jsonata.Expression {
  const known = compiled.get(text)
  if (known !== undefined) return known
  const expression = jsonata(text, OPTIONS)
  compiled.set(text, expression)
  return expression
}

/**
 * Why the expression cannot be used whatever the record; null when it can.
 * @param given fields of the record that it can look at besides `value`: any other would be blank every time.
 */
export function expressionProblem({
  expression: text,
  fields: given,
}: Pick<ExpressionStep, 'expression' | 'fields'>): string | null {
  let expression: jsonata.Expression
  try {
    expression = compile(text)
  } catch (error) {
    return messageOf(error)
  }
  const names = [...REFUSED, ...TOO_STRONG].filter((name) => new RegExp(`\\$${name}\\b`).test(withoutQuoted(text)))
  if (names.length > 0) return `${names.map((name) => `$${name}`).join(', ')} must not be used in a mapping`
  if (/(?:^|[(,~>\s])\/[^/\s*]/.test(withoutQuoted(text))) return 'regular expressions are not allowed'
  const { undefinedNames, fields } = namesIn(expression.ast())
  if (undefinedNames.length > 0) return `there is no ${undefinedNames.map((name) => `$${name}`).join(', ')}`
  const missing = fields.filter((name) => name !== 'value' && !given.includes(name))
  return missing.length === 0
    ? null
    : `it looks at ${missing.join(', ')}, which ${missing.length === 1 ? 'is' : 'are'} not among its fields`
}

const withoutQuoted = (text: string): string => text.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, '""')

function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string')
    return error.message
  return 'it could not be computed'
}

/** @returns the result as text, number and boolean in their canonical form; nothing at all is blank. Never rejects. */
export async function evaluateExpression(step: ExpressionStep, record: Values, value: Canonical): Promise<Computed> {
  const input = { ...Object.fromEntries(step.fields.map((field) => [field, record[field] ?? null])), value }
  // A pause of the process can use up the time of a good expression, so it gets a second try.
  const first = await attempt(step.expression, input)
  return first.ok || !first.outOfTime ? first : attempt(step.expression, input)
}

type Attempt = Computed & { readonly outOfTime?: boolean }

async function attempt(text: string, input: Readonly<Record<string, Canonical>>): Promise<Attempt> {
  try {
    return asCanonical(await compile(text).evaluate(input, BINDINGS))
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null
    // The message of a failed function holds values of the record; the code does not.
    const why = typeof code === 'string' ? `the expression failed (${code})` : 'the expression failed'
    return { ok: false, why, ...(code === 'D1012' ? { outOfTime: true } : {}) }
  }
}

function asCanonical(result: unknown): Computed {
  if (result === undefined || result === null || result === '') return { ok: true, value: null }
  if (typeof result === 'string' || typeof result === 'boolean') return checkLength(String(result))
  if (typeof result === 'number' && Number.isFinite(result)) return checkLength(String(result))
  if (Array.isArray(result) && result.every((part) => typeof part === 'string')) return checkLength(result.join(';'))
  return { ok: false, why: 'the expression gives no single value' }
}

const checkLength = (value: string): Computed =>
  value.length > LONGEST ? { ok: false, why: 'the expression gives a text that is too long' } : { ok: true, value }

/** Steps of one direction, the field they start from, and the records they are asked for. */
export interface ExpressionWork {
  readonly to: Side
  readonly steps: readonly Transform[]
  readonly field: string
  readonly records: readonly Values[]
}

export interface ComputedExpressions {
  readonly computed: NonNullable<MappingTools['computed']>
  /** Computes what was not computed before. */
  readonly also: (work: readonly ExpressionWork[]) => Promise<void>
}

/**
 * Expressions are computed for every record before the (synchronous) mapping asks for them. A result is kept by what it was
 * computed from, so a record that is read again needs nothing new while the fields that count are the same.
 */
export function expressionResults(tools: MappingTools): ComputedExpressions {
  const results = new Map<string, Computed>()
  const computed: ComputedExpressions['computed'] = (step, record, value) => results.get(keyOf(step, record, value))
  const computeOne = async (one: ExpressionWork, record: Values, held: Canonical): Promise<void> => {
    for (const [i, step] of one.steps.entries()) {
      if (step.kind !== 'expression') continue
      const before = transform(one.steps.slice(0, i), held, { ...tools, computed, record, to: one.to })
      if (before.unconvertible) return
      const key = keyOf(step, record, before.value)
      if (!results.has(key)) results.set(key, await evaluateExpression(step, record, before.value))
    }
  }
  return {
    computed,
    also: async (work) => {
      for (const one of work)
        for (const record of one.records) {
          const held = record[one.field]
          if (held !== undefined) await computeOne(one, record, held)
        }
    },
  }
}

const keyOf = (step: ExpressionStep, record: Values, value: Canonical): string =>
  JSON.stringify([step.expression, value, ...step.fields.map((field) => record[field] ?? null)])
