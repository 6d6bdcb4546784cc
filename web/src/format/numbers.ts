/** Shown wherever a denominator is 0: neither 0 nor infinity would be true. */
export const NOT_AVAILABLE = 'n/a'

const whole = new Intl.NumberFormat()
export const formatCount = (count: number): string => whole.format(count)

/** "84 %" of a whole; n/a when the whole is 0. Shares that are not 0 or 1 never read as 0 % or 100 %. */
export function formatShare(part: number, of: number): string {
  if (of === 0) return NOT_AVAILABLE
  const percent = (part / of) * 100
  const rounded = Math.round(percent)
  const honest = (rounded === 0 && part > 0) || (rounded === 100 && part < of)
  return `${honest ? percent.toFixed(1) : rounded} %`
}

/** "1.62×"; n/a when there is no spend. */
export function formatRatio(ratio: number | null): string {
  return ratio === null ? NOT_AVAILABLE : `${ratio.toFixed(2)}×`
}

/** "1 record", "3 records". */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}
