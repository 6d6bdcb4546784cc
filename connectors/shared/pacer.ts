/** Lets a few calls through at a time, so many on average: what was begun can be ended, then there is a longer pause. */
export interface Pacer {
  /** @returns milliseconds until calls go through again; 0: this one does, and is counted. */
  take(perMs: number, now: number): number
}

/** A batch of work that takes so many calls can be ended in one go. */
const CAPACITY = 60
/** Once none is left, nothing goes until there are so many again: or work would begin that cannot end. */
const ENOUGH = 30

export function createPacer(): Pacer {
  let left = ENOUGH
  let at: number | null = null
  let dry = false
  return {
    take: (perMs, now) => {
      if (at !== null) left = Math.min(CAPACITY, left + Math.max(0, now - at) / perMs)
      at = now
      if (left >= ENOUGH) dry = false
      if (dry || left < 1) {
        dry = true
        return Math.ceil((ENOUGH - left) * perMs)
      }
      left -= 1
      return 0
    },
  }
}
