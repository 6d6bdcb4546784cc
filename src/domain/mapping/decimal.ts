/**
 * "1500.00" -> "1500", "1.5E3" -> "1500", "-0" -> "0"; null when it is no number. Works on digits, so no precision is lost.
 */
export function plainDecimal(text: string): string | null {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,3}))?$/.exec(text)
  if (!match) return null
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  if (whole === '' && fraction === '') return null
  const shift = Number(exponent)
  const digits = whole + fraction
  const point = whole.length + shift
  const padded = point < 0 ? '0'.repeat(-point) + digits : digits.padEnd(point, '0')
  const at = Math.max(point, 0)
  const integer = padded.slice(0, at).replace(/^0+(?=\d)/, '') || '0'
  const rest = padded.slice(at).replace(/0+$/, '')
  const magnitude = rest === '' ? integer : `${integer}.${rest}`
  return sign === '-' && magnitude !== '0' ? `-${magnitude}` : magnitude
}

/** A plain decimal as whole units of 10^-scale. */
interface Scaled {
  readonly units: bigint
  readonly scale: number
}

function scaled(plain: string): Scaled {
  const [whole = '0', fraction = ''] = plain.split('.')
  return { units: BigInt(whole + fraction), scale: fraction.length }
}

function unscaled({ units, scale }: Scaled): string {
  const negative = units < 0n
  const digits = (negative ? -units : units).toString().padStart(scale + 1, '0')
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`
  return plainDecimal(negative ? `-${text}` : text) ?? '0'
}

/** Below 0, 0 or above 0 as `a` is less than, equal to or more than `b`; both are plain decimals. Exact at any length. */
export function compareDecimals(a: string, b: string): number {
  const left = scaled(a)
  const right = scaled(b)
  const scale = Math.max(left.scale, right.scale)
  const difference = left.units * 10n ** BigInt(scale - left.scale) - right.units * 10n ** BigInt(scale - right.scale)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

export const ROUNDINGS = ['half-up', 'half-even', 'down', 'up'] as const
/** `half-up`: halves away from zero. `down`: towards zero. `up`: away from zero. */
export type Rounding = (typeof ROUNDINGS)[number]

/** At most `scale` digits after the point. @param plain a plain decimal. */
export function roundDecimal(plain: string, scale: number, rounding: Rounding = 'half-up'): string {
  const from = scaled(plain)
  if (from.scale <= scale) return plain
  const unit = 10n ** BigInt(from.scale - scale)
  const kept = from.units / unit
  const rest = from.units % unit
  return unscaled({ units: kept + awayFromZero(kept, rest, unit, rounding), scale })
}

function awayFromZero(kept: bigint, rest: bigint, unit: bigint, rounding: Rounding): bigint {
  const size = rest < 0n ? -rest : rest
  const step = rest < 0n ? -1n : 1n
  switch (rounding) {
    case 'down':
      return 0n
    case 'up':
      return size > 0n ? step : 0n
    case 'half-up':
      return size * 2n >= unit ? step : 0n
    case 'half-even':
      return size * 2n > unit || (size * 2n === unit && kept % 2n !== 0n) ? step : 0n
  }
}

/** The exact product of two plain decimals. */
export function timesDecimal(a: string, b: string): string {
  const left = scaled(a)
  const right = scaled(b)
  return unscaled({ units: left.units * right.units, scale: left.scale + right.scale })
}

/** The number that a double keeps of it: what a platform that stores doubles gives back. */
export function asDouble(plain: string): string {
  return plain.length <= 15 ? plain : (plainDecimal(String(Number(plain))) ?? plain)
}
