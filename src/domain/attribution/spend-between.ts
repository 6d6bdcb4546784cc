import type { LocalDate } from '../instant.ts'
import { epochDayOf } from '../time.ts'

/** Money that covers whole days, both ends in. */
export interface Spread {
  readonly fromOn: LocalDate
  readonly untilOn: LocalDate
  readonly amountMinor: bigint
}

/**
 * The part of an amount that lies on the days `from` to `until`, both ends in. The amount is spread evenly over its days; the minor
 * units that are left go one each to the first days, so any partition of the days adds up to the amount. A negative one mirrors
 * the positive one.
 *
 * @param from null: from the beginning; @param until null: to the end.
 * @returns 0 when the two do not meet. @throws RangeError on a date that does not exist.
 */
export function spendBetween(line: Spread, from: LocalDate | null, until: LocalDate | null): bigint {
  const first = from === null || from < line.fromOn ? line.fromOn : from
  const last = until === null || until > line.untilOn ? line.untilOn : until
  if (first > last) return 0n
  if (first === line.fromOn && last === line.untilOn) return line.amountMinor
  const start = epochDayOf(line.fromOn)
  const days = BigInt(epochDayOf(line.untilOn) - start + 1)
  const upTo = (day: LocalDate): bigint => BigInt(epochDayOf(day) - start + 1)
  return ofFirstDays(line.amountMinor, days, upTo(last)) - ofFirstDays(line.amountMinor, days, upTo(first) - 1n)
}

/** What lies on the first `count` of `days` days. */
function ofFirstDays(amountMinor: bigint, days: bigint, count: bigint): bigint {
  const amount = amountMinor < 0n ? -amountMinor : amountMinor
  const [each, left] = [amount / days, amount % days]
  const part = each * count + (count < left ? count : left)
  return amountMinor < 0n ? -part : part
}
