import { createRandom } from '../../core/random.ts'

/** At least one value to choose from. */
export type Choices<T = string> = readonly [T, ...T[]]

/** Seeded choices; the same seed gives the same sequence on every machine. */
export interface Dice {
  /** In [from, to). */
  between(from: number, to: number): number
  /** Whole number in [from, to], both included. */
  whole(from: number, to: number): number
  chance(probability: number): boolean
  pick<T>(values: Choices<T>): T
  /** A copy in random order. */
  shuffle<T>(values: readonly T[]): T[]
}

export function createDice(seed: number): Dice {
  const random = createRandom(seed)
  const whole = (from: number, to: number) => from + Math.floor(random.next() * (to - from + 1))
  return {
    between: (from, to) => from + random.next() * (to - from),
    whole,
    chance: (probability) => random.next() < probability,
    pick: (values) => values[whole(0, values.length - 1)] ?? values[0],
    shuffle(values) {
      const keyed = values.map((value) => ({ value, key: random.next() }))
      return keyed.sort((a, b) => a.key - b.key).map(({ value }) => value)
    },
  }
}
