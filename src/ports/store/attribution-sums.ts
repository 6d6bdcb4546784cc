import type { Dimension, View } from '#domain/attribution/metrics.ts'
import type { ConnectionId } from '#domain/ids.ts'
import type { Instant, LocalDate } from '#domain/instant.ts'
import type { CountedRow, CountedTotals, ReportQuery } from './attribution-reports.ts'

/** Of which settings and instant kept sums are, and whether anything they follow from has changed since. */
export interface SumsBasis {
  readonly print: string
  readonly asOf: Instant
  /** How long it took to make them. */
  readonly tookMs: number
  /** Anything but values of people; and these, by which somebody may be in another segment. */
  readonly changed: boolean
  readonly segmentsChanged: boolean
  /** Campaigns all of whose touches have one channel, with it. */
  readonly channels: ReadonlyMap<string, string>
}

export interface SumsToKeep extends Pick<ReportQuery, 'excludeChannels' | 'segmentMaps'> {
  readonly models: readonly string[]
  /** Of the org: its days are summed. */
  readonly zone: string
  readonly print: string
}

export interface SumsQuery {
  readonly model: string
  readonly by: Dimension
  readonly view: View
  /** Both ends in; null: open at that end. */
  readonly from: LocalDate | null
  readonly to: LocalDate | null
}

/** One day or month of a row. */
export interface SumsOfDay extends Pick<
  CountedRow,
  'leads' | 'sqls' | 'opportunities' | 'won' | 'lost' | 'revenueMinor'
> {
  readonly on: LocalDate
}

export interface AttributionSumStore {
  /** null: none were ever kept. */
  basis(connection: ConnectionId): Promise<SumsBasis | null>
  /**
   * Makes the sums anew, of one snapshot, and takes the marks away that the snapshot had seen.
   * @returns false: somebody else is at it, or a change came in between.
   */
  keep(connection: ConnectionId, what: SumsToKeep, now: () => Instant): Promise<boolean>
  /** How many opportunities there are, counted up to `limit`. */
  opportunities(connection: ConnectionId, limit: number): Promise<number>
  /** As `AttributionReportStore.rows` of the same, but for medians, which cannot be added: they are absent. */
  rows(connection: ConnectionId, query: SumsQuery): Promise<readonly CountedRow[]>
  /** As `AttributionReportStore.totals`; what waits for its credit is counted now. */
  totals(connection: ConnectionId, query: Pick<SumsQuery, 'view' | 'from' | 'to'>): Promise<CountedTotals>
  /** Day by day, oldest first, of one row or of everything; days without anything are left out. */
  days(
    connection: ConnectionId,
    query: SumsQuery & { readonly of: 'totals' | { readonly key: string | null } },
  ): Promise<readonly SumsOfDay[]>
}
