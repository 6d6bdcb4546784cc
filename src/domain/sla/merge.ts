import type { Instant } from '../instant.ts'
import { isFinished } from './clock.ts'
import type { ClockEvent } from './course.ts'
import { standsStill } from './pauses.ts'
import type { ClockRecord, RecordedClock } from './record.ts'
import { calendarOf, targetOf } from './record.ts'

/** What a merge changes of the surviving clock. */
export type MergedClock = Pick<ClockRecord, 'startedAt' | 'events' | 'breachedAt' | 'detectedAt'>

/**
 * Two people are one: the clock that goes on keeps the earliest start and any breach, with who noticed it first. Target, calendar
 * and ladder are its own. Before its own start it counts as the other one did, pauses included. The other clock is to be cancelled;
 * the follow-ups of both people then judge the one that goes on.
 *
 * @returns null when nothing changes: the survivor is finished, or the other one is neither older nor breached.
 */
export function mergeClocks(survivor: RecordedClock, absorbed: RecordedClock): MergedClock | null {
  if (isFinished(survivor.recorded.state)) return null
  const older = absorbed.startedAt < survivor.startedAt
  const breachedAt = earliest(survivor.breachedAt, absorbed.breachedAt)
  if (!older && breachedAt === survivor.breachedAt) return null
  return {
    startedAt: Math.min(survivor.startedAt, absorbed.startedAt),
    events: older ? eventsOfBoth(absorbed, survivor) : survivor.events,
    breachedAt,
    detectedAt: breachedAt === null ? survivor.detectedAt : earliest(survivor.detectedAt, absorbed.detectedAt),
  }
}

/** Pauses of the older one up to the start of the other, which then goes on by itself. */
function eventsOfBoth(older: ClockRecord, younger: ClockRecord): readonly ClockEvent[] {
  const { startedAt } = younger
  const before = older.events.filter(({ at, type }) => at < startedAt && (type === 'pause' || type === 'resume'))
  const resumed: readonly ClockEvent[] = standsStill(before) ? [{ at: startedAt, type: 'resume' }] : []
  return [...before, ...resumed, ...younger.events]
}

const earliest = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b)

/** What a new owner's own clock begins with (`restartOnReassign`). */
export type RepClock = Pick<
  ClockRecord,
  'kind' | 'calendar' | 'targetSeconds' | 'warnAt' | 'pausedIn' | 'ladder' | 'startedAt' | 'events'
> & { readonly repId: string }

/**
 * The clock of whoever gets the lead at `at`: the whole target again, by the terms that the lead's own clock has then; that one runs
 * on. It stands still from the start while the lead's does. The clock of the owner before is to be cancelled at `at`: a breach of it stays his.
 */
export function repClock(lead: ClockRecord, repId: string, at: Instant): RepClock {
  const events = lead.events.filter((event) => event.at <= at)
  return {
    repId,
    kind: lead.kind,
    calendar: calendarOf({ ...lead, events }),
    targetSeconds: targetOf({ ...lead, events }),
    warnAt: lead.warnAt,
    pausedIn: lead.pausedIn,
    ladder: lead.ladder,
    startedAt: at,
    events: standsStill(events) ? [{ at, type: 'pause' }] : [],
  }
}
