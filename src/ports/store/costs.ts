import type { CostLine, CostSource } from '#domain/attribution/cost-line.ts'
import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'

/** A line as it was at one time. */
export interface StoredCostLine extends CostLine {
  readonly version: number
  readonly recordedAt: Instant
  /** Null: it is the one that counts. */
  readonly supersededAt: Instant | null
  readonly importId: string | null
}

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
  /** Every version of the lines of one campaign, oldest first. */
  versions(connection: ConnectionId, campaign: string): Promise<readonly StoredCostLine[]>
}
