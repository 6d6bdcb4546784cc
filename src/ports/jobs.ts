import type { Instant } from '#domain/instant.ts'

/** Queueing as the app sees it. Payloads are ids and small values; every job re-reads state before it acts. */
export interface Jobs {
  /**
   * Puts a job of the registry on its queue. Same name and `dedupeKey` while one waits = one job.
   * @param options.delayMs run no earlier than this from now; default at once.
   */
  enqueue(
    name: string,
    payload: unknown,
    options?: { readonly delayMs?: number; readonly jobId?: string },
  ): Promise<void>
}

/** One run of a job, when it has ended. */
export interface JobRun {
  readonly name: string
  readonly startedAt: Instant
  readonly tookMs: number
  readonly worker: string
  /** Code of what went wrong; null: nothing. */
  readonly error: string | null
}

/** A job that runs by itself. */
export interface JobSchedule {
  readonly name: string
  readonly queue: string
  /** Null: only when it is asked for. */
  readonly everyMs: number | null
  /** Null: not known, or not by itself. */
  readonly nextAt: Instant | null
}

export interface QueueCounts {
  readonly queue: string
  readonly waiting: number
  readonly active: number
  readonly delayed: number
  readonly failed: number
}

/** What is going on with jobs, of whatever process. */
export interface JobsView {
  schedules(): Promise<readonly JobSchedule[]>
  queues(): Promise<readonly QueueCounts[]>
  /** Has a job of a schedule run at once. @returns false: there is none of this name. */
  runNow(name: string): Promise<boolean>
}

/** How often the schedules run; null: never by themselves (a run to quiescence asks for each round itself). */
export interface Rhythm {
  readonly pollMs: number | null
  readonly clocksMs: number | null
  readonly outboxMs: number | null
  readonly costsMs: number | null
  /** HubSpot lists that the configuration names, and the campaign members that follow from them. */
  readonly listsMs: number | null
  readonly campaignsMs: number | null
}

export const NO_SCHEDULES: Rhythm = {
  pollMs: null,
  clocksMs: null,
  outboxMs: null,
  costsMs: null,
  listsMs: null,
  campaignsMs: null,
}
