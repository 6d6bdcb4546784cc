import type { LocalDate } from '../instant.ts'
import { minorDigits, roundHalfUpDiv } from '../money.ts'
import type { DatedRate } from './config.ts'

/** A rate as two integers: what one unit is worth is `numerator / denominator`. */
interface ExactRate {
  readonly numerator: bigint
  readonly denominator: bigint
}

/**
 * What one unit of a currency is worth in the connection's on that day: the newest row of the table that has begun by then.
 *
 * @param currency ISO 4217, any case.
 * @returns the plain decimal as the admin wrote it; null where the table has no row of that currency so early. There is no rate
 *   of 1 for what nobody knows.
 */
export function rateOn(rates: readonly DatedRate[], currency: string, day: LocalDate): string | null {
  const code = currency.toUpperCase()
  let newest: DatedRate | null = null
  for (const row of rates)
    if (row.currency.toUpperCase() === code && row.from <= day && (newest === null || row.from >= newest.from))
      newest = row
  return newest?.rate ?? null
}

function exactRate(rate: string): ExactRate | null {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(rate.trim())
  if (match === null) return null
  const [, whole = '', fraction = ''] = match
  return { numerator: BigInt(whole + fraction), denominator: 10n ** BigInt(fraction.length) }
}

/**
 * A whole amount in another currency, exact and rounded once, half up (away from zero, so a refund mirrors its sale). Only totals
 * are converted, and parts are parts of the converted total: parts that were converted one by one would not add up to it.
 *
 * @param amountMinor minor units of `from`; `rate` units of `to` are worth one unit of `from`, a plain decimal.
 * @returns minor units of `to`, also where the two have different digits (JPY 0, KWD 3); null when the rate is no plain decimal.
 */
export function convertMinor(amountMinor: bigint, from: string, to: string, rate: string): bigint | null {
  const exact = exactRate(rate)
  if (exact === null) return null
  return roundHalfUpDiv(
    amountMinor * exact.numerator * 10n ** BigInt(minorDigits(to)),
    exact.denominator * 10n ** BigInt(minorDigits(from)),
  )
}

/** An amount in the connection's currency, and by which rate it came to be that. */
export interface Converted {
  /** Null: there is no rate for that day. */
  readonly amountMinor: bigint | null
  /** Null: it needed none, or there is none. */
  readonly rate: string | null
}

/** The whole amount in the currency `to`, by the rate of `day`; as it is where it is in that currency already. */
export function convertOn(
  amount: { readonly amountMinor: bigint; readonly currency: string },
  to: string,
  rates: readonly DatedRate[],
  day: LocalDate,
): Converted {
  if (amount.currency.toUpperCase() === to.toUpperCase()) return { amountMinor: amount.amountMinor, rate: null }
  const rate = rateOn(rates, amount.currency, day)
  return rate === null
    ? { amountMinor: null, rate: null }
    : { amountMinor: convertMinor(amount.amountMinor, amount.currency, to, rate), rate }
}
