import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { StoredClockState } from './clocks.ts'

export interface SummaryRow {
  readonly handedOver: number
  readonly linked: number
  readonly adopted: number
  readonly won: number
  readonly lost: number
  readonly open: number
  /** Handed over, and no activity of a person since. */
  readonly untouched: number
  readonly revenueMinor: bigint
  readonly answeredInTime: number
  readonly clocks: Readonly<Record<StoredClockState, number>>
}

export interface CampaignRow {
  readonly campaign: string | null
  readonly leads: number
  readonly won: number
  readonly lost: number
  readonly open: number
  readonly revenueMinor: bigint
}

export interface ReportStore {
  /** Over people that were handed over; an opportunity counts once. */
  summary(connection: ConnectionId): Promise<SummaryRow>
  /**
   * By campaign name: leads by the campaign at handover; won, lost and open opportunities by the campaign of the person
   * (first credited touch, else handover); revenue by the credits of `model`. Null = no campaign / unattributed.
   */
  byCampaign(connection: ConnectionId, model: string): Promise<readonly CampaignRow[]>
  /** Handed over, answered in time and breached per day of `zone` (on which the lead qualified), oldest first. */
  perDay(
    connection: ConnectionId,
    zone: string,
    since: Instant,
  ): Promise<
    readonly { readonly day: string; readonly handedOver: number; readonly met: number; readonly breached: number }[]
  >
}
