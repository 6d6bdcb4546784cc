import type { Instant } from '#domain/instant.ts'

export interface OutboxRow {
  readonly id: string
  readonly job: string
  readonly payload: unknown
  /** Run no earlier than this. */
  readonly runAt: Instant
}

/** A row that waits, with its place in the order in which rows came. */
export interface PendingRow extends OutboxRow {
  readonly place: bigint
}

export interface OutboxStore {
  add(rows: readonly OutboxRow[]): Promise<void>
  /** Rows not sent yet, oldest first; after a place: those that came later. */
  pending(limit: number, after?: bigint): Promise<readonly PendingRow[]>
  sent(ids: readonly string[], at: Instant): Promise<void>
}
