import type { LocalDate } from '../instant.ts'
import { epochDayOf } from '../time.ts'
import type { Days } from './days.ts'
import type { Spread } from './spend-between.ts'

/** A line with those of its days that count. */
export interface SpreadOn {
  readonly whole: Spread
  readonly days: readonly Days[]
}

/**
 * What was spent on each day of a period: the same that `spendBetween` gives for the day, of all lines together.
 *
 * An amount is the same on all days of a line but for the minor units that are left, which go to its first days. So only the days
 * are noted on which the sum changes, and it takes as long as there are lines, not as they have days.
 *
 * @param to included; before `from`: there are no days. @throws RangeError on a date that does not exist.
 */
export function spendByDay(lines: readonly SpreadOn[], from: LocalDate, to: LocalDate): readonly bigint[] {
  const start = epochDayOf(from)
  const length = Math.max(0, epochDayOf(to) - start + 1)
  const steps = Array.from({ length: length + 1 }, () => 0n)
  const add = (first: number, last: number, amount: bigint): void => {
    const [low, high] = [Math.max(first - start, 0), Math.min(last - start, length - 1)]
    if (amount === 0n || low > high) return
    steps[low] = (steps[low] ?? 0n) + amount
    steps[high + 1] = (steps[high + 1] ?? 0n) - amount
  }
  for (const { whole, days } of lines) {
    const begins = epochDayOf(whole.fromOn)
    const count = BigInt(epochDayOf(whole.untilOn) - begins + 1)
    const [each, left] = [whole.amountMinor / count, whole.amountMinor % count]
    const [unit, lastWithMore] = left < 0n ? [-1n, begins - Number(left) - 1] : [1n, begins + Number(left) - 1]
    for (const { fromOn, untilOn } of days) {
      const [first, last] = [epochDayOf(fromOn), epochDayOf(untilOn)]
      add(first, last, each)
      add(first, Math.min(last, lastWithMore), unit)
    }
  }
  let sum = 0n
  return steps.slice(0, length).map((step) => (sum += step))
}
