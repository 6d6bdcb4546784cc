import type { Lane } from '#domain/lane.ts'

/** How much one budget allows: at most `max` calls in any `perMs`, and `concurrent` at once. */
export interface Allowance {
  readonly max: number
  readonly perMs: number
  readonly concurrent: number
}

export interface RollingWindow {
  /** Calls that the platform may still count at `now`: those on their way and those answered less than `perMs` ago. */
  occupied(now: number): number
  /** Of these, calls of other lanes than backfill. */
  urgent(now: number): number
  running(): number
  /** When the next place becomes free by itself; null when only the end of a call frees one. */
  nextFreeAt(): number | null
  /** When a call of another lane than backfill last started. */
  urgentAt(): number
  start(lane: Lane, now: number): void
  end(lane: Lane, now: number): void
  /** Another length or size from now on. */
  resize(allowance: Allowance): void
}

interface Ended {
  readonly at: number
  readonly urgent: boolean
}

/**
 * The platform counts a call some time between its start and its answer, so a call takes its place in the window from its start
 * until `perMs` after its answer; however slow the network is, the platform never sees more than `max` in `perMs`.
 */
export function createWindow(first: Allowance): RollingWindow {
  let allowance = first
  let ended: Ended[] = []
  /** Index of the oldest that still counts: the array is cut now and then, not at every call. */
  let from = 0
  let urgentEnded = 0
  let running = 0
  let urgentRunning = 0
  let urgentAt = Number.NEGATIVE_INFINITY

  const forget = (now: number): void => {
    for (let oldest = ended[from]; oldest !== undefined && oldest.at <= now - allowance.perMs; oldest = ended[from]) {
      if (oldest.urgent) urgentEnded -= 1
      from += 1
    }
    if (from > 1_000 && from * 2 > ended.length) {
      ended = ended.slice(from)
      from = 0
    }
  }

  return {
    occupied: (now) => {
      forget(now)
      return running + ended.length - from
    },
    urgent: (now) => {
      forget(now)
      return urgentRunning + urgentEnded
    },
    running: () => running,
    nextFreeAt: () => {
      const oldest = ended[from]
      return oldest === undefined ? null : oldest.at + allowance.perMs
    },
    urgentAt: () => urgentAt,
    start: (lane, now) => {
      running += 1
      if (lane === 'backfill') return
      urgentRunning += 1
      urgentAt = now
    },
    end: (lane, now) => {
      const urgent = lane !== 'backfill'
      running -= 1
      if (urgent) urgentRunning -= 1
      // A window without a bound need not be remembered.
      if (!Number.isFinite(allowance.max)) return
      ended.push({ at: now, urgent })
      if (urgent) urgentEnded += 1
    },
    resize: (next) => {
      allowance = next
    },
  }
}
