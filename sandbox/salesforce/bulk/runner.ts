import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises'
import type { Org } from '../org.ts'
import type { Ending, Pause } from './ingest-work.ts'
import { ingest } from './ingest-work.ts'
import type { Job } from './job.ts'
import { answerQuery } from './query-work.ts'

/** How often the clock is looked at while a job waits for its time. */
const LOOK_MS = 5

/**
 * Works through the queue, one job after the other in the order they were queued, so that the same calls give the same
 * ids. A job is begun only after the call that queued it is answered.
 */
export class BulkRunner {
  readonly #org: Org
  #running = false
  #stopped = false

  constructor(org: Org) {
    this.#org = org
    org.bulk.wake = () => this.#wake()
  }

  stop(): void {
    this.#stopped = true
  }

  #wake(): void {
    if (this.#running || this.#stopped) return
    this.#running = true
    void this.#run().finally(() => {
      this.#running = false
    })
  }

  async #run(): Promise<void> {
    await nextTurn()
    for (let job = this.#next(); job !== undefined && !this.#stopped; job = this.#next()) {
      if (this.#isDue(job)) await this.#work(job)
      else await delay(LOOK_MS, undefined, { ref: false })
    }
  }

  #next(): Job | undefined {
    const waiting = this.#org.bulk.all().filter((job) => job.state === 'UploadComplete' || job.state === 'InProgress')
    return waiting.toSorted((a, b) => (a.queuedAt ?? 0) - (b.queuedAt ?? 0))[0]
  }

  #isDue(job: Job): boolean {
    return this.#org.now() >= (job.queuedAt ?? 0) + this.#org.bulk.settings.processingMs
  }

  async #work(job: Job): Promise<void> {
    const { bulk } = this.#org
    const { generation } = bulk
    const began = this.#org.now() - job.workedMs
    const workedMs = () => this.#org.now() - began
    const goesOn = () => bulk.generation === generation && !this.#stopped && bulk.get(job.id)?.state === 'InProgress'
    const pause: Pause = async () => {
      await nextTurn()
      return goesOn()
    }
    this.#save(job.id, { state: 'InProgress' })
    const progress = (lines?: number) => this.#save(job.id, { ...this.#counts(job, lines), workedMs: workedMs() })
    let ending: Ending
    try {
      ending =
        job.kind === 'ingest'
          ? await ingest(this.#org, job, pause, () => progress())
          : await answerQuery(this.#org, job, pause, progress)
    } catch (error) {
      ending = { state: 'Failed', problem: error instanceof Error ? error.message : String(error) }
    }
    if (ending === null || !goesOn()) return
    this.#save(job.id, {
      state: ending.state,
      workedMs: workedMs(),
      errorMessage: ending.state === 'Failed' ? ending.problem : null,
    })
  }

  #counts(job: Job, lines = 0): Partial<Job> {
    if (job.kind === 'query') return { processed: lines }
    const results = this.#org.bulk.ingests.get(job.id)?.results ?? []
    const known = this.#org.bulk.get(job.id)
    const before = known?.kind === 'ingest' ? known : { processed: 0, failed: 0 }
    let { failed } = before
    for (let at = before.processed; at < results.length; at += 1) if (results[at]?.error !== null) failed += 1
    return { processed: results.length, failed }
  }

  #save(id: string, changes: Partial<Job>): void {
    const job = this.#org.bulk.get(id)
    if (job) this.#org.bulk.put({ ...job, ...changes, systemModstamp: this.#org.stamp() } as Job)
  }
}
