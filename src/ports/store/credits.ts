import type { ConnectionId, LinkId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { DueOpportunity } from './opportunities.ts'

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
  /** Its part of the one opportunity, for counting; those of entry 0 add up to a million, others are 0. */
  readonly shareMillionths: number
}

export interface CreditStore {
  /**
   * Holds these opportunities and their refunds, in the order of their ids, until the caller's transaction ends: nobody else
   * replaces their credits meanwhile.
   * @returns people whom their stored credits name, under any model, each once.
   */
  hold(connection: ConnectionId, opportunityIds: readonly string[]): Promise<readonly LinkId[]>
  /**
   * Replaces all credits of these opportunities, of whatever model, and marks them as computed at `at` of the revision that was
   * seen. Those whose credits are of that revision or a newer one already are left as they are, also when two compute at once;
   * so are those that were deleted. Rows that do not differ are not written.
   * @returns opportunities with credits that are new, differ or are gone.
   */
  replace(
    connection: ConnectionId,
    computed: readonly Pick<DueOpportunity, 'id' | 'revision'>[],
    credits: readonly StoredCredit[],
    at: Instant,
  ): Promise<ReadonlySet<string>>
  /** Attributed revenue of won opportunities per person under one model, minor units of the connection's currency; absent: none. */
  byPeople(connection: ConnectionId, model: string, people: readonly LinkId[]): Promise<ReadonlyMap<LinkId, bigint>>
  /** Revenue of won opportunities credited to touches under one model, minor units of the connection's currency; absent: none. */
  byOpportunities(
    connection: ConnectionId,
    model: string,
    opportunityIds: readonly string[],
  ): Promise<ReadonlyMap<string, bigint>>
  /** In the order of model, entry and touch; of one opportunity. */
  ofOpportunity(connection: ConnectionId, opportunityId: string): Promise<readonly StoredCredit[]>
  /**
   * Tells by which settings credits are computed from now on. Settings other than before make every opportunity due again.
   * @returns whether they were others.
   */
  basis(connection: ConnectionId, print: string, at: Instant): Promise<'same' | 'new'>
}
