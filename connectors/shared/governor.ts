import { dailyFacts, paceOf, type DailyReport, type Pace } from '#domain/budget/daily.ts'
import { RemoteError } from '#domain/errors.ts'
import type { ConnectionId, Side } from '#domain/ids.ts'
import type { Lane } from '#domain/lane.ts'
import type { BudgetStore, CallTrouble, SharedWindows } from '#ports/budget.ts'
import type { Clock } from '#ports/clock.ts'
import { createCallCounter, type CallCounter } from './call-counter.ts'
import { errand, type Errand } from './lane.ts'
import { createLimiter, type Limiter } from './limiter.ts'
import { createPacer } from './pacer.ts'
import { realTiming, type Timing } from './timing.ts'
import type { Allowance } from './window.ts'

/** What the workers of one connection have in common. */
export interface SharedBudget {
  /** Null: this process is the only one. */
  readonly windows: SharedWindows | null
  readonly worker: string
  readonly store: BudgetStore
  /** Part of the platform's daily limit that Tandem may use, 0 to 1. */
  readonly share: number
  /** Hears that counts could not be kept; they are kept with the next ones. */
  readonly onTrouble: (error: unknown) => void
}

export interface Governor<Bucket extends string> extends Limiter<Bucket> {
  readonly counter: CallCounter
  /** As `run`, for one call that counts in several short limits: it waits for each in this order, and is one call of the day. */
  runInAll<T>(buckets: readonly Bucket[], work: () => Promise<T>, signal?: AbortSignal): Promise<T>
  /** What an answer says about the platform's day. */
  report(report: DailyReport): void
  /** The platform refused a call because of its limits and wants none for `ms`. */
  refused(bucket: Bucket, reason: { readonly code: string; readonly retryAfterMs: number }): void
  /** From now on the budget is that of all workers together. Calls made before are counted with it. */
  join(shared: SharedBudget): void
  /** Keeps the counts and looks how the day stands. Happens by itself every few seconds while calls are made. */
  settle(): Promise<void>
}

export interface GovernorOptions<Bucket extends string> {
  readonly side: Side
  readonly connectionId: ConnectionId
  readonly allowances: Readonly<Record<Bucket, Allowance>>
  readonly clock: Clock
  readonly timing?: Timing | undefined
}

const SETTLE_MS = 5_000
const HOUR_MS = 3_600_000
/** Hours that the facts of a day need: 24, the one it began in and one more for rates. */
const LOOK_BACK_MS = 26 * HOUR_MS
/** Longest wait inside of a call; beyond, the error goes up and the job waits. */
const LONGEST_PAUSE_MS = 12_000
/** A day that is used up is tried again after this: it may roll, and the limit may be raised. */
const DAY_OVER_MS = 15 * 60_000
const BACKFILL_HELD_MS = 15 * 60_000

const FREE: Pace = { kind: 'free' }
const ALL_FREE: Readonly<Record<Lane, Pace>> = { handoff: FREE, live: FREE, backfill: FREE }

/**
 * The budget of one account: short limits (limiter.ts), the platform's day, and the counts of both. It slows down before a limit
 * and lets something of every lane but backfill through always. Nothing is asked of the store inside of a call.
 */
export function createGovernor<Bucket extends string>(options: GovernorOptions<Bucket>): Governor<Bucket> {
  const { side, connectionId, clock } = options
  const timing = options.timing ?? realTiming
  const limiter = createLimiter(options.allowances, timing)
  const counter = createCallCounter()
  const pacers = { handoff: createPacer(), live: createPacer() }
  let shared: SharedBudget | null = null
  let latest: (DailyReport & { readonly seenAt: number }) | null = null
  let paces = ALL_FREE
  let stoppedUntil: number | null = null
  let trouble: CallTrouble | null = null
  let settledAt = Number.NEGATIVE_INFINITY
  let settling: Promise<void> | null = null

  /** @throws RemoteError that makes the job wait, when the day's budget has no call for this lane now. */
  const assertBudget = ({ lane, purpose }: Errand): void => {
    if (purpose === 'end') return
    const now = clock.now()
    if (stoppedUntil !== null && stoppedUntil > now) throw held(side, 'the platform refuses calls', stoppedUntil - now)
    const pace = paces[lane]
    if (pace.kind === 'free') return
    if (pace.kind === 'held' || lane === 'backfill') throw held(side, 'backfills wait', BACKFILL_HELD_MS)
    const waitMs = pacers[lane].take(pace.perMs, now)
    if (waitMs > 0) throw held(side, `calls of the lane ${lane} are spread`, waitMs)
  }

  const settleNow = async (): Promise<void> => {
    if (shared === null) return
    const { store, share, onTrouble } = shared
    const counts = counter.drain()
    const report = latest
    const now = clock.now()
    const platformNow = report === null ? now : report.at + Math.max(0, now - report.seenAt)
    const hour = Math.floor(platformNow / HOUR_MS) * HOUR_MS
    try {
      await store.record(
        connectionId,
        side,
        counts.map((count) => ({ ...count, hour })),
        report,
      )
    } catch (error) {
      counter.putBack(counts)
      onTrouble(error)
      return
    }
    const failed = trouble
    trouble = null
    if (failed !== null) await store.failed(connectionId, side, failed).catch(onTrouble)
    try {
      const state = await store.read(connectionId, side, platformNow - LOOK_BACK_MS)
      const facts = dailyFacts(state.hours, state.report, share, platformNow)
      paces = {
        handoff: paceOf(facts, 'handoff'),
        live: paceOf(facts, 'live'),
        backfill: paceOf(facts, 'backfill'),
      }
      stoppedUntil = state.stoppedUntil
    } catch (error) {
      onTrouble(error)
    }
  }

  const settle = (): Promise<void> => {
    settledAt = timing.now()
    settling ??= settleNow().finally(() => {
      settling = null
    })
    return settling
  }

  const runInAll: Governor<Bucket>['runInAll'] = async (buckets, work, signal) => {
    assertBudget(errand())
    const admitted = buckets.reduceRight((inner, bucket) => () => limiter.run(bucket, inner, signal), work)
    try {
      return await admitted()
    } catch (error) {
      if (error instanceof RemoteError && isOfTheAccount(error) && !isAnswer(error, errand()))
        trouble = { at: clock.now(), code: error.code, message: error.message }
      throw error
    } finally {
      if (shared !== null && timing.now() - settledAt >= SETTLE_MS) void settle()
    }
  }

  return {
    counter,
    run: (bucket, work, signal) => runInAll([bucket], work, signal),
    runInAll,
    pause: (bucket, ms) => limiter.pause(bucket, ms),
    resize: (bucket, size) => limiter.resize(bucket, size),
    share: (windows, worker) => limiter.share(windows, worker),
    report: (report) => {
      latest = { ...report, seenAt: clock.now() }
    },
    refused: (bucket, { code, retryAfterMs }) => {
      counter.countRateLimited()
      limiter.pause(bucket, Math.min(retryAfterMs, LONGEST_PAUSE_MS))
      if (shared === null || retryAfterMs <= LONGEST_PAUSE_MS) return
      const until = clock.now() + Math.min(retryAfterMs, DAY_OVER_MS)
      if (code === 'DAILY_LIMIT') stoppedUntil = until
      shared.store.stop(connectionId, side, until).catch(shared.onTrouble)
    },
    join: (budget) => {
      shared = budget
      if (budget.windows !== null) limiter.share(budget.windows, budget.worker)
    },
    settle: async () => {
      await settling
      await settle()
    },
  }
}

/** Refusals that have to do with one record are told where that record waits. */
const isOfTheAccount = ({ status }: RemoteError): boolean =>
  status === undefined || status === 401 || status === 403 || status === 429 || status >= 500

/** A probe is refused what it asks for: that is what it was to find out. */
const isAnswer = ({ status }: RemoteError, { purpose }: Errand): boolean => purpose === 'probe' && status === 403

const NAMES: Readonly<Record<Side, string>> = { hubspot: 'HubSpot', salesforce: 'Salesforce' }

function held(side: Side, why: string, retryAfterMs: number): RemoteError {
  return new RemoteError({
    code: 'API_BUDGET',
    disposition: 'retry-after',
    message: `the daily API calls of ${NAMES[side]} are nearly used up: ${why}`,
    remedy: `Nothing to do: Tandem goes on by itself. \`tandem budget\` shows the calls; budget.${side}DailyShare says how many Tandem may make.`,
    retryAfterMs: Math.max(1_000, retryAfterMs),
    context: { side },
  })
}
