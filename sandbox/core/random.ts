/** Numbers that look random and are the same on every run: the state is one integer, so a snapshot can keep it. */
export interface SeededRandom {
  /** In [0, 1). */
  next(): number
  state(): number
  restore(state: number): void
}

/** Mulberry32. */
export function createRandom(seed: number): SeededRandom {
  let state = seed >>> 0
  return {
    next() {
      state = (state + 0x6d2b79f5) >>> 0
      let t = state
      t = Math.imul(t ^ (t >>> 15), t | 1)
      t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
      return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
    },
    state: () => state,
    restore(saved) {
      state = saved >>> 0
    },
  }
}

/** A version 4 shaped UUID drawn from a seeded sequence. */
export function uuidFrom(random: SeededRandom): string {
  let hex = ''
  while (hex.length < 32)
    hex += Math.floor(random.next() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
