/** A scale on which equal distances are equal ratios. `at` gives 0 at its lower end and 1 at its upper end. */
export interface LogScale {
  readonly ticks: readonly number[]
  readonly at: (value: number) => number
}

const STEPS = [1, 2, 5]

/**
 * For positive values that differ by more than `ratio`: on a linear scale the small ones would lie on one another.
 * The ends lie at half the smallest and twice the largest value at the most, so that no value touches the frame.
 * @returns null when a linear scale shows them well enough, or one of them is not positive.
 */
export function logScaleFor(values: readonly number[], ratio: number): LogScale | null {
  const lowest = Math.min(...values)
  const highest = Math.max(...values)
  if (values.length === 0 || lowest <= 0 || highest / lowest < ratio) return null
  const from = Math.log10(lowest / 1.5)
  const to = Math.log10(highest * 1.5)
  const decades = Array.from({ length: Math.ceil(to) - Math.floor(from) + 1 }, (_, i) => Math.floor(from) + i)
  const all = decades.flatMap((decade) => STEPS.map((step) => step * 10 ** decade))
  const inside = all.filter((value) => Math.log10(value) >= from && Math.log10(value) <= to)
  return {
    // Over many decades only the powers of ten have room.
    ticks: inside.length > 8 ? inside.filter((value) => Number.isInteger(Math.log10(value))) : inside,
    at: (value) => (Math.log10(value) - from) / (to - from),
  }
}
