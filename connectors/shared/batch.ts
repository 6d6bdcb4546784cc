/** Slices of at most `size`, in order. */
export function chunk<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const out: T[][] = []
  for (let i = 0; i < items.length; i += size) out.push(items.slice(i, i + size))
  return out
}

/**
 * Batches of at most `size` in which no key comes twice, because both platforms refuse two writes of one record in one call.
 * Operations on the same record keep their order: the later one is in a later batch.
 */
export function batchesWithUniqueKeys<T>(
  items: readonly T[],
  size: number,
  keyOf: (item: T) => string | null,
): readonly (readonly T[])[] {
  const batches: { readonly items: T[]; readonly keys: Set<string> }[] = []
  const lastBatchOfKey = new Map<string, number>()
  let firstOpen = 0
  for (const item of items) {
    const key = keyOf(item)
    const from = key === null ? firstOpen : Math.max(firstOpen, (lastBatchOfKey.get(key) ?? -1) + 1)
    let at = from
    while ((batches[at]?.items.length ?? 0) >= size) at += 1
    const batch = batches[at] ?? { items: [], keys: new Set<string>() }
    batches[at] = batch
    batch.items.push(item)
    if (key !== null) lastBatchOfKey.set(key, at)
    while ((batches[firstOpen]?.items.length ?? 0) >= size) firstOpen += 1
  }
  return batches.map((batch) => batch.items)
}

/** Groups in the order of first appearance. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}

/** Works on the items at most `atOnce` at a time, beginning in order; rejects with the first failure once nothing runs any more. */
export async function severalAtOnce<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values()
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item)
  }
  const settled = await Promise.allSettled(Array.from({ length: Math.min(atOnce, items.length) }, worker))
  const failed = settled.find((result) => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}
