import type { Instant } from '../instant.ts'

/** How far Tandem must have heard before a step of a clock is acted on. */
export interface Hearing {
  /** Answers from longer ago than this may have come since: what was heard before says nothing about now. */
  readonly freshMs: number
  /** So long a step waits at most, in time in which somebody looked; then it is acted on whatever Salesforce says. */
  readonly patienceMs: number
}

/**
 * Two minutes: a poll comes every 15 seconds, more seldom when calls are scarce. A quarter of an hour: long enough to catch up with
 * what came while nothing ran, short enough that a Salesforce that is down does not silence the ladder.
 */
export const HEARING: Hearing = { freshMs: 2 * 60_000, patienceMs: 15 * 60_000 }

/**
 * Whether a step that was due at `dueAt` may be acted on: everything that sales did up to its instant is known, and what they did
 * since as far as it can be.
 *
 * @param heardAt up to when everything that changed in Salesforce was read and judged; null: not known.
 * @param waitedMs how long it has been put off for want of that.
 */
export function mayAct(
  { dueAt, waitedMs }: { readonly dueAt: Instant; readonly waitedMs: number },
  heardAt: Instant | null,
  now: Instant,
  { freshMs, patienceMs }: Hearing = HEARING,
): boolean {
  if (waitedMs >= patienceMs) return true
  return heardAt !== null && heardAt >= dueAt && heardAt >= now - freshMs
}
