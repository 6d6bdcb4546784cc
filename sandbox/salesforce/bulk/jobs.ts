import type { IngestData, Job, QueryData } from './job.ts'
import { DailyQuota } from './quota.ts'
import type { BulkSettings } from './settings.ts'
import { BULK_DEFAULTS, JOB_LIFETIME_MS } from './settings.ts'

/** Plain JSON; lists that no longer change are shared with the state they were taken from. */
export interface BulkState {
  readonly jobs: readonly Job[]
  readonly ingests: Readonly<Record<string, IngestData>>
  readonly queries: Readonly<Record<string, QueryData>>
  readonly settings: BulkSettings
  readonly queryJobs: Readonly<Record<number, number>>
  readonly batches: Readonly<Record<number, number>>
  readonly resultKilobytes: Readonly<Record<number, number>>
}

/** The org's bulk jobs, oldest first, with what was uploaded to them and what they gave. */
export class BulkJobs {
  settings: BulkSettings
  readonly queryJobs: DailyQuota
  readonly batches: DailyQuota
  readonly resultKilobytes: DailyQuota
  readonly ingests = new Map<string, IngestData>()
  readonly queries = new Map<string, QueryData>()
  /** Told when there may be work; set by the runner. */
  wake: () => void = () => undefined
  /** Grows with every restore, so that work begun before it is not carried on. */
  generation = 0
  readonly #now: () => number
  readonly #jobs = new Map<string, Job>()

  constructor(now: () => number, settings: Partial<BulkSettings> = {}) {
    this.#now = now
    this.settings = { ...BULK_DEFAULTS, ...settings }
    this.queryJobs = new DailyQuota(now)
    this.batches = new DailyQuota(now)
    this.resultKilobytes = new DailyQuota(now)
  }

  /** https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-bulkapi.html */
  #removeOld(): void {
    const oldest = this.#now() - JOB_LIFETIME_MS
    for (const job of this.#jobs.values()) {
      // Jobs are kept in the order they were made.
      if (job.createdAt >= oldest) break
      this.remove(job.id)
    }
  }

  all(): readonly Job[] {
    this.#removeOld()
    return [...this.#jobs.values()]
  }

  get(id: string): Job | undefined {
    this.#removeOld()
    return this.#jobs.get(id)
  }

  put(job: Job): void {
    this.#jobs.set(job.id, job)
  }

  remove(id: string): void {
    this.#jobs.delete(id)
    this.ingests.delete(id)
    this.queries.delete(id)
  }

  save(): BulkState {
    const ingests = [...this.ingests].map(([id, data]): [string, IngestData] => [
      id,
      { ...data, results: [...data.results] },
    ])
    return {
      jobs: this.all(),
      ingests: Object.fromEntries(ingests),
      queries: Object.fromEntries(this.queries),
      settings: this.settings,
      queryJobs: this.queryJobs.save(),
      batches: this.batches.save(),
      resultKilobytes: this.resultKilobytes.save(),
    }
  }

  /** Exactly as it was; jobs that were queued or under way go on. A snapshot from before there were jobs has none. */
  load(state: BulkState | undefined): void {
    this.generation += 1
    this.#jobs.clear()
    this.ingests.clear()
    this.queries.clear()
    for (const job of state?.jobs ?? []) this.#jobs.set(job.id, job)
    for (const [id, data] of Object.entries(state?.ingests ?? {})) {
      this.ingests.set(id, { ...data, results: [...data.results] })
    }
    for (const [id, data] of Object.entries(state?.queries ?? {})) this.queries.set(id, data)
    if (state !== undefined) this.settings = { ...BULK_DEFAULTS, ...state.settings }
    this.queryJobs.load(state?.queryJobs ?? {})
    this.batches.load(state?.batches ?? {})
    this.resultKilobytes.load(state?.resultKilobytes ?? {})
    this.wake()
  }
}
