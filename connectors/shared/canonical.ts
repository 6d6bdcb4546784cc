import type { Instant } from '#domain/instant.ts'
import { plainDecimal } from '#domain/mapping/decimal.ts'
import { sortedOptions, timeOfDay } from '#domain/mapping/fit.ts'
import { withLineFeeds } from '#domain/mapping/text.ts'
import type { Canonical, ValueType } from '#domain/mapping/value.ts'

/**
 * Native to canonical, for both platforms: HubSpot sends strings (sometimes epoch milliseconds where a date-time is due),
 * Salesforce JSON values and `+0000` date-times. Blank is null. A value that cannot be read as its type stays as it is, so
 * that nothing is lost and the rule that meets it can say so.
 */
export function toCanonical(type: ValueType, native: unknown): Canonical {
  if (native === null || native === undefined) return null
  const text = plainText(native)
  if (text === '') return null
  switch (type) {
    case 'email':
      return text.toLowerCase()
    case 'number':
      return plainDecimal(text) ?? text
    case 'boolean':
      return text.toLowerCase()
    case 'date':
      return toDate(text)
    case 'datetime':
      return toDateTime(text)
    case 'time':
      return timeOfDay(text) ?? text
    case 'multi-picklist':
      return sortedOptions(text)
    case 'text':
    case 'html':
      return withLineFeeds(text)
    case 'phone':
    case 'picklist':
    case 'reference':
      return text
  }
}

function plainText(native: unknown): string {
  if (typeof native === 'string') return native.trim()
  return typeof native === 'number' || typeof native === 'boolean' ? String(native) : JSON.stringify(native)
}

/** Epoch milliseconds of an ISO date-time (`Z`, `+0000`, `+00:00`), of epoch milliseconds as digits, or of a date; null when it is none. */
export function parseInstant(text: string): Instant | null {
  if (/^-?\d{9,}$/.test(text)) return Number(text)
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return null
  const at = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'))
  return Number.isNaN(at) ? null : at
}

function toDate(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return text
  const at = parseInstant(text)
  return at === null ? text : new Date(at).toISOString().slice(0, 10)
}

function toDateTime(text: string): string {
  const at = parseInstant(text)
  return at === null ? text : new Date(at).toISOString()
}
