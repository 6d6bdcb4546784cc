import type { Model } from './journey.ts'

const HALF_LIFE_MS = 7 * 86_400_000
/** Powers of two are not rational in general; all shares lie on this grid, and the rest is exact. */
const GRID = 2 ** 53

/**
 * A touch 7 days before another has half its share, continuously. Measured back from the latest touch instead of the close:
 * the same proportions, and the latest touch never fades to nothing however old it is.
 */
export const timeDecay7d: Model = ({ touches }) => {
  const latest = touches.at(-1)?.at ?? 0
  return touches.map((touch) => BigInt(Math.round(2 ** ((touch.at - latest) / HALF_LIFE_MS) * GRID)))
}
