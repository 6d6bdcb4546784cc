import { isLocalDate, parseInstant, formatInstant } from '../time.ts'
import { asDouble, plainDecimal, roundDecimal } from './decimal.ts'
import { withLineFeeds } from './text.ts'
import type { Canonical, ValueType } from './value.ts'

/** What a field can hold, as far as it changes the form of a value. */
export interface Fit {
  readonly type: ValueType
  /** Digits after the point that the field keeps; absent: all. */
  readonly scale?: number
  /** Digits before the point that it holds; absent: any number of them. */
  readonly whole?: number
  /** UTF-16 code units of a text; absent: any number of them. */
  readonly length?: number
  /** `double`: the platform keeps 15 to 17 digits. */
  readonly digits?: 'double' | 'all'
  /** `second`: instants are stored in whole seconds. */
  readonly instants?: 'second' | 'millisecond'
}

export type Fitted = { readonly ok: true; readonly value: Canonical } | { readonly ok: false; readonly why: string }

const YES: ReadonlySet<string> = new Set(['true', 'yes', 'y', '1', 'on'])
const NO: ReadonlySet<string> = new Set(['false', 'no', 'n', '0', 'off'])

/**
 * A value in the canonical form of a field, exactly as the field will give it back, so that what was written is never taken
 * for an edit. Idempotent. A value that has no such form is refused with a reason: sent all the same, it could make a platform
 * refuse the whole batch it travels in. Blank stays blank.
 */
export function fit(value: Canonical, to: Fit): Fitted {
  if (value === null) return good(null)
  const fitted = inForm(value, to)
  if (!fitted.ok || to.length === undefined || (fitted.value?.length ?? 0) <= to.length) return fitted
  return no(`it is longer than the ${to.length} characters of the field`)
}

function inForm(value: string, to: Fit): Fitted {
  switch (to.type) {
    case 'number':
      return fitNumber(value.trim(), to)
    case 'boolean':
      return fitBoolean(value.trim().toLowerCase())
    case 'date':
      return isLocalDate(value) ? good(value) : no('it is no date like 2026-03-31')
    case 'datetime':
      return fitInstant(value, to)
    case 'time':
      return fitTime(value.trim())
    case 'multi-picklist':
      return good(sortedOptions(value))
    case 'email':
      return good(value.trim().toLowerCase())
    case 'text':
    case 'html':
      return good(withLineFeeds(value))
    case 'phone':
    case 'picklist':
    case 'reference':
      return good(value)
  }
}

const good = (value: Canonical): Fitted => ({ ok: true, value })
const no = (why: string): Fitted => ({ ok: false, why })

function fitNumber(text: string, { scale, whole, digits }: Fit): Fitted {
  const plain = plainDecimal(text)
  if (plain === null) return no('it is no number')
  const rounded = scale === undefined ? plain : roundDecimal(plain, scale)
  const before = /^-?0*(\d*)/.exec(rounded)?.[1] ?? ''
  if (whole !== undefined && before.length > whole) return no('it is larger than the field can hold')
  return good(digits === 'double' ? asDouble(rounded) : rounded)
}

function fitBoolean(word: string): Fitted {
  if (YES.has(word)) return good('true')
  return NO.has(word) ? good('false') : no('it is neither yes nor no')
}

function fitInstant(text: string, { instants }: Fit): Fitted {
  const at = parseInstant(text)
  if (at === null) return no('it is no date and time with a zone')
  return good(formatInstant(instants === 'second' ? Math.floor(at / 1000) * 1000 : at))
}

/** "9:05", "09:05:00", "09:05:00.000Z". Null: no time of day. */
export function timeOfDay(text: string): string | null {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?Z?$/.exec(text)
  if (match === null) return null
  const [, hour = '', minute = '', second = '00', fraction = ''] = match
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  return `${hour.padStart(2, '0')}:${minute}:${second}.${fraction.padEnd(3, '0')}`
}

function fitTime(text: string): Fitted {
  const time = timeOfDay(text)
  return time === null ? no('it is no time of day like 09:30') : good(time)
}

/** Options of a multi-picklist, each once, in one order; null when there is none. A leading ";" asks HubSpot to add, so it never stays. */
export function sortedOptions(text: string): Canonical {
  const options = text
    .split(';')
    .map((option) => option.trim())
    .filter((option) => option !== '')
  return options.length === 0 ? null : [...new Set(options)].sort().join(';')
}
