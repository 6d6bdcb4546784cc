import type { Canonical, ValueType } from '#domain/mapping/value.ts'
import type { Instant } from '#domain/instant.ts'

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
    case 'multi-picklist':
      return sortedOptions(text)
    case 'text':
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

function sortedOptions(text: string): Canonical {
  const options = text
    .split(';')
    .map((option) => option.trim())
    .filter((option) => option !== '')
  return options.length === 0 ? null : [...new Set(options)].sort().join(';')
}

/** "1500.00" -> "1500", "1.5E3" -> "1500", "-0" -> "0"; null when it is no number. Works on digits, so no precision is lost. */
export function plainDecimal(text: string): string | null {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,3}))?$/.exec(text)
  if (!match) return null
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  if (whole === '' && fraction === '') return null
  const shift = Number(exponent)
  const digits = whole + fraction
  const point = whole.length + shift
  const padded = point < 0 ? '0'.repeat(-point) + digits : digits.padEnd(point, '0')
  const cut = Math.max(point, 0)
  const integer = padded.slice(0, cut).replace(/^0+(?=\d)/, '') || '0'
  const rest = padded.slice(cut).replace(/0+$/, '')
  const magnitude = rest === '' ? integer : `${integer}.${rest}`
  return sign === '-' && magnitude !== '0' ? `-${magnitude}` : magnitude
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
