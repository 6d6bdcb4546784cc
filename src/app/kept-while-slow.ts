/** Quicker reads are done anew each time: nobody waits for them. */
const SLOW_MS = 150
/** Older figures are not shown as those of now. */
const OLDEST_MS = 60_000

interface Options {
  /** Milliseconds that only grow. */
  readonly ticks?: () => number
}

/**
 * A read that takes long on much data and little on few. While it is slow, what was read last is given at once and read anew beside, so
 * that a page paints in a moment and is right with its next look; at most one runs at a time. A read that fails is told to whoever
 * has nothing else to be shown.
 */
export function keptWhileSlow<T>(
  read: () => Promise<T>,
  { ticks = () => performance.now() }: Options = {},
): () => Promise<T> {
  let kept: { readonly value: T; readonly at: number; readonly tookMs: number } | undefined
  let running: Promise<T> | undefined
  const readAnew = (): Promise<T> => {
    running ??= (async () => {
      const at = ticks()
      try {
        const value = await read()
        kept = { value, at, tookMs: ticks() - at }
        return value
      } finally {
        running = undefined
      }
    })()
    return running
  }
  return () => {
    if (kept === undefined || kept.tookMs < SLOW_MS || ticks() - kept.at > OLDEST_MS) return readAnew()
    readAnew().catch(() => undefined)
    return Promise.resolve(kept.value)
  }
}
