/** A scale on which equal distances are equal ratios. `at` gives 0 at its lower end and 1 at its upper end. */
export interface LogScale {
  readonly ticks: readonly number[]
  readonly at: (value: number) => number
}

const STEPS = [1, 2, 5]
/** With more, their names run into one another. */
const MOST_TICKS = 8
/** Values keep at least this ratio from the ends, so that none touches the frame. */
const MARGIN = 1.05

/**
 * For positive values that differ by more than `ratio`: on a linear scale the small ones would lie on one another.
 * The ends are round values, so that whatever is drawn stands between two that are named.
 * @returns null when a linear scale shows them well enough, or one of them is not positive.
 */
export function logScaleFor(values: readonly number[], ratio: number): LogScale | null {
  const lowest = Math.min(...values)
  const highest = Math.max(...values)
  if (values.length === 0 || lowest <= 0 || highest / lowest < ratio) return null
  const fine = ticksAround(lowest, highest, STEPS)
  const ticks = fine.length > MOST_TICKS ? ticksAround(lowest, highest, [1]) : fine
  const from = Math.log10(ticks[0] ?? lowest)
  const to = Math.log10(ticks.at(-1) ?? highest)
  return { ticks, at: (value) => (Math.log10(value) - from) / (to - from) }
}

/** Multiples of powers of ten from the last one below all values to the first one above them. */
function ticksAround(lowest: number, highest: number, steps: readonly number[]): readonly number[] {
  const first = Math.floor(Math.log10(lowest)) - 1
  const last = Math.ceil(Math.log10(highest)) + 1
  const all = Array.from({ length: last - first + 1 }, (_, i) =>
    steps.map((step) => powerOfTen(first + i, step)),
  ).flat()
  const start = all.findLastIndex((value) => value * MARGIN <= lowest)
  const end = all.findIndex((value) => value >= highest * MARGIN)
  return all.slice(start, end + 1)
}

/** Exact: 10 ** -3 * 5 is a little more than 0.005. */
const powerOfTen = (exponent: number, step: number): number => Number(`${step}e${exponent}`)
