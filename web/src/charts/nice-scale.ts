/** Axis from at most `low` to at least `high` with about `count` steps of 1, 2, 2.5 or 5 times a power of ten. */
export function niceScale(
  low: number,
  high: number,
  count: number,
): { readonly from: number; readonly to: number; readonly ticks: readonly number[] } {
  const span = high - low || 1
  const rough = span / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 2.5, 5, 10].find((multiple) => multiple * power >= rough) ?? 10) * power
  const first = Math.floor(low / step)
  const last = Math.max(first + 1, Math.ceil(high / step))
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step)
  return { from: first * step, to: last * step, ticks }
}
