import type { ConnectionId, LinkId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'

export interface StoredCredit {
  readonly opportunityId: string
  readonly model: string
  /** 0: how the opportunity stands now, also an open or lost one (then the amount is 0). Above: the change of its outcome of that number. */
  readonly entry: number
  /** To which date its money belongs; null: the entries above 0 hold the dated changes. */
  readonly datedAt: Instant | null
  /** Null = the unattributed part. */
  readonly touchId: string | null
  readonly linkId: LinkId | null
  readonly campaign: string | null
  readonly channel: string | null
  readonly amountMinor: bigint
  readonly currency: string
  readonly weightNumerator: bigint
  readonly weightDenominator: bigint
}

export interface CreditStore {
  /** Replaces the credits of these opportunities for the given models, and marks them as computed at `at`. */
  replace(
    connection: ConnectionId,
    opportunityIds: readonly string[],
    credits: readonly StoredCredit[],
    at: Instant,
  ): Promise<void>
  /** Attributed revenue per person under one model, minor units of the connection's currency. */
  byPeople(connection: ConnectionId, model: string, people: readonly LinkId[]): Promise<ReadonlyMap<LinkId, bigint>>
}
