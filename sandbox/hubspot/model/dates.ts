import { isoDay, isoInstant, parseInstant } from '../time.ts'
import type { WriteRules } from './values.ts'

/** A written date in stored form, and the milliseconds it was taken for where that is not what was written. */
export type ReadDate =
  | { readonly ok: true; readonly value: string; readonly normalizedTo: string | null }
  | { readonly ok: false; readonly error: string; readonly message: string }

const dayMs = 86_400_000

/** Fewer digits than any date of the last forty years has in milliseconds. */
const seconds = /^-?\d{1,11}$/

/**
 * `date` takes YYYY-MM-DD or midnight UTC, `datetime` ISO 8601, both also epoch milliseconds:
 * https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide
 * From 2026-09 on other times of day and seconds are taken too, with a warning, also for a day written as an instant:
 * https://developers.hubspot.com/changelog/crm-api-write-validation-enforcement
 */
export function readDate(type: 'date' | 'datetime', text: string, rules: WriteRules): ReadDate {
  const parsed = parseInstant(text)
  if (parsed === null) {
    return type === 'date'
      ? { ok: false, error: 'INVALID_DATE', message: `${text} was not a valid date.` }
      : { ok: false, error: 'INVALID_LONG', message: `${text} was not a valid long.` }
  }
  const isSeconds = rules === 'enforced' && seconds.test(text)
  const at = isSeconds ? parsed * 1_000 : parsed
  if (type === 'datetime') return { ok: true, value: isoInstant(at), normalizedTo: isSeconds ? String(at) : null }
  const midnight = Math.floor(at / dayMs) * dayMs
  if (rules === 'enforced') {
    const isUsual = /^\d{4}-\d{2}-\d{2}$/.test(text) || text === String(midnight)
    return { ok: true, value: isoDay(midnight), normalizedTo: isUsual ? null : String(midnight) }
  }
  return at === midnight ? { ok: true, value: isoDay(at), normalizedTo: null } : notMidnight(text, at)
}

function notMidnight(text: string, at: number): ReadDate {
  const time = new Date(at)
  const clock = `${time.getUTCHours()}:${time.getUTCMinutes()}:${time.getUTCSeconds()}.${time.getUTCMilliseconds()}`
  return { ok: false, error: 'INVALID_DATE', message: `${text} is at ${clock} UTC, not midnight!` }
}
