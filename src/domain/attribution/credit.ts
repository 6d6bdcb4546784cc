import { InvariantError } from '../errors.ts'
import type { Fraction } from './fraction.ts'
import { type Millionths, WHOLE } from './metrics.ts'

/**
 * One opportunity split by its touches' weights, in millionths that add up to exactly {@link WHOLE}, by the rule of
 * {@link splitByShares}; so counts by campaign or channel are sums of these parts and add up as money does.
 *
 * @param weights of all touches of one deal, in their order, adding up to 1.
 */
export const millionthsOf = (weights: readonly Fraction[]): Millionths[] => splitByWeights(WHOLE, weights)

/**
 * An amount split as a model splits it, by the rule of {@link splitByShares}: with the amount of an open deal, what each touch
 * would earn if it was won as it stands.
 *
 * @param weights of all touches of one deal, in their order, adding up to 1; none: nobody gets anything.
 */
export function splitByWeights(amountMinor: bigint, weights: readonly Fraction[]): bigint[] {
  if (weights.length === 0) return []
  const common = weights.reduce((lcm, { denominator }) => (lcm / gcd(lcm, denominator)) * denominator, 1n)
  return splitByShares(
    amountMinor,
    weights.map(({ numerator, denominator }) => numerator * (common / denominator)),
  )
}

const LARGEST = BigInt(Number.MAX_SAFE_INTEGER)

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b]
  while (y > LARGEST) [x, y] = [y, x % y]
  return y === 0n ? x : BigInt(gcdOfNumbers(Number(y), Number(x % y)))
}

/** Numbers are many times faster than bigints, and a division than `%`; the floor of a quotient of safe integers is exact. */
function gcdOfNumbers(a: number, b: number): number {
  let [m, n] = [a, b]
  while (n > 0) [m, n] = [n, m - n * Math.floor(m / n)]
  return m
}

function total(shares: readonly bigint[]): bigint {
  let sum = 0n
  let isNegative = false
  for (const share of shares) {
    sum += share
    isNegative ||= share < 0n
  }
  if (sum <= 0n || isNegative)
    throw new InvariantError('shares must be at least 0 and one of them more', { shares: shares.length })
  return sum
}

/** Each share over the sum of all, in lowest terms; the weights add up to exactly 1. @throws InvariantError on a negative share or a zero sum. */
export function weightsOf(shares: readonly bigint[]): Fraction[] {
  const sum = total(shares)
  // Most touches of a deal have the share of another.
  const known = new Map<bigint, Fraction>()
  return shares.map((share) => {
    const before = known.get(share)
    if (before !== undefined) return before
    const divisor = gcd(sum, share)
    const weight = { numerator: share / divisor, denominator: sum / divisor }
    known.set(share, weight)
    return weight
  })
}

/**
 * An integer amount split by shares, with nothing lost: every part is rounded towards zero, and the units that are left go one
 * each to the largest fractions, of equal ones to the earlier. A negative amount is the exact mirror of the positive one.
 *
 * @returns parts in the order of the shares; their sum is `amountMinor`.
 * @throws InvariantError on a negative share or a zero sum.
 */
export function splitByShares(amountMinor: bigint, shares: readonly bigint[]): bigint[] {
  const sum = total(shares)
  const negative = amountMinor < 0n
  const amount = negative ? -amountMinor : amountMinor
  const { parts, rests } = divided(amount, shares, sum)
  let left = amount
  for (const part of parts) left -= part
  if (left > 0n)
    for (const index of largestFirst(rests).slice(0, Number(left))) parts[index] = (parts[index] ?? 0n) + 1n
  return negative ? parts.map((part) => -part) : parts
}

interface Divided {
  /** Rounded towards zero. */
  readonly parts: bigint[]
  readonly rests: readonly (number | bigint)[]
}

/** `amount` times each share by `sum`. */
function divided(amount: bigint, shares: readonly bigint[], sum: bigint): Divided {
  if (amount * sum > LARGEST) {
    const products = shares.map((share) => amount * share)
    return { parts: products.map((product) => product / sum), rests: products.map((product) => product % sum) }
  }
  // No product is above the largest, so numbers are exact.
  const [times, by] = [Number(amount), Number(sum)]
  const products = shares.map((share) => times * Number(share))
  const rests = products.map((product) => product % by)
  return { parts: products.map((product, i) => BigInt((product - (rests[i] ?? 0)) / by)), rests }
}

const largestFirst = (rests: readonly (number | bigint)[]): number[] =>
  rests.map((_, index) => index).sort((a, b) => compare(rests[b], rests[a]) || a - b)

const compare = (a: number | bigint = 0, b: number | bigint = 0): number => (a < b ? -1 : a > b ? 1 : 0)
