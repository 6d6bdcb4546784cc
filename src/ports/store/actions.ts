import type { ConnectionId, LinkId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { LadderAction } from '#domain/sla/ladder.ts'

/**
 * `waiting`: to be done. `done`: done once. `skipped`: its reason had gone when its turn came (somebody answered); `note` says so.
 * `parked`: the platform refused it; `note` says why.
 */
export const ACTION_STATES = ['waiting', 'done', 'skipped', 'parked'] as const
export type ActionState = (typeof ACTION_STATES)[number]

/** What a step asks for: one of the ladder what its policy says, a warning or a breach that people are told (`alert`). */
export type StepAction = LadderAction | { readonly kind: 'alert' }

/** What a step of a clock asks for. One for each (clock, step): recorded in the transaction that finds the step due. */
export interface StoredAction {
  /** `<clock id>:<step>`. */
  readonly id: string
  readonly clockId: string
  /** `ladder:<id>`, `warn:<fraction>` or `breach`. */
  readonly step: string
  readonly linkId: LinkId
  readonly handoffId: string
  readonly action: StepAction
  /** The instant of the step, not of its noticing. */
  readonly dueAt: Instant
  readonly recordedAt: Instant
  readonly state: ActionState
  readonly attempts: number
  /** How long it has waited until it is known whether sales answered, in milliseconds; time in which nobody worked is none of it. */
  readonly waitedMs: number
  /** Not to be tried before. */
  readonly nextTryAt: Instant
  readonly finishedAt: Instant | null
  readonly note: string | null
}

export interface ActionStore {
  /** One that exists already is left as it is. */
  add(connection: ConnectionId, actions: readonly StoredAction[]): Promise<void>
  /** Leases actions that wait and whose time has come, in order of dueAt, id; a lease that ran out is taken over. */
  lease(
    connection: ConnectionId,
    worker: string,
    now: Instant,
    until: Instant,
    limit: number,
  ): Promise<readonly StoredAction[]>
  /** For use in a transaction, with the lease still held: whoever lost it changes nothing. @returns ids that were changed. */
  finish(
    connection: ConnectionId,
    worker: string,
    ends: readonly {
      readonly id: string
      readonly state: Exclude<ActionState, 'waiting'>
      readonly at: Instant
      readonly note: string | null
    }[],
  ): Promise<ReadonlySet<string>>
  retry(
    connection: ConnectionId,
    worker: string,
    later: readonly { readonly id: string; readonly nextTryAt: Instant; readonly note: string }[],
  ): Promise<void>
  /** Puts off what was not tried: no attempt is used up. Whoever lost the lease changes nothing. @param waitMs added to `waitedMs`. */
  wait(
    connection: ConnectionId,
    worker: string,
    ids: readonly string[],
    until: { readonly nextTryAt: Instant; readonly waitMs: number; readonly note: string },
  ): Promise<void>
  byClocks(connection: ConnectionId, clocks: readonly string[]): Promise<readonly StoredAction[]>
  /** Earliest instant at which something can be leased: its nextTryAt, or the end of the lease it is under; null: nothing waits. */
  nextAt(connection: ConnectionId): Promise<Instant | null>
  /** Removes up to `limit` that ended before then, oldest first; their steps stay. @returns how many were removed. */
  forget(connection: ConnectionId, before: Instant, limit: number): Promise<number>
}
