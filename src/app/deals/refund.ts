import type { AttributionConfig } from '#domain/attribution/config.ts'
import type { Values } from '#domain/mapping/value.ts'
import { isLocalDate, localDayBounds, parseInstant } from '#domain/time.ts'
import type { StoredOpportunity } from '#ports/store/opportunities.ts'

export type Refund = Pick<StoredOpportunity, 'refundOf' | 'refundedMinor' | 'refundedAt'>

/**
 * What an opportunity says of money that was given back, by the configured fields. Whether it is written as 50 or as -50, it was
 * given back. A date without time is its whole day in the org's zone, as a close date is.
 *
 * @param toMinor an amount of the opportunity's own currency in minor units of the connection's; null: it cannot be converted.
 */
export function refundIn(
  { opportunityField, amountField, dateField }: AttributionConfig['refunds'],
  values: Values,
  timeZone: string,
  toMinor: (amount: string) => bigint | null,
): Refund {
  const valueOf = (field: string | null): string | null => (field === null ? null : (values[field] ?? null))
  const amount = valueOf(amountField)
  const minor = amount === null ? null : toMinor(amount)
  return {
    refundOf: valueOf(opportunityField),
    refundedMinor: minor === null || minor === 0n ? null : minor < 0n ? -minor : minor,
    refundedAt: instantOf(valueOf(dateField), timeZone),
  }
}

const instantOf = (text: string | null, timeZone: string): number | null =>
  text === null ? null : isLocalDate(text) ? localDayBounds(text, timeZone).until - 1 : parseInstant(text)
