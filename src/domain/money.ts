import { InvariantError } from './errors.ts'

/**
 * Currencies whose minor unit is not a hundredth: code to number of digits.
 * Source: ISO 4217, list one, https://www.six-group.com/en/products-services/financial-information/data-standards.html
 */
const MINOR_DIGITS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((c) => [c, 0]),
  ),
  ...Object.fromEntries('BHD IQD JOD KWD LYD OMR TND'.split(' ').map((c) => [c, 3])),
  CLF: 4,
  UYW: 4,
}

/** Digits of the minor unit: USD 2 (also for an unknown code), JPY 0, KWD 3. `currency` is an ISO 4217 code, any case. */
export const minorDigits = (currency: string): number => MINOR_DIGITS[currency.toUpperCase()] ?? 2

/** `numerator / denominator` to the nearest integer, halves away from zero, so a refund mirrors its sale. @throws InvariantError on 0. */
export function roundHalfUpDiv(numerator: bigint, denominator: bigint): bigint {
  if (denominator === 0n) throw new InvariantError('division of an amount by zero')
  const negative = numerator < 0n !== denominator < 0n
  const [n, d] = [numerator < 0n ? -numerator : numerator, denominator < 0n ? -denominator : denominator]
  const quotient = (2n * n + d) / (2n * d)
  return negative ? -quotient : quotient
}

interface Decimal {
  readonly digits: bigint
  readonly scale: number
}

function parseDecimal(text: string): Decimal | null {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text.trim())
  if (match === null) return null
  const [, sign = '', whole = '', fraction = ''] = match
  if (whole === '' && fraction === '') return null
  const digits = BigInt(whole + fraction)
  return { digits: sign === '-' ? -digits : digits, scale: fraction.length }
}

const powerOfTen = (exponent: number): bigint => 10n ** BigInt(exponent)

/**
 * A decimal amount as integer minor units, exactly: ("1500.5", "USD") is 150050n.
 *
 * @param decimal plain notation, "." before the fraction, no grouping and no exponent.
 * @returns null when the text is not such a number (blank included) or is finer than the currency ("0.005" USD); zeros beyond
 *   its digits are fine.
 */
export function toMinor(decimal: string, currency: string): bigint | null {
  const parsed = parseDecimal(decimal)
  if (parsed === null) return null
  const shift = minorDigits(currency) - parsed.scale
  if (shift >= 0) return parsed.digits * powerOfTen(shift)
  const divisor = powerOfTen(-shift)
  return parsed.digits % divisor === 0n ? parsed.digits / divisor : null
}

/** As {@link toMinor}, but finer digits are rounded half up (away from zero). null only for text that is not a number. */
export function toMinorHalfUp(decimal: string, currency: string): bigint | null {
  const parsed = parseDecimal(decimal)
  if (parsed === null) return null
  return roundHalfUpDiv(parsed.digits * powerOfTen(minorDigits(currency)), powerOfTen(parsed.scale))
}

/** Minor units as a decimal with all digits of the currency: (150050n, "USD") is "1500.50", (-5n, "JPY") is "-5". */
export function fromMinor(amountMinor: bigint, currency: string): string {
  const digits = minorDigits(currency)
  const text = (amountMinor < 0n ? -amountMinor : amountMinor).toString().padStart(digits + 1, '0')
  const cut = text.length - digits
  const fraction = digits === 0 ? '' : `.${text.slice(cut)}`
  return `${amountMinor < 0n ? '-' : ''}${text.slice(0, cut)}${fraction}`
}

/** Minor units as the canonical number of the mapping layer: as {@link fromMinor} without trailing zeros, "1500.5", "1500". */
export function fromMinorCanonical(amountMinor: bigint, currency: string): string {
  const decimal = fromMinor(amountMinor, currency)
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal
}

/** For people, the same in every locale: (1000553400n, "USD") is "10,005,534.00 USD". */
export function formatMoney(amountMinor: bigint, currency: string): string {
  const [whole = '', fraction] = fromMinor(amountMinor, currency).split('.')
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',')
  return `${grouped}${fraction === undefined ? '' : `.${fraction}`} ${currency.toUpperCase()}`
}
