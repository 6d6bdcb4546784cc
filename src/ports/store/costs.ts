import type { CostLine, CostSource } from '#domain/attribution/cost-line.ts'
import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { Placed, Slice, Sorts } from '#domain/order.ts'

/** A line as it was at one time. */
export interface StoredCostLine extends CostLine {
  readonly version: number
  readonly recordedAt: Instant
  /** Null: it is the one that counts. */
  readonly supersededAt: Instant | null
  readonly importId: string | null
}

/** By line, the oldest version first: what became of each stands together. */
export const COST_VERSION_SORTS = {
  line: { direction: 'asc', keys: ['text', 'text', 'small'] },
} as const satisfies Sorts

export interface CostStore {
  /**
   * Saves lines by source and key: one that differs becomes a new version, the one before keeps its figures. Lines that are not
   * given stay as they are.
   * @returns keys of lines that are new or differ.
   */
  save(
    connection: ConnectionId,
    lines: readonly CostLine[],
    at: Instant,
    importId: string | null,
  ): Promise<ReadonlySet<string>>
  /** Until the transaction ends no other one that asks for it reads or writes lines: looks follow each other. */
  lock(connection: ConnectionId): Promise<void>
  /** Ends lines that are no more: they count for nothing from `at` on, and stay readable. */
  end(connection: ConnectionId, source: CostSource, lineKeys: readonly string[], at: Instant): Promise<void>
  /** The lines that count now, by source and key; of one source alone where it is given. */
  current(connection: ConnectionId, source?: CostSource): Promise<readonly StoredCostLine[]>
  /**
   * `print` is another text whenever any line is new, differs or ended: what was made of lines under the same text still holds.
   * `changedAt` is when that was last; null: there never was a line.
   */
  mark(connection: ConnectionId): Promise<{ readonly print: string; readonly changedAt: Instant | null }>
  /** Every version of the lines of one campaign, oldest first. */
  versions(connection: ConnectionId, campaign: string): Promise<readonly StoredCostLine[]>
  /** The same, a part of them. */
  pageOfVersions(
    connection: ConnectionId,
    campaign: string,
    slice: Slice<typeof COST_VERSION_SORTS>,
  ): Promise<readonly Placed<StoredCostLine>[]>
  /** How many there are, counted up to `upTo`. */
  countVersions(connection: ConnectionId, campaign: string, upTo: number): Promise<number>
}
