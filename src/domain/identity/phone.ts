import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { CountryCode } from 'libphonenumber-js/max'
import { isPlaceholder } from './placeholder.ts'

export interface Phone {
  /** "+4930123456". */
  readonly e164: string
  /** Digits; absent when the number has none. */
  readonly extension?: string
}

/**
 * One phone number in E.164 form with its extension apart.
 *
 * @param defaultCountry ISO 3166-1 alpha-2, read for numbers without "+"; null or unknown: such numbers are not read.
 * @returns null for a placeholder, letters, two numbers in one field, or a number that its country does not have. Total: throws nothing.
 */
export function readPhone(raw: string, defaultCountry: string | null): Phone | null {
  if (isPlaceholder(raw) || holdsTwo(raw, defaultCountry)) return null
  return parse(raw, defaultCountry)
}

/** The E.164 form alone, see `readPhone`: the number as it is compared and stored. */
export function normalizePhone(raw: string, defaultCountry: string | null): string | null {
  return readPhone(raw, defaultCountry)?.e164 ?? null
}

function parse(raw: string, defaultCountry: string | null): Phone | null {
  const country = defaultCountry?.trim().toUpperCase() ?? ''
  const options = isSupportedCountry(country)
    ? { defaultCountry: country as CountryCode, extract: false }
    : { extract: false }
  const number = parsePhoneNumberFromString(raw.trim(), options)
  if (number === undefined || !number.isValid()) return null
  return { e164: number.number, ...(number.ext === undefined ? {} : { extension: number.ext }) }
}

/** A slash may be part of a number ("030/1234567"), so it only parts two if each side is a number by itself. */
function holdsTwo(raw: string, defaultCountry: string | null): boolean {
  const parts = raw.split(/[,;/|\n]|\s(?:or|and|oder|und)\s/i).filter((part) => part.trim() !== '')
  return parts.length > 1 && parts.filter((part) => parse(part, defaultCountry) !== null).length > 1
}
