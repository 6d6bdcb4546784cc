import type { Instant } from '#domain/instant.ts'
import { IN_LIST_SIZE, QUERY_URL_LENGTH } from './spec.ts'

declare const soqlText: unique symbol
/** A finished piece of SOQL: only this file makes them, so user text cannot slip in unescaped. */
export interface Soql {
  readonly [soqlText]: true
  readonly text: string
}

const raw = (text: string): Soql => ({ text }) as Soql

/**
 * SOQL from a template: strings become quoted literals, numbers and booleans go in as they are, names and lists have to be
 * wrapped (`name`, `names`, `list`, `at`).
 */
export function soql(parts: TemplateStringsArray, ...holes: readonly (Soql | string | number | boolean)[]): Soql {
  return raw(parts.map((part, i) => part + (i < holes.length ? literal(holes[i] ?? '') : '')).join(''))
}

function literal(hole: Soql | string | number | boolean): string {
  if (typeof hole === 'string') return quote(hole)
  return typeof hole === 'object' ? hole.text : String(hole)
}

/** The backslash first, or the escapes of the rest would be escaped again. jsforce's query builder forgets it. */
function quote(value: string): string {
  const escaped = value
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
  return `'${escaped}'`
}

/** An object or field name, parent paths included. @throws RangeError for anything that is none. */
export function name(value: string): Soql {
  if (!/^[A-Za-z0-9_.]+$/.test(value)) throw new RangeError('a SOQL name has only letters, digits, "_" and "."')
  return raw(value)
}

export const names = (values: readonly string[]): Soql => raw(values.map((value) => name(value).text).join(', '))

/** `('a', 'b')` for IN. @throws RangeError when empty: SOQL has no empty list. */
export function list(values: readonly string[]): Soql {
  if (values.length === 0) throw new RangeError('an IN list needs a value')
  return raw(`(${values.map(quote).join(', ')})`)
}

/** A date-time literal, which is never quoted. */
export const at = (instant: Instant): Soql => raw(new Date(instant).toISOString())

/** Slices of values that fit into one query: by number and by their length in an address. */
export function inLists(values: readonly string[]): readonly (readonly string[])[] {
  const slices: string[][] = []
  let current: string[] = []
  let length = 0
  for (const value of values) {
    const size = encodeURIComponent(`${quote(value)}, `).length
    if (current.length > 0 && (current.length >= IN_LIST_SIZE || length + size > QUERY_URL_LENGTH)) {
      slices.push(current)
      current = []
      length = 0
    }
    current.push(value)
    length += size
  }
  if (current.length > 0) slices.push(current)
  return slices
}
