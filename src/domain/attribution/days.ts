import type { LocalDate } from '../instant.ts'
import { epochDayOf, plusDays } from '../time.ts'

/** Days, both ends in. */
export interface Days {
  readonly fromOn: LocalDate
  readonly untilOn: LocalDate
}

/** The same days in order, each once; none of them touches another. */
export function merged(lines: readonly Days[]): readonly Days[] {
  const all: Days[] = []
  for (const { fromOn, untilOn } of lines.toSorted((a, b) =>
    a.fromOn < b.fromOn ? -1 : a.fromOn > b.fromOn ? 1 : 0,
  )) {
    const last = all.at(-1)
    if (last === undefined || fromOn > plusDays(last.untilOn, 1)) all.push({ fromOn, untilOn })
    else if (untilOn > last.untilOn) all[all.length - 1] = { fromOn: last.fromOn, untilOn }
  }
  return all
}

/** Days that both have. */
export const both = (some: readonly Days[], others: readonly Days[]): readonly Days[] =>
  some.flatMap((one) =>
    others.flatMap((other) => {
      const fromOn = one.fromOn > other.fromOn ? one.fromOn : other.fromOn
      const untilOn = one.untilOn < other.untilOn ? one.untilOn : other.untilOn
      return fromOn > untilOn ? [] : [{ fromOn, untilOn }]
    }),
  )

/** What is left of `some`. @param taken days of `some`, in order. */
export function without(some: readonly Days[], taken: readonly Days[]): readonly Days[] {
  return some.flatMap(({ fromOn, untilOn }) => {
    const left: Days[] = []
    let next = fromOn
    for (const gone of taken.filter((each) => each.fromOn >= fromOn && each.untilOn <= untilOn)) {
      if (gone.fromOn > next) left.push({ fromOn: next, untilOn: plusDays(gone.fromOn, -1) })
      next = plusDays(gone.untilOn, 1)
    }
    return next > untilOn ? left : [...left, { fromOn: next, untilOn }]
  })
}

/** How many days these are, each counted once. */
export const countDays = (days: readonly Days[]): number =>
  merged(days).reduce((sum, { fromOn, untilOn }) => sum + epochDayOf(untilOn) - epochDayOf(fromOn) + 1, 0)
