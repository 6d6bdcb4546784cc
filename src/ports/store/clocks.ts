import type { ClockKind } from '#domain/sla/policy.ts'
import type { ClockEvent } from '#domain/sla/timeline.ts'
import type { LadderStep } from '#domain/sla/ladder.ts'
import type { ConnectionId, LinkId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'

export const CLOCK_STATES = [
  'not_started',
  'running',
  'paused',
  'met',
  'breached',
  'breached_completed',
  'cancelled',
] as const
export type StoredClockState = (typeof CLOCK_STATES)[number]

export interface StoredClock {
  readonly id: string
  readonly linkId: LinkId
  readonly handoffId: string
  readonly cycle: number
  readonly policy: string
  readonly policyVersion: number
  readonly name: string
  readonly kind: ClockKind
  /** The rep whose own clock this is (`restartOnReassign`); null: the lead's. */
  readonly repId: string | null
  /** Version of the sync config whose calendars it counts by: that of its start, or a later one that edited them. */
  readonly configVersion: number
  /** The calendar as it was when the clock started (JSON of domain/sla/calendar). */
  readonly calendar: unknown
  readonly targetSeconds: number
  readonly warnAt: readonly number[]
  /** Lead Status values during which it stands still. */
  readonly pausedIn: readonly string[]
  /** The escalation ladder as it was when the clock started. */
  readonly ladder: readonly LadderStep[]
  readonly startedAt: Instant
  /** Why it started, in words. */
  readonly startCause: string
  /** Pauses, changed targets and calendars since the start, in order of their instants; never its start or stop. */
  readonly events: readonly ClockEvent[]
  readonly dueAt: Instant | null
  readonly state: StoredClockState
  readonly breachedAt: Instant | null
  readonly detectedAt: Instant | null
  readonly stoppedAt: Instant | null
  readonly stoppedBy: { readonly activityId: string; readonly personId: string | null } | null
  /** A recorded breach that a late-arriving fact took back; the reason, else null. */
  readonly breachVoided: string | null
  readonly elapsedSeconds: number
  /** Next instant at which something can happen by time alone; null when finished. */
  readonly nextCheckAt: Instant | null
}

export interface ClockStep {
  readonly clockId: string
  /** 'warn:0.5', 'breach', ... unique with clockId. */
  readonly step: string
  readonly dueAt: Instant
  readonly at: Instant
  readonly state: 'done' | 'skipped'
  readonly reason: string
}

export interface ClockStore {
  /** One per (link, policy, name, cycle, rep): a second insert is ignored. */
  insert(connection: ConnectionId, clocks: readonly StoredClock[]): Promise<void>
  save(connection: ConnectionId, clocks: readonly StoredClock[]): Promise<void>
  byLinks(connection: ConnectionId, links: readonly LinkId[]): Promise<readonly StoredClock[]>
  byIds(connection: ConnectionId, ids: readonly string[]): Promise<readonly StoredClock[]>
  /** The clocks in order of id, each held until the transaction ends: others wait for it. For use in a transaction. */
  lock(connection: ConnectionId, ids: readonly string[]): Promise<readonly StoredClock[]>
  /** Clocks whose nextCheckAt has come, earliest first. */
  due(connection: ConnectionId, now: Instant, limit: number): Promise<readonly StoredClock[]>
  /** Unfinished ones that count by an older version of the sync config than this one, in order of version and id. */
  countingBy(connection: ConnectionId, before: number, limit: number): Promise<readonly StoredClock[]>
  /** What was recorded of these clocks, oldest first. */
  steps(connection: ConnectionId, clocks: readonly string[]): Promise<ReadonlyMap<string, readonly ClockStep[]>>
  /** Records steps; one that exists already is ignored. @returns `${clockId}:${step}` of those really recorded. */
  recordSteps(connection: ConnectionId, steps: readonly ClockStep[]): Promise<ReadonlySet<string>>
}
