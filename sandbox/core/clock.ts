import type { SandboxClock } from './types.ts'

/** The serialisable position of a clock, kept in snapshots. */
export interface ClockPosition {
  /** Standing still at this epoch millisecond; null while time runs. */
  readonly frozenAt: number | null
  /** How far running time is ahead of real time. */
  readonly offsetMs: number
}

/** A sandbox clock whose position can be saved and put back. */
export interface MovableClock extends SandboxClock {
  position(): ClockPosition
  moveTo(position: ClockPosition): void
}

/**
 * The one clock of both CRMs: real time until it is frozen or moved.
 * While frozen, `advance` moves the instant; while running, it shifts all later instants.
 */
export function createSandboxClock(realNow: () => number = Date.now): MovableClock {
  let frozenAt: number | null = null
  let offsetMs = 0
  const listeners = new Set<() => void>()
  const moved = () => {
    for (const listener of listeners) listener()
  }
  return {
    now: () => frozenAt ?? realNow() + offsetMs,
    freeze(at) {
      frozenAt = at
      moved()
    },
    advance(ms) {
      if (frozenAt === null) offsetMs += ms
      else frozenAt += ms
      moved()
    },
    release() {
      frozenAt = null
      offsetMs = 0
      moved()
    },
    onMove(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    position: () => ({ frozenAt, offsetMs }),
    moveTo(position) {
      frozenAt = position.frozenAt
      offsetMs = position.offsetMs
      moved()
    },
  }
}
