import type { Values } from '../mapping/value.ts'
import { fromMinorCanonical } from '../money.ts'

/** One opportunity of an account. Money in minor units of one currency. */
export interface SoldFact {
  readonly isWon: boolean
  readonly isClosed: boolean
  /** Null: none, or in a currency without a rate. */
  readonly amountMinor: bigint | null
  /** Opportunity whose refund this is: it lowers what was won, and is no opportunity of its own. Null: it is none. */
  readonly refundOf: string | null
  /** What was given back of this one, >= 0; null: nothing. */
  readonly refundedMinor: bigint | null
  /** Credited to touches under the model that is written back; null: nothing is. */
  readonly attributedMinor: bigint | null
}

/** Of an account without opportunities. */
export const NOTHING_SOLD: Values = {
  tandem_won_amount: null,
  tandem_attributed_revenue: null,
  tandem_won_opportunities: '0',
  tandem_lost_opportunities: '0',
  tandem_open_opportunities: '0',
}

/** The totals a company should carry, complete: what no longer holds is blank. */
export function companyTotals(currency: string, opportunities: readonly SoldFact[]): Values {
  const won = opportunities.filter((o) => o.isWon)
  const amounts = won.flatMap(({ amountMinor, refundedMinor }) =>
    amountMinor === null ? [] : [amountMinor - (refundedMinor ?? 0n)],
  )
  const attributed = won.flatMap(({ attributedMinor }) => (attributedMinor === null ? [] : [attributedMinor]))
  const count = (of: (o: SoldFact) => boolean): string =>
    String(opportunities.filter((o) => o.refundOf === null && of(o)).length)
  // A win whose amount is not known is no win of 0.
  const sum = (parts: readonly bigint[]): string | null =>
    parts.length === 0
      ? null
      : fromMinorCanonical(
          parts.reduce((total, part) => total + part, 0n),
          currency,
        )
  return {
    tandem_won_amount: sum(amounts),
    tandem_attributed_revenue: sum(attributed),
    tandem_won_opportunities: count((o) => o.isWon),
    tandem_lost_opportunities: count((o) => o.isClosed && !o.isWon),
    tandem_open_opportunities: count((o) => !o.isClosed),
  }
}
