import type { Instant } from '#domain/instant.ts'

export interface OutboxRow {
  readonly id: string
  readonly job: string
  readonly payload: unknown
  /** Run no earlier than this. */
  readonly runAt: Instant
}

export interface OutboxStore {
  add(rows: readonly OutboxRow[]): Promise<void>
  /** Rows not sent yet, oldest first. */
  pending(limit: number): Promise<readonly OutboxRow[]>
  sent(ids: readonly string[], at: Instant): Promise<void>
}
