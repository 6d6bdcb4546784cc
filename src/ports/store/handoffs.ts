import type { Handoff, OwnerSpell } from '#domain/handoff/types.ts'
import type { ConnectionId, LinkId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { Placed, Slice, Sorts } from '#domain/order.ts'

/** Of those who stay. `returns`: when they may come back; `givenBack`: when sales gave them back. */
export const STAYING_SORTS = {
  returns: { direction: 'asc', keys: ['integer', 'text'] },
  givenBack: { direction: 'desc', keys: ['integer', 'text'] },
} as const satisfies Sorts

/** The part of a handoff that changes; `routing` is the log of the newest decision. */
export type HandoffChange = { readonly id: string } & Partial<
  Pick<
    Handoff,
    | 'taskId'
    | 'taskPrint'
    | 'ownerId'
    | 'ownerName'
    | 'ownerEmail'
    | 'ownerRule'
    | 'routing'
    | 'routingVersion'
    | 'queueId'
    | 'heldForPool'
    | 'reassignments'
    | 'policy'
    | 'urgency'
    | 'urgencyRule'
    | 'state'
    | 'acceptedAt'
    | 'salesQualifiedAt'
    | 'rejectedAt'
    | 'rejectedBy'
    | 'rejectReason'
    | 'returnAt'
    | 'ownerAgreed'
    | 'pending'
    | 'staysBecause'
    | 'returnLookAt'
    | 'saidBy'
  >
>

export interface HandoffStore {
  /** One per (link, cycle): a second insert of the same is ignored. @returns ids that were really inserted. */
  insert(connection: ConnectionId, handoffs: readonly Handoff[]): Promise<ReadonlySet<string>>
  latestByLinks(connection: ConnectionId, links: readonly LinkId[]): Promise<ReadonlyMap<LinkId, Handoff>>
  /** Every cycle, oldest first. */
  historyByLinks(connection: ConnectionId, links: readonly LinkId[]): Promise<ReadonlyMap<LinkId, readonly Handoff[]>>
  byIds(connection: ConnectionId, ids: readonly string[]): Promise<ReadonlyMap<string, Handoff>>
  /** Every cycle of these people is held until the transaction ends, in order of id: others wait for it. */
  hold(connection: ConnectionId, links: readonly LinkId[]): Promise<void>
  /** Keys that are absent stay; a key that is null is cleared. */
  update(connection: ConnectionId, changes: readonly HandoffChange[]): Promise<void>
  /** Who had it from when; one for each (handoff, from) is kept. */
  addSpells(connection: ConnectionId, spells: readonly OwnerSpell[]): Promise<void>
  /** Oldest first. */
  spells(connection: ConnectionId, handoffs: readonly string[]): Promise<ReadonlyMap<string, readonly OwnerSpell[]>>
  /** Newest handoff of each of these company domains since then, whatever its state; for stickiness. */
  latestByDomains(
    connection: ConnectionId,
    domains: readonly string[],
    since: Instant,
  ): Promise<ReadonlyMap<string, Handoff>>
  /** Open and accepted handoffs by owner; and those that each owner got since his instant. */
  openByOwner(connection: ConnectionId): Promise<ReadonlyMap<string, number>>
  receivedByOwner(connection: ConnectionId, since: ReadonlyMap<string, Instant>): Promise<ReadonlyMap<string, number>>
  /** Open and accepted ones in order of id, after `after`; for the sweep. */
  open(connection: ConnectionId, after: string | null, limit: number): Promise<readonly Handoff[]>
  /** Those of them that are held for a pool or lie in a queue. */
  waiting(connection: ConnectionId, after: string | null, limit: number): Promise<readonly Handoff[]>
  /**
   * Gives handoffs to other people, as the cycle that is named: with their actions and alerts, so that whoever forgets a person finds
   * them. Their clocks are saved by the caller.
   */
  move(
    connection: ConnectionId,
    moves: readonly { readonly id: string; readonly to: LinkId; readonly cycle: number }[],
  ): Promise<void>
  /**
   * Rejected ones whose return date has come and whose person has no later cycle, oldest first. Those who had to stay are due when it
   * is asked again.
   */
  returning(connection: ConnectionId, now: Instant, limit: number): Promise<readonly Handoff[]>
  /** Those who stay though their return date has come or they qualified anew, oldest date first or as the slice says. */
  staying(connection: ConnectionId, slice: Slice<typeof STAYING_SORTS>): Promise<readonly Placed<Handoff>[]>
  /** How many those are; counting stops at `most`. */
  countStaying(connection: ConnectionId, most: number): Promise<number>
}
