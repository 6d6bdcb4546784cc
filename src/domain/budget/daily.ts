import type { Instant } from '../instant.ts'
import type { Lane } from '../lane.ts'

/** Calls of one hour (by the platform's clock) in one lane. */
export interface HourUsage {
  /** Start of the hour. */
  readonly hour: Instant
  readonly lane: Lane
  readonly calls: number
  /** Of these, questions for changes. */
  readonly polls: number
  /** Times that all streams were asked for changes. */
  readonly cycles: number
  readonly rateLimited: number
}

/** What a platform last said about the calls of its day. */
export interface DailyReport {
  readonly limit: number
  /** By everybody, Tandem included. */
  readonly used: number
  /** When, by the platform's clock. */
  readonly at: Instant
  /** End of the platform's day; null where the day is the last 24 hours. */
  readonly resetsAt: Instant | null
}

export interface DailyFacts {
  /** Null while the platform has said nothing: then there is nothing to keep to. */
  readonly limit: number | null
  readonly usedByAll: number | null
  readonly usedByTandem: number
  /** Part of the limit that Tandem may use, 0 to 1. */
  readonly share: number
  /** `day`: starts anew at an instant. `rolling`: calls of 24 hours ago fall out one by one. */
  readonly window: 'day' | 'rolling'
  /** Until the day ends; 24 h where it rolls. */
  readonly msLeft: number
  /** Calls a millisecond over the last hour or so: all, of backfills, and of polls. */
  readonly rate: { readonly all: number; readonly backfill: number; readonly polls: number }
  /** Calls that asking all streams once costs; null before the first whole hour of counts. */
  readonly callsPerPoll: number | null
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** How far a lane may go, as parts of Tandem's share and of the whole limit, whichever is reached first. */
const ENDS: Readonly<Record<Lane, { readonly own: number; readonly all: number }>> = {
  backfill: { own: 0.8, all: 0.9 },
  live: { own: 0.95, all: 0.98 },
  handoff: { own: 1, all: 1 },
}
/** From here on live calls are spread over what is left of the day. */
const LIVE_SLOWS = { own: 0.9, all: 0.95 }
/** What goes on beyond the ends: never the whole sync stops. */
const TRICKLE_MS: Readonly<Record<'live' | 'handoff', number>> = { live: 60_000, handoff: 10_000 }

export const LONGEST_POLL_MS = 15 * 60_000
/** A day that rolls is not used up faster than in this time, however much of it is left. */
const ROLLING_HORIZON_MS = 6 * HOUR_MS

/** The first instant whose calls count today, as of `now`. A day whose end has passed has given way to the next. */
export function dayStart(report: DailyReport | null, now: Instant): Instant {
  if (report?.resetsAt == null) return now - DAY_MS
  return now >= report.resetsAt ? report.resetsAt : report.resetsAt - DAY_MS
}

/**
 * The day as it stands. Whole hours: the hour in which the day began counts whole, so calls are rather counted too many.
 *
 * @param now by the platform's clock.
 */
export function dailyFacts(
  hours: readonly HourUsage[],
  report: DailyReport | null,
  share: number,
  now: Instant,
): DailyFacts {
  const window = report === null || report.resetsAt === null ? 'rolling' : 'day'
  const from = dayStart(report, now)
  const today = hours.filter(({ hour }) => hour + HOUR_MS > from)
  const begun = report?.resetsAt != null && now >= report.resetsAt
  const msLeft = report?.resetsAt == null ? DAY_MS : report.resetsAt + (begun ? DAY_MS : 0) - now
  return {
    limit: report?.limit ?? null,
    usedByAll: report === null ? null : begun ? 0 : report.used,
    usedByTandem: sum(today, ({ calls }) => calls),
    share,
    window,
    msLeft: Math.max(1, msLeft),
    rate: {
      all: lastHour(hours, now, ({ calls }) => calls) / HOUR_MS,
      backfill: lastHour(hours, now, ({ lane, calls }) => (lane === 'backfill' ? calls : 0)) / HOUR_MS,
      polls: lastHour(hours, now, ({ polls }) => polls) / HOUR_MS,
    },
    callsPerPoll: callsPerPoll(hours, now),
  }
}

const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0)

/** This hour so far, and of the hour before the part that is less than an hour ago. */
function lastHour(hours: readonly HourUsage[], now: Instant, of: (usage: HourUsage) => number): number {
  const current = Math.floor(now / HOUR_MS) * HOUR_MS
  const elapsed = (now - current) / HOUR_MS
  const inHour = (hour: Instant): number =>
    sum(
      hours.filter((usage) => usage.hour === hour),
      of,
    )
  return inHour(current) + (1 - elapsed) * inHour(current - HOUR_MS)
}

function callsPerPoll(hours: readonly HourUsage[], now: Instant): number | null {
  const recent = hours.filter(({ hour }) => hour > now - 3 * HOUR_MS)
  const cycles = sum(recent, (usage) => usage.cycles)
  return cycles === 0 ? null : sum(recent, ({ polls }) => polls) / cycles
}

/** Calls of the day that Tandem may make up to these parts; below 0 when there are none. Infinite without a known limit. */
function leftUntil(facts: DailyFacts, parts: { readonly own: number; readonly all: number }): number {
  if (facts.limit === null) return Number.POSITIVE_INFINITY
  const own = facts.limit * facts.share * parts.own - facts.usedByTandem
  return Math.min(own, facts.limit * parts.all - (facts.usedByAll ?? 0))
}

export type Pace =
  | { readonly kind: 'free' }
  | { readonly kind: 'slow'; readonly perMs: number }
  | { readonly kind: 'held' }

/**
 * How fast a lane may go: backfills stop first, live changes are spread over the rest of the day and never stop altogether,
 * handovers go on undisturbed until the share itself is used up.
 *
 * @returns `slow`: one call in each `perMs` on average.
 */
export function paceOf(facts: DailyFacts, lane: Lane): Pace {
  const left = leftUntil(facts, ENDS[lane])
  if (lane === 'backfill') return left > 0 ? { kind: 'free' } : { kind: 'held' }
  if (lane === 'handoff') return left > 0 ? { kind: 'free' } : { kind: 'slow', perMs: TRICKLE_MS.handoff }
  if (leftUntil(facts, LIVE_SLOWS) > 0) return { kind: 'free' }
  const regained = facts.window === 'rolling' ? facts.usedByTandem : 0
  const perMs = left <= 0 ? TRICKLE_MS.live : facts.msLeft / (left + regained)
  return { kind: 'slow', perMs: Math.min(perMs, TRICKLE_MS.live) }
}

/** Calls of Tandem by the end of the day if it goes on as in the last hour; backfills, which end by themselves, left out. */
export function forecast(facts: DailyFacts): number {
  const steady = (facts.rate.all - facts.rate.backfill) * facts.msLeft
  return Math.round(facts.window === 'rolling' ? Math.max(facts.usedByTandem, steady) : facts.usedByTandem + steady)
}

/**
 * How long to wait between two polls so that the day's calls last: `baseMs` as long as they do, up to 15 minutes. What follows
 * from changes costs what it costs; only the polls can be had more seldom.
 */
export function pollEveryMs(facts: DailyFacts, baseMs: number): number {
  const longest = Math.max(baseMs, LONGEST_POLL_MS)
  const left = leftUntil(facts, ENDS.live)
  if (left <= 0) return longest
  if (facts.limit === null || facts.callsPerPoll === null || facts.callsPerPoll === 0) return baseMs
  const sustainable =
    facts.window === 'day'
      ? left / facts.msLeft
      : Math.min(left / ROLLING_HORIZON_MS, (left + facts.usedByTandem) / facts.msLeft)
  const forPolls = sustainable - Math.max(0, facts.rate.all - facts.rate.backfill - facts.rate.polls)
  if (forPolls <= 0) return longest
  return Math.min(longest, Math.max(baseMs, Math.ceil(facts.callsPerPoll / forPolls)))
}
