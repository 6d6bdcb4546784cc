import { countryCode } from '../identity/country.ts'
import { normalizePhone } from '../identity/normalize.ts'
import { plainDecimal, roundDecimal, timesDecimal } from './decimal.ts'
import { fit, sortedOptions } from './fit.ts'
import { toPlainText, toRichText } from './html.ts'
import { countryAs, stateAs } from './places.ts'
import { cut } from './text.ts'
import type { ExpressionStep, Transform, TransformContext, Unread } from './transform.ts'
import type { Canonical, Values } from './value.ts'

export interface StepResult {
  readonly value: Canonical
  readonly usedDefault: boolean
  /** The value could not be brought into the form asked for; it stays as it is, so that it never passes for a blank. */
  readonly why?: string
}

const kept = (value: Canonical): StepResult => ({ value, usedDefault: false })
const filled = (value: Canonical): StepResult => ({ value, usedDefault: value !== null })
const refused = (value: Canonical, why: string): StepResult => ({ value, usedDefault: false, why })

/** Steps that make something of a blank; all others leave it blank. */
const FILLING: ReadonlySet<Transform['kind']> = new Set([
  'default',
  'fallback',
  'fallback-local-part',
  'join',
  'expression',
])

/** One step, see `Transform`. Total. */
export function applyStep(step: Transform, value: Canonical, context: TransformContext): StepResult {
  if (value === null && !FILLING.has(step.kind)) return kept(null)
  const text = value ?? ''
  switch (step.kind) {
    case 'default':
      return value === null ? { value: step.value, usedDefault: true } : kept(value)
    case 'fallback':
      return value === null ? filled(joined(context.record, step.fields, ' ')) : kept(value)
    case 'fallback-local-part':
      return value === null ? filled(context.record[step.field]?.split('@')[0] ?? null) : kept(value)
    case 'join':
      return kept(joined(context.record, step.fields, step.separator))
    case 'expression':
      return computed(step, value, context)
    case 'trim':
      return kept(text.trim())
    case 'case':
      return kept(step.to === 'upper' ? text.toUpperCase() : text.toLowerCase())
    case 'truncate':
      return kept(cut(text, step.length).trimEnd())
    case 'value-map':
      return step.each === true ? mappedEach(step, text) : mapped(step, text)
    case 'date-to-noon':
      return read(context.noonOf(text, step.timeZone), text, 'park', 'it is no date')
    case 'noon-to-date':
      return read(context.dateOf(text, step.timeZone), text, 'park', 'it is no date and time with a zone')
    case 'phone':
      return read(normalizePhone(text, countryFor(step, context.record)), text, step.unread, 'it is no phone number')
    case 'country':
      return read(countryAs(text, step.to), text, step.unread, 'it is no country that is known')
    case 'state':
      return read(stateAs(text, countryFor(step, context.record), step.to), text, step.unread, 'no such state is known')
    case 'split':
      return kept(text.split(step.separator).at(step.index)?.trim() ?? null)
    case 'number':
      return calculated(step, text)
    case 'boolean':
      return read(wordOf(step, text), text, step.unread, 'it is none of the words for yes and no')
    case 'plain-text':
      return kept(toPlainText(text))
    case 'rich-text':
      return kept(toRichText(text))
    case 'owner':
      return owned(step, text, context)
    case 'fit': {
      const fitted = fit(text, step.to)
      return fitted.ok ? kept(fitted.value) : refused(text, fitted.why)
    }
  }
}

function read(result: Canonical, value: string, unread: Unread, why: string): StepResult {
  if (result !== null) return kept(result)
  return unread === 'park' ? refused(value, why) : kept(unread === 'keep' ? value : null)
}

function mapped(step: Extract<Transform, { kind: 'value-map' }>, value: string): StepResult {
  if (Object.hasOwn(step.map, value)) return kept(step.map[value] ?? null)
  if (step.otherwise !== undefined) return { value: step.otherwise, usedDefault: true }
  return step.unmapped === 'park' ? refused(value, 'the value map has no such value') : kept(value)
}

function mappedEach(step: Extract<Transform, { kind: 'value-map' }>, value: string): StepResult {
  const options = value.split(';')
  // Words that merely hold a ";" are no options: they stay as they are.
  if (options.length === 1 || !options.some((option) => Object.hasOwn(step.map, option))) return mapped(step, value)
  const results = options.map((option) => mapped(step, option))
  const why = results.find((result) => result.why !== undefined)?.why
  if (why !== undefined) return refused(value, why)
  return {
    value: sortedOptions(results.map((result) => result.value ?? '').join(';')),
    usedDefault: results.some((result) => result.usedDefault),
  }
}

/** The record's own country, where it is one, else the map's. */
function countryFor(
  step: { readonly country?: string; readonly countryField?: string },
  record: Values,
): string | null {
  const own = step.countryField === undefined ? null : (record[step.countryField] ?? null)
  return (own === null ? null : countryCode(own)) ?? step.country ?? null
}

function calculated(step: Extract<Transform, { kind: 'number' }>, text: string): StepResult {
  const plain = plainDecimal(text.trim())
  if (plain === null) return refused(text, 'it is no number')
  const product = step.times === undefined ? plain : timesDecimal(plain, step.times)
  return kept(step.scale === undefined ? product : roundDecimal(product, step.scale, step.rounding))
}

function wordOf(step: Extract<Transform, { kind: 'boolean' }>, text: string): Canonical {
  const word = text.trim().toLowerCase()
  const isOne = (words: readonly string[]): boolean => words.some((known) => known.toLowerCase() === word)
  return isOne(step.true) ? 'true' : isOne(step.false) ? 'false' : null
}

function owned(step: Extract<Transform, { kind: 'owner' }>, id: string, { ownerOn, to }: TransformContext): StepResult {
  if (ownerOn === undefined || to === undefined) return refused(id, 'the owners of both accounts were not read')
  const owner = ownerOn(to, id)
  if (owner.known) return kept(owner.id)
  if (step.unknown === 'park') return refused(id, 'nobody on the other side has this owner’s e-mail')
  return { value: step.unknown === 'fallback' ? owner.id : null, usedDefault: true }
}

function computed(step: ExpressionStep, value: Canonical, context: TransformContext): StepResult {
  const result = context.computed?.(step, context.record, value)
  if (result === undefined) return refused(value, 'the expression was not computed')
  return result.ok ? kept(result.value) : refused(value, result.why)
}

function joined(record: Values, fields: readonly string[], separator: string): Canonical {
  const text = fields
    .map((field) => record[field]?.trim() ?? '')
    .filter((part) => part !== '')
    .join(separator)
  return text === '' ? null : text
}
