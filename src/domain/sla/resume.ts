import type { Instant } from '../instant.ts'
import { formatInstant } from '../time.ts'
import type { RecordedClock, Settled } from './record.ts'
import { readingOf } from './record.ts'
import { settleClock } from './settle.ts'
import type { ClockFacts } from './stops.ts'

/**
 * A clock that was cancelled because its lead had left the loop goes on, as the lead is back: as if it had never been cancelled, for the
 * lead waited all the same. What fell due meanwhile is recorded and fires nothing.
 *
 * @param why recorded with the step. @returns a clock in any other state as it is.
 */
export function resumeClock(
  clock: RecordedClock,
  facts: ClockFacts,
  { now, knownSince }: { readonly now: Instant; readonly knownSince: Instant },
  why: string,
): Settled {
  const { recorded, ...record } = clock
  if (recorded.state !== 'cancelled') return { ...readingOf(recorded), steps: [] }
  const settled = settleClock(record, facts, now, knownSince)
  const skipped = settled.steps.map((step) => ({
    ...step,
    verdict: 'skip' as const,
    reason: `${why}: its moment has passed`,
  }))
  return {
    ...settled,
    steps: [...skipped, { step: `resumed:${formatInstant(now)}`, dueAt: now, verdict: 'due', reason: why }],
  }
}
