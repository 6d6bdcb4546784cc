import type { Instant } from '../instant.ts'

const FIRST_MS = 15_000
const LONGEST_MS = 30 * 60_000
/** A receiver that asks for more is asked once within this all the same. */
const LONGEST_ASKED_MS = 60 * 60_000

/** What nobody took for so long is parked: somebody has to look. */
const GIVE_UP_MS = 24 * 60 * 60_000
/** An old one that is tried again by a person's wish gets so many tries. */
const LEAST_TRIES = 6

/** Whether it was tried for long enough. @param attempts tries so far, this one included. */
export const isHopeless = (attempts: number, raisedAt: Instant, now: Instant): boolean =>
  attempts >= LEAST_TRIES && now - raisedAt >= GIVE_UP_MS

/**
 * Milliseconds until the next try: doubled each time up to half an hour, never before the receiver's own wait, and spread by up to a
 * fifth, so that what failed together does not come back together.
 *
 * @param attempts tries so far, this one included. @param asked the receiver's own wait; null: it named none. @param spread 0 to 1.
 */
export function waitBefore(attempts: number, asked: number | null, spread: number): number {
  const own = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, Math.min(attempts, 12) - 1))
  const base = Math.max(own, Math.min(asked ?? 0, LONGEST_ASKED_MS))
  return Math.round(base * (1 + spread / 5))
}
