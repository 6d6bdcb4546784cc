import { BLOCK_LIMIT } from '#domain/identity/blocking.ts'

export interface Blocks {
  /** Pairs of record numbers, left and right, that share a key, each once. */
  readonly pairs: readonly (readonly [number, number])[]
  /** Keys that too many share: nothing was compared by them. */
  readonly dropped: readonly string[]
}

/** Pairs worth comparing between two sides, as the product looks them up. */
export function pairsOf(sought: readonly (readonly string[])[], kept: readonly (readonly string[])[]): Blocks {
  const blocks = new Map<string, number[]>()
  kept.forEach((keys, i) => {
    for (const key of new Set(keys)) blocks.set(key, [...(blocks.get(key) ?? []), i])
  })
  const telling = new Map([...blocks].filter(([, block]) => block.length <= BLOCK_LIMIT))
  const pairs = sought.flatMap((keys, left) =>
    [...new Set(keys.flatMap((key) => telling.get(key) ?? []))].map((right) => [left, right] as const),
  )
  return { pairs, dropped: [...blocks.keys()].filter((key) => !telling.has(key)) }
}
