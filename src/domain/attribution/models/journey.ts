import type { PositionName, Positions } from '../positions.ts'
import type { Touch } from '../touch.ts'

/** Which touches besides its milestones a positional model credits: all up to the close, or only those between its first and last. */
export const MIDDLES = ['all', 'between_milestones'] as const
export type Middle = (typeof MIDDLES)[number]

/** What a model sees of a deal. `touches` are eligible, ordered and at least one. */
export interface Journey {
  readonly touches: readonly Touch[]
  readonly positions: Positions
  readonly middle: Middle
}

/**
 * Splits one deal over its touches: a share for each touch, in their order, as integers >= 0. A touch's weight is its share over
 * the sum of all, so a model need not normalise; where all are 0 no touch earns anything.
 */
export type Model = (journey: Journey) => readonly bigint[]

/** Everything to one touch. */
export const allTo = (length: number, index: number): readonly bigint[] =>
  Array.from({ length }, (_, i) => (i === index ? 1n : 0n))

/**
 * A positional model: each milestone has a part, a touch that holds several adds them, and the other touches share `others`
 * equally. The part of a milestone that no touch holds, and `others` when there is no other touch, drop out; what remains is
 * the whole.
 *
 * @param parts in any common unit, e.g. percent.
 */
export function positional(parts: Readonly<Partial<Record<PositionName, bigint>>>, others: bigint): Model {
  const milestones = Object.entries(parts) as [PositionName, bigint][]
  return ({ touches, positions, middle }) => {
    const held = touches.map(() => 0n)
    let [first, last] = [touches.length, -1]
    for (const [name, part] of milestones) {
      const index = positions[name]
      if (index === null) continue
      held[index] = (held[index] ?? 0n) + part
      first = Math.min(first, index)
      last = Math.max(last, index)
    }
    const isOther = (index: number): boolean =>
      held[index] === 0n && (middle === 'all' || (first < index && index < last))
    const count = BigInt(touches.filter((_, index) => isOther(index)).length)
    // Every part times the number of others, so that one other's share is a whole number.
    const unit = count === 0n ? 1n : count
    return held.map((part, index) => (isOther(index) ? others : part * unit))
  }
}
