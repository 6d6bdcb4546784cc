/** Parts of at most `size`, in order. */
export function chunksOf<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, at) => values.slice(at * size, (at + 1) * size))
}

/** Parts whose costs add up to at most `limit` (a single dearer value makes a part of its own) and of at most `size`. */
export function chunksWithin<T>(
  values: readonly T[],
  size: number,
  limit: number,
  costOf: (value: T) => number,
): T[][] {
  const chunks: T[][] = []
  let current: T[] = []
  let cost = 0
  for (const value of values) {
    const next = costOf(value)
    if (current.length > 0 && (current.length === size || cost + next > limit)) {
      chunks.push(current)
      current = []
      cost = 0
    }
    current.push(value)
    cost += next
  }
  if (current.length > 0) chunks.push(current)
  return chunks
}
