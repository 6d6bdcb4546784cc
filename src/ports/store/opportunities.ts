import type { ConnectionId, LinkId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'

export interface StoredOpportunity {
  readonly id: string
  /** Link of the deal, null while no HubSpot deal exists. */
  readonly linkId: LinkId | null
  readonly name: string
  readonly stage: string
  readonly isClosed: boolean
  readonly isWon: boolean
  /** Of the connection's currency; null when Salesforce holds no amount, or one for which there is no rate. */
  readonly amountMinor: bigint | null
  /** The connection's. */
  readonly currency: string
  /** As Salesforce has it; null: no amount. */
  readonly originalAmountMinor: bigint | null
  readonly originalCurrency: string | null
  /** By which the whole amount was converted, once; null: it needed none, or there is none. */
  readonly rate: string | null
  readonly accountId: string | null
  /** Opportunity whose refund this is; null: it is none. */
  readonly refundOf: string | null
  /** What was given back of this one, >= 0, and when; null: nothing. */
  readonly refundedMinor: bigint | null
  readonly refundedAt: Instant | null
  /** What the customer pays each month, for payback; of the connection's currency. Null: not configured, blank, or no rate. */
  readonly monthlyRevenueMinor: bigint | null
  readonly createdAt: Instant
  readonly closedAt: Instant | null
  readonly lostReason: string | null
  readonly ownerId: string | null
  /** How the people were found; 'none' when nobody is known. */
  readonly contactSource: 'role' | 'converted-lead' | 'account' | 'none'
  readonly people: readonly LinkId[]
}

/** As it was when its credit was found to be old. */
export interface DueOpportunity extends StoredOpportunity {
  /** Counts what its credit follows from; what is computed of it is of this revision. */
  readonly revision: number
}

export interface OpportunityStore {
  /** Creates or replaces by id, people included. @returns ids of rows that are new or differ. */
  save(connection: ConnectionId, rows: readonly StoredOpportunity[]): Promise<ReadonlySet<string>>
  remove(connection: ConnectionId, ids: readonly string[]): Promise<void>
  byIds(connection: ConnectionId, ids: readonly string[]): Promise<ReadonlyMap<string, StoredOpportunity>>
  byPeople(
    connection: ConnectionId,
    people: readonly LinkId[],
  ): Promise<ReadonlyMap<LinkId, readonly StoredOpportunity[]>>
  /** Those whose amount is in another currency than the connection's, by id, after the given one. */
  foreign(connection: ConnectionId, after: string | null, limit: number): Promise<readonly StoredOpportunity[]>
  /** By their name, without regard to case; the oldest first. */
  named(connection: ConnectionId, name: string, limit: number): Promise<readonly StoredOpportunity[]>
  /** Those that refund one of these. */
  refundsOf(connection: ConnectionId, ids: readonly string[]): Promise<readonly StoredOpportunity[]>
  /** Opportunities whose credit is older than themselves, their people's touches, or was never computed. */
  needingCredit(connection: ConnectionId, limit: number): Promise<readonly DueOpportunity[]>
}
