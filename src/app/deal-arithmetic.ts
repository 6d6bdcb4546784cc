import type { Fraction } from '#domain/attribution/fraction.ts'
import type { ExplainedModel } from './explain-deal.ts'

/** One touch's money, step by step: the exact part, cut to whole units, and the unit that was left over. */
export interface Arithmetic {
  readonly touchId: string
  readonly weight: Fraction
  readonly percent: number
  /** |amount| x weight, cut; and what was cut off, as a fraction of a unit. */
  readonly floorMinor: bigint
  readonly cut: Fraction
  /** 1: one of the units that were left went here. */
  readonly extraMinor: bigint
  readonly amountMinor: bigint
}

export function arithmeticOf({ credited: { standing } }: ExplainedModel): readonly Arithmetic[] {
  const total = standing.credits.reduce((sum, { amountMinor }) => sum + amountMinor, standing.unattributedMinor)
  const size = total < 0n ? -total : total
  return standing.credits.map(({ touchId, weight, amountMinor }) => {
    const own = amountMinor < 0n ? -amountMinor : amountMinor
    const floorMinor = (size * weight.numerator) / weight.denominator
    return {
      touchId,
      weight,
      percent: Number((weight.numerator * 1_000_000n) / weight.denominator) / 10_000,
      floorMinor,
      cut: { numerator: (size * weight.numerator) % weight.denominator, denominator: weight.denominator },
      extraMinor: own - floorMinor,
      amountMinor,
    }
  })
}
