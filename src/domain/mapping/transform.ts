import { cut } from './text.ts'
import type { Canonical, Values } from './value.ts'

/**
 * One step on the way of a value to the other side. Steps are data, so a mapping can be shown, stored and compared.
 * A blank value passes every step unchanged except `default`.
 */
export type Transform =
  | { readonly kind: 'trim' }
  | { readonly kind: 'case'; readonly to: 'upper' | 'lower' }
  | { readonly kind: 'default'; readonly value: string }
  | { readonly kind: 'truncate'; readonly length: number }
  /** Unlisted values: `otherwise`, else kept as they are. Keys are compared exactly. */
  | { readonly kind: 'value-map'; readonly map: Readonly<Record<string, string>>; readonly otherwise?: string }
  /** Fills a blank from other fields of the same record, joined with a space; blank if all are blank. */
  | { readonly kind: 'fallback'; readonly fields: readonly string[] }
  /** The part of an e-mail address before the "@" of a field of the same record, when the value is blank. */
  | { readonly kind: 'fallback-local-part'; readonly field: string }
  /** A date becomes the instant of that day's noon in a zone; `org` means the zone of the Salesforce org. */
  | { readonly kind: 'date-to-noon'; readonly timeZone: string }
  | { readonly kind: 'noon-to-date'; readonly timeZone: string }

/** What a transform may look at besides the value. */
export interface TransformContext {
  readonly record: Values
  /** Null when the text is no date, or no instant: text properties hold anything. */
  readonly noonOf: (date: string, timeZone: string) => string | null
  readonly dateOf: (instant: string, timeZone: string) => string | null
}

export interface Transformed {
  readonly value: Canonical
  /** How many `default`, `fallback` or `otherwise` values were used on the way. */
  readonly defaultsUsed: number
  /** A date step met text that is none: `value` has not the form that was asked for and must not be written. */
  readonly unconvertible: boolean
}

/** Applies the steps in order. Total: never throws, as long as the zones of the steps exist (the config is checked for that). */
export function transform(steps: readonly Transform[], value: Canonical, context: TransformContext): Transformed {
  let current = value
  let defaultsUsed = 0
  let unconvertible = false
  for (const step of steps) {
    const next = applyStep(step, current, context)
    if (next.usedDefault) defaultsUsed += 1
    if (next.unconvertible === true) unconvertible = true
    current = next.value === null || next.value.trim() === '' ? null : next.value
  }
  return { value: current, defaultsUsed, unconvertible }
}

interface StepResult {
  readonly value: Canonical
  readonly usedDefault: boolean
  readonly unconvertible?: boolean
}

const kept = (value: Canonical): StepResult => ({ value, usedDefault: false })

function applyStep(step: Transform, value: Canonical, context: TransformContext): StepResult {
  switch (step.kind) {
    case 'default':
      return value === null ? { value: step.value, usedDefault: true } : kept(value)
    case 'fallback':
      return value === null ? filled(joinFields(context.record, step.fields)) : kept(value)
    case 'fallback-local-part':
      return value === null ? filled(context.record[step.field]?.split('@')[0] ?? null) : kept(value)
    case 'trim':
      return kept(value === null ? null : value.trim())
    case 'case':
      return kept(value === null ? null : step.to === 'upper' ? value.toUpperCase() : value.toLowerCase())
    case 'truncate':
      return kept(value === null ? null : cut(value, step.length).trimEnd())
    case 'value-map':
      return mapped(step, value)
    case 'date-to-noon':
      return converted(value, (text) => context.noonOf(text, step.timeZone))
    case 'noon-to-date':
      return converted(value, (text) => context.dateOf(text, step.timeZone))
  }
}

/** The value stays as it is when it cannot be converted, so that it never passes for a blank. */
function converted(value: Canonical, convert: (text: string) => string | null): StepResult {
  if (value === null) return kept(null)
  const next = convert(value)
  return next === null ? { value, usedDefault: false, unconvertible: true } : kept(next)
}

const filled = (value: Canonical): StepResult => ({ value, usedDefault: value !== null })

function mapped(step: Extract<Transform, { kind: 'value-map' }>, value: Canonical): StepResult {
  if (value === null) return kept(null)
  if (Object.hasOwn(step.map, value)) return kept(step.map[value] ?? null)
  return step.otherwise === undefined ? kept(value) : { value: step.otherwise, usedDefault: true }
}

function joinFields(record: Values, fields: readonly string[]): Canonical {
  const joined = fields
    .map((field) => record[field]?.trim() ?? '')
    .filter((part) => part !== '')
    .join(' ')
  return joined === '' ? null : joined
}
