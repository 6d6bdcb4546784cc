import { UsageError } from '../errors.ts'
import { splitByShares, weightsOf } from './credit.ts'
import type { Fraction } from './fraction.ts'
import { type CustomModels, type ModelName, modelOf } from './models/index.ts'
import type { Middle } from './models/journey.ts'
import { type PositionName, positionsOf } from './positions.ts'
import { type Deal, eligibleTouches } from './touch.ts'

export { creditPaths } from './paths.ts'

export interface CreditOptions {
  /** Days of 24 h before the close in which touches count, that instant included; absent: all. */
  readonly lookbackDays?: number | undefined
  /** For the positional models; absent: `all`. */
  readonly middle?: Middle | undefined
  /** Models of one's own, by the names under which `model` asks for them. */
  readonly customModels?: CustomModels | undefined
}

export interface Credit {
  readonly touchId: string
  /** In lowest terms. */
  readonly weight: Fraction
  readonly amountMinor: bigint
}

export interface DealCredit {
  /** One for each eligible touch in order of (instant, id), also where the weight is 0; empty when no touch earned anything. */
  readonly credits: readonly Credit[]
  /** Touch ids; null: no touch holds the position. */
  readonly positions: Readonly<Record<PositionName, string | null>>
  /** The whole amount when no touch earned anything, else 0n. It is shown as a row of its own, never spread. */
  readonly unattributedMinor: bigint
}

/**
 * Which touch earned how much of a deal. Weights are exact and add up to 1; the credits plus `unattributedMinor` are the amount
 * to the minor unit; a refund (negative amount) is the exact mirror of its sale; the order of contacts and touches in the deal
 * does not matter. An amount of 0 credits 0 to every touch. In JSON bigints are decimal strings: {@link creditInJson}.
 *
 * @param model a name of `MODELS` or of `options.customModels`.
 * @throws UsageError on a model that does not exist, and on an amount that is no integer.
 */
export function creditDeal(deal: Deal, model: ModelName | (string & {}), options: CreditOptions = {}): DealCredit {
  const sharesOf = modelOf(model, options.customModels)
  const amountMinor = amountOf(deal)
  const touches = eligibleTouches(deal, options.lookbackDays)
  const positions = positionsOf(deal, touches)
  const idAt = (index: number | null): string | null => (index === null ? null : (touches[index]?.id ?? null))
  const ids = { FT: idAt(positions.FT), LC: idAt(positions.LC), OC: idAt(positions.OC), CW: idAt(positions.CW) }
  const shares = touches.length === 0 ? [] : sharesOf({ touches, positions, middle: options.middle ?? 'all' })
  if (shares.every((share) => share === 0n)) return { credits: [], positions: ids, unattributedMinor: amountMinor }
  const weights = weightsOf(shares)
  const amounts = splitByShares(amountMinor, shares)
  const credits: Credit[] = []
  for (const [index, { id }] of touches.entries()) {
    const [weight, amount] = [weights[index], amounts[index]]
    if (weight !== undefined && amount !== undefined) credits.push({ touchId: id, weight, amountMinor: amount })
  }
  return { credits, positions: ids, unattributedMinor: 0n }
}

function amountOf({ id, amountMinor }: Deal): bigint {
  const isWhole = typeof amountMinor === 'number' ? Number.isSafeInteger(amountMinor) : isInteger(amountMinor)
  if (!isWhole) throw new UsageError(`the amount ${amountMinor} of deal ${id} is no whole number of minor units`)
  return BigInt(amountMinor)
}

const isInteger = (amount: bigint | string): boolean => typeof amount === 'bigint' || /^-?\d+$/.test(amount)

/** The same with decimal strings for bigints, which JSON does not know. */
export type CreditInJson = {
  readonly credits: readonly {
    readonly touchId: string
    readonly weight: { readonly numerator: string; readonly denominator: string }
    readonly amountMinor: string
  }[]
  readonly positions: DealCredit['positions']
  readonly unattributedMinor: string
}

export const creditInJson = ({ credits, positions, unattributedMinor }: DealCredit): CreditInJson => ({
  credits: credits.map(({ touchId, weight, amountMinor }) => ({
    touchId,
    weight: { numerator: String(weight.numerator), denominator: String(weight.denominator) },
    amountMinor: String(amountMinor),
  })),
  positions,
  unattributedMinor: String(unattributedMinor),
})
