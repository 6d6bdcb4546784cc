import { minorDigits } from '#domain/money.ts'
import { NOT_AVAILABLE } from './numbers.ts'

/** Exact to the minor unit, however large. @param minor whole minor units; null = n/a. */
export function formatMoney(minor: string | null, currency: string): string {
  return minor === null ? NOT_AVAILABLE : format(currency, {}).format(decimal(minor, currency))
}

/** Without minor units; for tiles and totals, with the exact amount on hover. */
export function formatMoneyWhole(minor: string, currency: string): string {
  return format(currency, { maximumFractionDigits: 0 }).format(decimal(minor, currency))
}

/** "$1.2M"; for axes. @param amount major units. */
export function formatMoneyShort(amount: number, currency: string): string {
  return format(currency, { notation: 'compact', maximumFractionDigits: 1 }).format(amount)
}

/** For drawing only: a number may have lost cents. */
export function toMajor(minor: string, currency: string): number {
  return Number(decimal(minor, currency))
}

/** "-1234" with 2 digits is "-12.34". Intl formats decimal strings without going through a floating-point number. */
function decimal(minor: string, currency: string): `${number}` {
  const digits = minorDigits(currency)
  const sign = minor.startsWith('-') ? '-' : ''
  const units = minor.slice(sign.length).padStart(digits + 1, '0')
  const at = units.length - digits
  return `${sign}${units.slice(0, at)}${digits === 0 ? '' : '.'}${units.slice(at)}` as `${number}`
}

/** To make one costs more than to use it a hundred times, and a table has hundreds of amounts. */
const formats = new Map<string, Intl.NumberFormat>()

function format(currency: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${currency} ${JSON.stringify(options)}`
  const known = formats.get(key) ?? new Intl.NumberFormat(undefined, { style: 'currency', currency, ...options })
  formats.set(key, known)
  return known
}
