import type { LocalDate } from '#domain/instant.ts'
import { epochDayOf, plusDays } from '#domain/time.ts'

/** The Monday of a day's week; 1 January 1970 was a Thursday. */
const mondayOf = (day: LocalDate): LocalDate => plusDays(day, -((((epochDayOf(day) + 3) % 7) + 7) % 7))

/** Of days in order, those of so many weeks up to the last: from a Monday on, so that a sum by week begins with a whole one. */
export function recentWeeks<D extends { readonly day: LocalDate }>(days: readonly D[], weeks: number): readonly D[] {
  const last = days.at(-1)
  if (last === undefined) return []
  const from = plusDays(mondayOf(last.day), -7 * (weeks - 1))
  return days.filter(({ day }) => day >= from)
}
