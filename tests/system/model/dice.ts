import { createRandom } from '#sandbox/core/random.ts'

/** Choices that are the same for the same seed. */
export interface Dice {
  below(n: number): number
  chance(share: number): boolean
  /** @throws when there is nothing to choose from. */
  oneOf<T>(of: readonly T[]): T
  /** By weight. */
  weighed<T>(of: readonly (readonly [weight: number, what: T])[]): T
}

export function dice(seed: number): Dice {
  const random = createRandom(seed)
  const below = (n: number): number => Math.floor(random.next() * n)
  const oneOf = <T>(of: readonly T[]): T => {
    if (of.length === 0) throw new Error('nothing to choose from')
    return of[below(of.length)] as T
  }
  return {
    below,
    oneOf,
    chance: (share) => random.next() < share,
    weighed: (of) => {
      let left = random.next() * of.reduce((sum, [weight]) => sum + weight, 0)
      for (const [weight, what] of of) {
        left -= weight
        if (left < 0) return what
      }
      return oneOf(of)[1]
    },
  }
}
