import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'

export interface StoredCampaign {
  readonly id: string
  /** A second id by which contacts name the campaign; absent where the platform has none. */
  readonly numericId?: string
  readonly name: string
  /** Marketing channel; null: not told. */
  readonly channel: string | null
  readonly currency: string
  readonly spendMinor: bigint
  readonly startOn: string | null
  readonly endOn: string | null
}

export interface CampaignStore {
  /** Saves the campaigns and, where the total differs from the newest, a dated snapshot of the cost. @returns ids that changed. */
  save(connection: ConnectionId, campaigns: readonly StoredCampaign[], takenAt: Instant): Promise<readonly string[]>
  list(connection: ConnectionId): Promise<readonly StoredCampaign[]>
  /** When each campaign was saved for the first time, by id. */
  firstSeen(connection: ConnectionId): Promise<ReadonlyMap<string, Instant>>
}
