import type { Instant, LocalDate } from '../instant.ts'
import { toMinorHalfUp } from '../money.ts'
import { isLocalDate, localDateOf } from '../time.ts'
import type { CostLine } from './cost-line.ts'

/** A Salesforce campaign as far as its cost is concerned. */
export interface ActualCost {
  readonly id: string
  /** Of the HubSpot campaign it is linked with, else its own. */
  readonly name: string
  /** Decimal in major units; null: blank. */
  readonly cost: string | null
  readonly currency: string
  readonly startOn: LocalDate | null
  readonly endOn: LocalDate | null
  readonly createdAt: Instant
  readonly modifiedAt: Instant
}

/**
 * The one line of a Salesforce campaign, over its days. Without a start they begin on the day it was made; without an end they go
 * to the day of the change that brought the amount, and stay as they are while the amount does.
 *
 * @param before the stored line of the campaign; @param zone in which it was made on a day.
 * @returns null: there is no cost.
 */
export function actualCostLine(campaign: ActualCost, before: CostLine | null, zone: string): CostLine | null {
  const currency = campaign.currency.toUpperCase()
  const amountMinor = campaign.cost === null ? null : toMinorHalfUp(campaign.cost, currency)
  if (amountMinor === null) return null
  const fromOn = dateOr(campaign.startOn, localDateOf(campaign.createdAt, zone))
  const isSame = before?.amountMinor === amountMinor && before.currency === currency && before.fromOn === fromOn
  const openEnd = isSame ? before.untilOn : localDateOf(campaign.modifiedAt, zone)
  const untilOn = dateOr(campaign.endOn, openEnd)
  return {
    source: 'salesforce',
    key: campaign.id,
    campaign: campaign.name,
    channel: null,
    fromOn,
    untilOn: untilOn < fromOn ? fromOn : untilOn,
    amountMinor,
    currency,
    note: 'Campaign.ActualCost',
  }
}

const dateOr = (date: LocalDate | null, other: LocalDate): LocalDate =>
  date !== null && isLocalDate(date) ? date : other
