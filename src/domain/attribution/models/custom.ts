import type { CustomWeights } from '../config.ts'
import { decimalFraction } from '../fraction.ts'
import type { PositionName } from '../positions.ts'
import { type Model, positional } from './journey.ts'

const POSITION_OF: readonly (readonly [keyof CustomWeights, PositionName])[] = [
  ['first', 'FT'],
  ['leadCreation', 'LC'],
  ['opportunityCreation', 'OC'],
  ['close', 'CW'],
]

/** Configurations are read seldom and deals credited often. */
const known = new WeakMap<CustomWeights, Model>()

/**
 * A positional model with shares of one's own, as the decimals that were written: 22.5 is exactly 225/10. A position whose share
 * is 0 is no milestone of the model: the touch that holds it is one of the others. Where nothing that has a share occurs in a
 * deal (only lead creation counts, and no touch holds it), no touch earns anything.
 *
 * @throws InvariantError on a share that is negative or not finite.
 */
export function customModel(weights: CustomWeights): Model {
  const compiled = known.get(weights) ?? compile(weights)
  known.set(weights, compiled)
  return compiled
}

function compile(weights: CustomWeights): Model {
  const exact = { others: decimalFraction(weights.others) }
  const milestones = POSITION_OF.map(([key, name]) => [name, decimalFraction(weights[key])] as const)
  // All denominators are powers of ten, so the largest is a multiple of each.
  const unit = [exact.others, ...milestones.map(([, share]) => share)].reduce(
    (largest, { denominator }) => (denominator > largest ? denominator : largest),
    1n,
  )
  const parts = milestones
    .map(([name, share]) => [name, share.numerator * (unit / share.denominator)] as const)
    .filter(([, part]) => part !== 0n)
  return positional(Object.fromEntries(parts), exact.others.numerator * (unit / exact.others.denominator))
}
