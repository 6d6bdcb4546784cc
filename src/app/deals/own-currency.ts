import { convertOn } from '#domain/attribution/rates.ts'
import type { DatedRate } from '#domain/attribution/config.ts'
import type { SyncConfig } from '#domain/config.ts'
import type { Instant, LocalDate } from '#domain/instant.ts'
import { fromMinorCanonical, toMinorHalfUp } from '#domain/money.ts'
import { localDateOf, parseInstant } from '#domain/time.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { Connection } from '#ports/store/connections.ts'
import { CURRENCY } from '../fields-to-read.ts'
import type { Scope } from '../scope.ts'

/** An amount in another currency than the connection's. Minor units. */
export interface ForeignAmount {
  readonly currency: string
  /** As Salesforce has it; null: no amount. */
  readonly amountMinor: bigint | null
  /** In the connection's currency, the whole converted once; null: no amount, or no rate. */
  readonly ownMinor: bigint | null
  /** Null: none is known for the day. */
  readonly rate: string | null
  /** The day whose rate counts. */
  readonly day: LocalDate
}

/**
 * The day whose rate an opportunity goes by: that of its close, and while it is open the day it was made, so that what is in the
 * pipeline does not move with the rates from one look to the next.
 */
export const rateDay = (
  at: { readonly createdAt: Instant; readonly closedOn: LocalDate | null },
  orgTimeZone: string,
): LocalDate => at.closedOn ?? localDateOf(at.createdAt, orgTimeZone)

/** Converts an amount of the connection's or any other currency. */
function foreignAmount(record: RemoteRecord, code: string, connection: Connection, rates: readonly DatedRate[]) {
  const { values } = record
  const amount = values['Amount'] ?? null
  const createdAt = parseInstant(values['CreatedDate'] ?? '') ?? record.createdAt
  const closedOn = values['IsClosed'] === 'true' ? (values['CloseDate'] ?? null) : null
  const day = rateDay({ createdAt, closedOn }, connection.orgTimeZone)
  const amountMinor = amount === null ? null : toMinorHalfUp(amount, code)
  const { rate } = convertOn({ amountMinor: 0n, currency: code }, connection.currency, rates, day)
  const ownMinor =
    amountMinor === null
      ? null
      : convertOn({ amountMinor, currency: code }, connection.currency, rates, day).amountMinor
  return { currency: code, amountMinor, ownMinor, rate, day }
}

/**
 * The opportunity as field maps see it. An amount in another currency is the converted one there, or blank without a rate: amounts
 * of two currencies are never added up. Where the currency itself is mapped to the deal, HubSpot counts in it, and the amount
 * stays as it is; a currency that the portal does not have is refused by HubSpot and parks.
 */
export function inOwnCurrency(
  { connection, config }: Pick<Scope, 'connection' | 'config'>,
  record: RemoteRecord | null,
): { readonly record: RemoteRecord | null; readonly foreign: ForeignAmount | null } {
  const code = record?.values[CURRENCY]?.toUpperCase() ?? null
  if (record === null || code === null || code === connection.currency.toUpperCase()) return { record, foreign: null }
  const foreign = foreignAmount(record, code, connection, config.attribution.rates)
  if (tellsCurrency(config)) return { record, foreign }
  const Amount = foreign.ownMinor === null ? null : fromMinorCanonical(foreign.ownMinor, connection.currency)
  return { record: { ...record, values: { ...record.values, Amount } }, foreign }
}

const tellsCurrency = ({ fields }: Pick<SyncConfig, 'fields'>): boolean =>
  fields['deal-opportunity'].some(
    ({ salesforce, direction }) => salesforce === CURRENCY && direction !== 'to-salesforce',
  )

/** Another amount of the same opportunity, such as its refund, in the connection's currency; null: no number, or no rate. */
export function ownMinorOf(text: string, foreign: ForeignAmount | null, currency: string): bigint | null {
  if (foreign === null) return toMinorHalfUp(text, currency)
  const amountMinor = toMinorHalfUp(text, foreign.currency)
  if (amountMinor === null || foreign.rate === null) return null
  const rates = [{ currency: foreign.currency, from: foreign.day, rate: foreign.rate }]
  return convertOn({ amountMinor, currency: foreign.currency }, currency, rates, foreign.day).amountMinor
}
