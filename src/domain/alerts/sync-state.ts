import type { Instant } from '../instant.ts'

/** How the sync of a connection is, as the store knows it. */
export interface SyncSigns {
  /** null: it is not paused. */
  readonly pausedReason: string | null
  /** When the stream that was captured longest ago was; null: none ever was. */
  readonly capturedAt: Instant | null
  /** When the inbox row that waits longest could have been worked on; null: none waits. */
  readonly oldestDueAt: Instant | null
  /** Since when somebody watches: what happened while nobody ran is no fault of the sync. */
  readonly watchedSince: Instant
}

/** Polls stretch to a quarter of an hour when the calls of the day are short. */
const LAG_MS = 30 * 60_000
/** Who came back must be well before he counts as restored: a sync at the edge would be told of every minute. */
const WELL_MS = 20 * 60_000

/**
 * Why the sync does not work; null: it does.
 * @param before what was told last. A lag between 20 and 30 minutes changes nothing.
 */
export function whyBroken(signs: SyncSigns, before: 'broken' | 'working', now: Instant): string | null {
  if (signs.pausedReason !== null) return `The connection is paused: ${signs.pausedReason}`
  const limit = before === 'broken' ? WELL_MS : LAG_MS
  const since = (at: Instant | null): number => now - Math.max(at ?? signs.watchedSince, signs.watchedSince)
  const uncaptured = since(signs.capturedAt)
  if (uncaptured >= limit)
    return `Nothing could be read from one of the CRMs for ${minutes(uncaptured)} minutes; changes there are not lost`
  const waiting = signs.oldestDueAt === null ? 0 : since(signs.oldestDueAt)
  if (waiting >= limit) return `Changes have been waiting for ${minutes(waiting)} minutes without being worked on`
  return null
}

const minutes = (ms: number): number => Math.floor(ms / 60_000)
