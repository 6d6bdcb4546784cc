import type { Instant } from '../instant.ts'
import type { ClockState } from './clock.ts'
import { isFinished } from './clock.ts'
import type { ClockEvent } from './course.ts'
import type { ClockRecord } from './record.ts'

/** A Lead Status and since when it is so. null: the record has none (a Contact). */
export interface StatusSince {
  readonly at: Instant
  readonly status: string | null
}

const standsIn = (pausedIn: readonly string[], status: string | null): boolean =>
  status !== null && pausedIn.includes(status)

/** Whether the clock stands still after all its events. */
export const standsStill = (events: readonly ClockEvent[]): boolean =>
  events.findLast(({ type }) => type === 'pause' || type === 'resume')?.type === 'pause'

/**
 * The pauses and resumes of a clock by the statuses a lead went through, in order of their instants; each stays until the next one.
 * Statuses of one instant: the last one given holds. Going from one pausing status to another is no event.
 */
export function pauseEvents(history: readonly StatusSince[], pausedIn: readonly string[]): readonly ClockEvent[] {
  const ordered = history.toSorted((a, b) => a.at - b.at)
  const holding = ordered.filter(({ at }, i) => ordered[i + 1]?.at !== at)
  let paused = false
  return holding.flatMap(({ at, status }): ClockEvent[] => {
    const stands = standsIn(pausedIn, status)
    if (stands === paused) return []
    paused = stands
    return [{ at, type: stands ? 'pause' : 'resume' }]
  })
}

type Pausable = Pick<ClockRecord, 'pausedIn' | 'events' | 'startedAt'> & { readonly state: ClockState }

/**
 * The event to append to a clock for the status that its lead has now; null when nothing changes, or the clock is finished.
 *
 * @param at when the status was taken, or else when it was noticed. An instant before the start or the last event counts at that one:
 *   what is recorded stays in order, and time that was counted stays counted.
 */
export function statusEvent(clock: Pausable, statusNow: string | null, at: Instant): ClockEvent | null {
  if (isFinished(clock.state)) return null
  const stands = standsIn(clock.pausedIn, statusNow)
  if (stands === standsStill(clock.events)) return null
  const notBefore = Math.max(clock.startedAt, ...clock.events.map((event) => event.at))
  return { at: Math.max(at, notBefore), type: stands ? 'pause' : 'resume' }
}
