import { InvariantError } from '../errors.ts'

/** A rational number; the denominator is > 0. */
export interface Fraction {
  readonly numerator: bigint
  readonly denominator: bigint
}

/**
 * A number as the decimal a person wrote: 0.1 is exactly 1/10, 22.5 is 225/10. Not reduced.
 *
 * @throws InvariantError on a number that is not finite.
 */
export function decimalFraction(value: number): Fraction {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value))
  if (match === null)
    throw new InvariantError('a share or percentage must be a finite number', { value: String(value) })
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  const digits = BigInt(sign + whole + fraction)
  const scale = fraction.length - Number(exponent)
  return scale > 0
    ? { numerator: digits, denominator: 10n ** BigInt(scale) }
    : { numerator: digits * 10n ** BigInt(-scale), denominator: 1n }
}
