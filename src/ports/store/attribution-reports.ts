import type { Cycle, Dimension, RowFacts, View } from '#domain/attribution/metrics.ts'
import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'

export interface ReportQuery {
  readonly model: string
  readonly by: Dimension
  readonly view: View
  /** `from` is in, `until` is not; null: open at that end. */
  readonly from: Instant | null
  readonly until: Instant | null
  /** Channels that never count, without regard to case. */
  readonly excludeChannels: readonly string[]
  /** Field maps that keep the property by which people are in a segment; empty: their handover contract is their segment. */
  readonly segmentMaps: readonly string[]
}

/** What the database knows of a row; costs come from elsewhere. */
export interface CountedRow extends Omit<RowFacts, 'spendMinor' | 'mature'> {
  /** When the last of its leads qualified; null: it has none. */
  readonly newestLeadAt: Instant | null
}

/** The same of everything, counted from leads, opportunities and outcomes themselves, not from credits. */
export interface CountedTotals {
  readonly leads: number
  readonly sqls: number
  readonly opportunities: number
  readonly won: number
  readonly lost: number
  readonly open: number
  readonly revenueMinor: bigint
  readonly cycle: Cycle | null
  /** Opportunities whose credit is still to be computed: until then rows and totals may differ. */
  readonly pending: number
}

/** What came of all journeys of one path. */
export interface CountedPath {
  /** Channels in the order of the touches. */
  readonly path: readonly string[]
  readonly conversions: number
  /** Revenue less refunds, minor units. */
  readonly valueMinor: bigint
  /** Journeys that ended in a lost opportunity. */
  readonly nulls: number
}

/** Sums of credits against sums of outcomes, of one model. */
export interface ReconciledModel {
  readonly model: string
  /** By touches, and to nobody. */
  readonly creditedMinor: bigint
  readonly unattributedMinor: bigint
  /** The same by dates; must be what stands. */
  readonly datedMinor: bigint
  /** Opportunities whose credits are not their revenue, the first ones. */
  readonly differing: readonly string[]
}

export interface Reconciled {
  /** Of all outcomes; and of the opportunities themselves, as they stand. */
  readonly revenueMinor: bigint
  readonly opportunityMinor: bigint
  readonly won: number
  readonly pending: number
  /** Opportunities that are won, and whose outcomes say another amount than they do, the first ones. */
  readonly differing: readonly string[]
  readonly models: readonly ReconciledModel[]
}

export interface AttributionReportStore {
  /** A row for each key with anything; null: belongs to none. Refunds of their own are no opportunities, and revenue. */
  rows(connection: ConnectionId, query: ReportQuery): Promise<readonly CountedRow[]>
  totals(connection: ConnectionId, query: Omit<ReportQuery, 'model' | 'by'>): Promise<CountedTotals>
  /** Closed opportunities with at least one touch, by the channels of their touches; and the won ones with none. */
  paths(
    connection: ConnectionId,
    query: Pick<ReportQuery, 'model' | 'from' | 'until'>,
  ): Promise<{
    readonly paths: readonly CountedPath[]
    readonly untouched: { readonly won: number; readonly valueMinor: bigint }
  }>
  /** Campaigns with the channel that more than half of their touches have. */
  channelsOfCampaigns(connection: ConnectionId): Promise<ReadonlyMap<string, string>>
  reconcile(connection: ConnectionId): Promise<Reconciled>
}
