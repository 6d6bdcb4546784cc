import { UsageError } from '../errors.ts'
import { splitByShares, weightsOf } from './credit.ts'
import type { Fraction } from './fraction.ts'
import { MODELS, MODEL_NAMES, type ModelName, isModelName } from './models/index.ts'
import type { Middle } from './models/journey.ts'
import { type PositionName, positionsOf } from './positions.ts'
import { type Deal, eligibleTouches } from './touch.ts'

export interface CreditOptions {
  /** Days of 24 h before the close in which touches count, that instant included; absent: all. */
  readonly lookbackDays?: number | undefined
  /** For the positional models; absent: `all`. */
  readonly middle?: Middle | undefined
}

export interface Credit {
  readonly touchId: string
  readonly weight: Fraction
  readonly amountMinor: bigint
}

export interface DealCredit {
  /** One for each eligible touch in order of (instant, id), also where the weight is 0; empty when there is none. */
  readonly credits: readonly Credit[]
  /** Touch ids; null: no touch holds the position. */
  readonly positions: Readonly<Record<PositionName, string | null>>
  /** The whole amount when no touch is eligible, else 0n. It is shown as a row of its own, never spread. */
  readonly unattributedMinor: bigint
}

/**
 * Which touch earned how much of a deal. Weights are exact and add up to 1; the credits plus `unattributedMinor` are the amount
 * to the minor unit; a refund (negative amount) is the exact mirror of its sale; the order of contacts and touches in the deal
 * does not matter. An amount of 0 credits 0 to every touch.
 *
 * @throws UsageError on a model that does not exist.
 */
export function creditDeal(deal: Deal, model: ModelName, options: CreditOptions = {}): DealCredit {
  if (!isModelName(model))
    throw new UsageError(`unknown attribution model "${String(model)}"; use one of ${MODEL_NAMES.join(', ')}`)
  const amountMinor = BigInt(deal.amountMinor)
  const touches = eligibleTouches(deal, options.lookbackDays)
  const positions = positionsOf(deal, touches)
  const idAt = (index: number | null): string | null => (index === null ? null : (touches[index]?.id ?? null))
  const ids = { FT: idAt(positions.FT), LC: idAt(positions.LC), OC: idAt(positions.OC), CW: idAt(positions.CW) }
  if (touches.length === 0) return { credits: [], positions: ids, unattributedMinor: amountMinor }
  const shares = MODELS[model]({ touches, positions, middle: options.middle ?? 'all' })
  const weights = weightsOf(shares)
  const amounts = splitByShares(amountMinor, shares)
  return {
    credits: touches.flatMap((touch, index): Credit[] => {
      const [weight, amount] = [weights[index], amounts[index]]
      return weight === undefined || amount === undefined ? [] : [{ touchId: touch.id, weight, amountMinor: amount }]
    }),
    positions: ids,
    unattributedMinor: 0n,
  }
}
