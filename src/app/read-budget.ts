import {
  dailyFacts,
  dayStart,
  forecast,
  paceOf,
  pollEveryMs,
  type DailyFacts,
  type Pace,
} from '#domain/budget/daily.ts'
import type { BudgetConfig } from '#domain/config.ts'
import type { ConnectionId, Side } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import { LANES, type Lane } from '#domain/lane.ts'
import type { BudgetState } from '#ports/budget.ts'
import type { Store } from '#ports/store.ts'

const HOUR_MS = 3_600_000
/** Hours that the facts of a day need: 24, the one it began in and one more for rates. */
const LOOK_BACK_MS = 26 * HOUR_MS

interface Day {
  readonly state: BudgetState
  readonly facts: DailyFacts
  /** The platform's clock. */
  readonly now: Instant
  readonly from: Instant
}

interface Where {
  readonly store: Pick<Store, 'budget'>
  readonly connection: ConnectionId
  readonly budget: BudgetConfig
  /** Our clock. */
  readonly now: Instant
}

async function readDay({ store, connection, budget, now }: Where, side: Side): Promise<Day> {
  const guess = await store.budget.read(connection, side, now - LOOK_BACK_MS)
  const platformNow =
    guess.report === null || guess.seenAt === null ? now : guess.report.at + Math.max(0, now - guess.seenAt)
  // Rare: a sandbox's clock that runs ahead or behind.
  const state =
    Math.abs(platformNow - now) < HOUR_MS
      ? guess
      : await store.budget.read(connection, side, platformNow - LOOK_BACK_MS)
  const share = side === 'hubspot' ? budget.hubspotDailyShare : budget.salesforceDailyShare
  return {
    state,
    facts: dailyFacts(state.hours, state.report, share, platformNow),
    now: platformNow,
    from: dayStart(state.report, platformNow),
  }
}

/**
 * Whether a side is to be asked for changes now. The interval is `baseMs` as long as the day's calls last and grows up to
 * 15 minutes when they would not; of several workers one is told to poll.
 */
export async function isPollDue(where: Where, side: Side, baseMs: number): Promise<boolean> {
  const { facts, now } = await readDay(where, side)
  return where.store.budget.claimPoll(where.connection, side, {
    now: where.now,
    everyMs: pollEveryMs(facts, baseMs),
    slackMs: baseMs / 2,
    hour: Math.floor(now / HOUR_MS) * HOUR_MS,
  })
}

/** The daily budget of one side, for people. Calls are those of the platform's day (HubSpot) or of the last 24 hours. */
export interface SideBudget {
  readonly side: Side
  readonly window: DailyFacts['window']
  readonly limit: number | null
  readonly share: number
  /** Calls that Tandem may make; null without a known limit. */
  readonly allowance: number | null
  readonly usedByTandem: number
  /** Null where the platform does not say. */
  readonly usedByEverybody: number | null
  /** When the platform said so, by its own clock. */
  readonly reportedAt: Instant | null
  readonly resetsAt: Instant | null
  /** Calls of Tandem by the end of the day if it goes on as in the last hour. */
  readonly forecast: number
  readonly lanes: Readonly<Record<Lane, { readonly calls: number; readonly pace: Pace }>>
  readonly rateLimited: number
  /** Until then the platform refuses calls, by our clock; null when it does not. */
  readonly stoppedUntil: Instant | null
  /** Seconds between two polls as decided last; null before the first poll. */
  readonly pollSeconds: number | null
  /** When the last poll began, of whatever worker; null before the first. */
  readonly polledAt: Instant | null
  readonly endpoints: readonly { readonly endpoint: string; readonly calls: number }[]
}

export async function readBudget(where: Where, side: Side): Promise<SideBudget> {
  const { state, facts, from } = await readDay(where, side)
  const today = state.hours.filter(({ hour }) => hour + HOUR_MS > from)
  const callsIn = (lane: Lane): number => today.reduce((sum, usage) => sum + (usage.lane === lane ? usage.calls : 0), 0)
  const { stoppedUntil, pollMs } = state
  return {
    side,
    window: facts.window,
    limit: facts.limit,
    share: facts.share,
    allowance: facts.limit === null ? null : Math.floor(facts.limit * facts.share),
    usedByTandem: facts.usedByTandem,
    usedByEverybody: facts.usedByAll,
    reportedAt: state.report?.at ?? null,
    resetsAt: state.report?.resetsAt ?? null,
    forecast: forecast(facts),
    lanes: Object.fromEntries(
      LANES.map((lane) => [lane, { calls: callsIn(lane), pace: paceOf(facts, lane) }]),
    ) as SideBudget['lanes'],
    rateLimited: today.reduce((sum, usage) => sum + usage.rateLimited, 0),
    stoppedUntil: stoppedUntil !== null && stoppedUntil > where.now ? stoppedUntil : null,
    pollSeconds: pollMs === null ? null : Math.round(pollMs / 1000),
    polledAt: state.polledAt,
    endpoints: await where.store.budget.byEndpoint(where.connection, side, Math.floor(from / HOUR_MS) * HOUR_MS),
  }
}
