import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { BackfillChoices, BackfillCounts } from '#domain/plan/backfill.ts'
import type { Side } from '#domain/ids.ts'

export const FORESIGHT_STATES = ['running', 'done', 'failed', 'cancelled'] as const
export type ForesightState = (typeof FORESIGHT_STATES)[number]

/** What a backfill would do, found out by looking at every contact. */
export interface StoredForesight {
  readonly id: string
  readonly choices: BackfillChoices
  readonly state: ForesightState
  readonly counts: BackfillCounts
  /** About how many contacts there are; null: not known. */
  readonly total: number | null
  /** Calls that the look itself took so far. */
  readonly calls: Readonly<Record<Side, number>>
  readonly startedAt: Instant
  readonly finishedAt: Instant | null
  /** Why it failed; null: it did not. */
  readonly note: string | null
}

export interface ForesightStore {
  /** The one that runs ends as `cancelled`: only the newest is looked at. */
  begin(connection: ConnectionId, foresight: StoredForesight): Promise<void>
  newest(connection: ConnectionId): Promise<StoredForesight | null>
  byId(connection: ConnectionId, id: string): Promise<StoredForesight | null>
  /** @returns false when it was cancelled meanwhile: nothing is saved then. */
  save(connection: ConnectionId, foresight: StoredForesight): Promise<boolean>
}
