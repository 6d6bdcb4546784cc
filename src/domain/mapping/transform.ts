import type { Side } from '../ids.ts'
import type { Rounding } from './decimal.ts'
import type { Fit } from './fit.ts'
import { applyStep } from './steps.ts'
import type { CountryForm, StateForm } from './places.ts'
import type { Canonical, Values } from './value.ts'

/** What becomes of a value that a step cannot read: it stays as it is, becomes blank, or the map waits for a person. */
export const UNREAD = ['keep', 'blank', 'park'] as const
export type Unread = (typeof UNREAD)[number]

/**
 * One step on the way of a value to the other side. Steps are data, so a mapping can be shown, stored and compared.
 * A blank value passes every step unchanged except `default`, the fallbacks, `join` and `expression`.
 */
export type Transform =
  | { readonly kind: 'trim' }
  | { readonly kind: 'case'; readonly to: 'upper' | 'lower' }
  | { readonly kind: 'default'; readonly value: string }
  /** At most so many UTF-16 code units, as both platforms count. */
  | { readonly kind: 'truncate'; readonly length: number }
  /**
   * Unlisted values: `otherwise`, else kept as they are, or parked. Keys are compared exactly. `each`: the options of a
   * multi-picklist are looked up one by one.
   */
  | {
      readonly kind: 'value-map'
      readonly map: Readonly<Record<string, string>>
      readonly otherwise?: string
      readonly unmapped?: 'keep' | 'park'
      readonly each?: boolean
    }
  /** Fills a blank from other fields of the same record, joined with a space; blank if all are blank. */
  | { readonly kind: 'fallback'; readonly fields: readonly string[] }
  /** The part of an e-mail address before the "@" of a field of the same record, when the value is blank. */
  | { readonly kind: 'fallback-local-part'; readonly field: string }
  /** A date becomes the instant of that day's noon in a zone; `org` means the zone of the Salesforce org. */
  | { readonly kind: 'date-to-noon'; readonly timeZone: string }
  | { readonly kind: 'noon-to-date'; readonly timeZone: string }
  /** E.164. `country`: ISO code read for numbers without "+"; a known country in `countryField` goes before it. */
  | { readonly kind: 'phone'; readonly country?: string; readonly countryField?: string; readonly unread: Unread }
  | { readonly kind: 'country'; readonly to: CountryForm; readonly unread: Unread }
  | {
      readonly kind: 'state'
      readonly to: StateForm
      readonly country?: string
      readonly countryField?: string
      readonly unread: Unread
    }
  /** The part at `index`, from 0, negative from the end; blank when there are not so many. */
  | { readonly kind: 'split'; readonly separator: string; readonly index: number }
  /** The fields of the same record that are not blank, in order; replaces the value. */
  | { readonly kind: 'join'; readonly fields: readonly string[]; readonly separator: string }
  /** First multiplied (exactly), then rounded. */
  | { readonly kind: 'number'; readonly times?: string; readonly scale?: number; readonly rounding?: Rounding }
  /** Words to true and false, upper and lower case alike; others are not read. */
  | {
      readonly kind: 'boolean'
      readonly true: readonly string[]
      readonly false: readonly string[]
      readonly unread: Unread
    }
  | { readonly kind: 'plain-text' }
  | { readonly kind: 'rich-text' }
  /** The id of the same person on the other side. Nobody there: `fallback` is the connection's own answer, see `ownerOn`. */
  | { readonly kind: 'owner'; readonly unknown: 'fallback' | 'blank' | 'park' }
  /** JSONata over `fields` of the record and `value`; computed beforehand, because it is asynchronous. */
  | { readonly kind: 'expression'; readonly expression: string; readonly fields: readonly string[] }
  /** Into the form of the field that is written, see `fit`. Added behind the steps of a map by the live schema. */
  | { readonly kind: 'fit'; readonly to: Fit }

export type ExpressionStep = Extract<Transform, { kind: 'expression' }>
export type Computed = { readonly ok: true; readonly value: Canonical } | { readonly ok: false; readonly why: string }

/** What steps need from outside of the record. Total functions; the optional ones are absent where no map needs them. */
export interface MappingTools {
  /** Null when the text is no date, or no instant: text properties hold anything. */
  readonly noonOf: (date: string, timeZone: string) => string | null
  readonly dateOf: (instant: string, timeZone: string) => string | null
  /**
   * The owner of `to` who is the person with this id on the other side. Not `known`: nobody, or nobody active; `id` is then who
   * stands in by the connection's rules (the fallback owner in Salesforce), null for nobody.
   */
  readonly ownerOn?: (to: Side, id: string) => { readonly id: string | null; readonly known: boolean }
  /** The result that was computed before for these values; undefined: none was. */
  readonly computed?: (step: ExpressionStep, record: Values, value: Canonical) => Computed | undefined
}

/** What a transform may look at besides the value. */
export interface TransformContext extends MappingTools {
  readonly record: Values
  /** The side whose form is asked for; only the step `owner` needs it. */
  readonly to?: Side
}

export interface Transformed {
  readonly value: Canonical
  /** How many `default`, `fallback`, `otherwise` values and stand-ins for owners were used on the way. */
  readonly defaultsUsed: number
  /** A step could not bring the value into the form that was asked for: `value` must not be written. */
  readonly unconvertible: boolean
  /** Only with `unconvertible`: the first reason, for people; it holds no value. */
  readonly why?: string
}

/** Applies the steps in order. Total: never throws, as long as the zones of the steps exist (the config is checked for that). */
export function transform(steps: readonly Transform[], value: Canonical, context: TransformContext): Transformed {
  let current = value
  let defaultsUsed = 0
  let why: string | undefined
  for (const step of steps) {
    const next = applyStep(step, current, context)
    if (next.usedDefault) defaultsUsed += 1
    if (next.why !== undefined) why ??= next.why
    current = next.value === null || next.value.trim() === '' ? null : next.value
  }
  return why === undefined
    ? { value: current, defaultsUsed, unconvertible: false }
    : { value: current, defaultsUsed, unconvertible: true, why }
}

/** Fields of the same record that a step looks at, besides the map's own. */
export function fieldsOfStep(step: Transform): readonly string[] {
  switch (step.kind) {
    case 'fallback':
    case 'join':
    case 'expression':
      return step.fields
    case 'fallback-local-part':
      return [step.field]
    case 'phone':
    case 'state':
      return step.countryField === undefined ? [] : [step.countryField]
    case 'trim':
    case 'case':
    case 'default':
    case 'truncate':
    case 'value-map':
    case 'date-to-noon':
    case 'noon-to-date':
    case 'country':
    case 'split':
    case 'number':
    case 'boolean':
    case 'plain-text':
    case 'rich-text':
    case 'owner':
    case 'fit':
      return []
  }
}
