import { randomUUID } from 'node:crypto'
import type { JobsOptions, Queue, Worker } from 'bullmq'
import type { RequestHandler } from 'express'
import { InvariantError } from '#domain/errors.ts'
import type { Jobs, JobsView } from '#ports/jobs.ts'
import { boardOf } from './board.ts'
import { type JobBackend, openBackend } from './backend.ts'
import type { JobDefinition } from './define.ts'
import { viewOf } from './view.ts'
import { startWorkers, type WorkOptions } from './workers.ts'

export interface JobCounts {
  readonly waiting: number
  readonly active: number
  readonly delayed: number
  readonly failed: number
}

export interface JobRuntime extends Jobs, JobsView {
  /** Over all queues of the registry. `delayed` includes the next run of every schedule. */
  counts(): Promise<JobCounts>
  /** Resolves when nothing waits or runs any more (jobs for later do not count), or when the time is over. */
  whenIdle(timeoutMs: number): Promise<'idle' | 'timeout'>
  /** Stops taking jobs in this process; running ones end first. */
  pause(): Promise<void>
  resume(): void
  /** The queues as a page of their own at this path; the caller guards it. */
  board(path: string): RequestHandler
  /** Lets running jobs end, then closes workers and queues. The backend's own connection stays open. */
  close(): Promise<void>
}

export interface JobRuntimeOptions<D> extends WorkOptions<D> {
  readonly backend: JobBackend
  /** What jobs get; a function when it needs the queue itself. */
  readonly deps: D | ((jobs: Jobs) => D)
  /** `enqueue`: puts jobs in and runs none (a web process beside workers). Default `work`. */
  readonly role?: 'work' | 'enqueue'
  /** Wait before the second try, doubled for each further one, with jitter; default 1 s. */
  readonly backoffMs?: number
}

const DEFAULT_BACKOFF_MS = 1_000
const JITTER = 0.5
const IDLE_CHECK_MS = 400
const DAY_SECONDS = 24 * 60 * 60
/** Finished jobs are kept for people and for the idempotency of their ids, but not for ever. */
const KEEP = {
  removeOnComplete: { count: 1_000, age: DAY_SECONDS },
  removeOnFail: { count: 5_000, age: 14 * DAY_SECONDS },
}

/**
 * Opens the queues of a registry, brings their schedules up to date and starts to work.
 *
 * @throws InvariantError when a job is registered twice; UsageError when the backend cannot be reached.
 */
export async function startJobs<D>(options: JobRuntimeOptions<D>): Promise<JobRuntime> {
  const byName = indexByName(options.registry)
  const factory = await openBackend(options.backend)
  const queues = new Map(
    [...new Set(options.registry.map((job) => job.queue))].map((name) => [name, factory.queue(name)]),
  )
  for (const [name, queue] of queues)
    queue.on('error', (error) => options.log.error({ queue: name, err: error }, 'the queue lost its connection'))
  const backoffMs = options.backoffMs ?? DEFAULT_BACKOFF_MS
  const enqueue = enqueuer(byName, queues, backoffMs)
  const { deps } = options
  const isFactory = (value: D | ((jobs: Jobs) => D)): value is (jobs: Jobs) => D => typeof value === 'function'
  const resolved = isFactory(deps) ? deps({ enqueue }) : deps
  const workers = options.role === 'enqueue' ? [] : startWorkers(options, factory, queues, byName, resolved)
  const runtime: JobRuntime = {
    enqueue,
    counts: () => countAll([...queues.values()]),
    ...viewOf(options.registry, queues, enqueue),
    whenIdle: (timeoutMs) => waitUntilIdle([...queues.values()], workers, timeoutMs),
    pause: async () => {
      await Promise.all(workers.map((worker) => worker.pause()))
    },
    resume: () => {
      for (const worker of workers) void worker.resume()
    },
    board: (path) => boardOf([...queues.values()], path, options.backend.kind),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.close()))
      await Promise.all([...queues.values()].map((queue) => queue.close()))
    },
  }
  try {
    await Promise.all(workers.map((worker) => worker.waitUntilReady()))
    if (options.role !== 'enqueue') await keepSchedules(options.registry, queues, backoffMs)
  } catch (error) {
    await runtime.close()
    throw error
  }
  return runtime
}

function indexByName<D>(registry: readonly JobDefinition<D>[]): ReadonlyMap<string, JobDefinition<D>> {
  const byName = new Map<string, JobDefinition<D>>()
  for (const job of registry) {
    if (byName.has(job.name)) throw new InvariantError(`the job ${job.name} is registered twice`, { job: job.name })
    byName.set(job.name, job)
  }
  return byName
}

const triesOf = (job: JobDefinition<never>, backoffMs: number): JobsOptions => ({
  attempts: job.attempts,
  backoff: { type: 'exponential', delay: backoffMs, jitter: JITTER },
  ...KEEP,
})

function enqueuer<D>(
  byName: ReadonlyMap<string, JobDefinition<D>>,
  queues: ReadonlyMap<string, Queue>,
  backoffMs: number,
): Jobs['enqueue'] {
  return async (name, payload, { delayMs = 0, jobId } = {}) => {
    const job = byName.get(name)
    const queue = job === undefined ? undefined : queues.get(job.queue)
    if (job === undefined || queue === undefined)
      throw new InvariantError(`there is no job named ${name}`, { job: name })
    // BullMQ keeps ":" for its own keys.
    const id = jobId?.replaceAll(':', '_') ?? randomUUID()
    const dueAt = Date.now() + delayMs
    const added = await queue.add(name, payload, {
      ...triesOf(job, backoffMs),
      jobId: id,
      delay: delayMs,
      deduplication: { id: `${name}:${job.dedupeKey(payload)}`, keepLastIfActive: true },
    })
    if (added.id !== undefined && added.id !== id) await bringForward(queue, added.id, dueAt)
  }
}

/**
 * One that waits for a later instant than the one just asked for runs at the earlier one, or the notice would be late. One that
 * was started before waits for its backoff or for a limit, and goes on doing so.
 */
async function bringForward(queue: Queue, id: string, dueAt: number): Promise<void> {
  const waiting = await queue.getJob(id)
  if (waiting === undefined || waiting.attemptsStarted > 0 || waiting.timestamp + waiting.delay <= dueAt) return
  if (!(await waiting.isDelayed())) return
  try {
    await waiting.changeDelay(Math.max(0, dueAt - Date.now()))
  } catch (error) {
    // It may have started between the question and the change: then it runs now, which is what was wanted.
    if (await waiting.isDelayed()) throw error
  }
}

/** Schedules of jobs that are gone from the registry are gone from the queue as well. */
async function keepSchedules<D>(
  registry: readonly JobDefinition<D>[],
  queues: ReadonlyMap<string, Queue>,
  backoffMs: number,
): Promise<void> {
  const scheduled = registry.filter((job) => job.schedule !== null)
  const names = new Set<string>(scheduled.map((job) => job.name))
  for (const queue of queues.values())
    for (const { key } of await queue.getJobSchedulers()) if (!names.has(key)) await queue.removeJobScheduler(key)
  for (const job of scheduled)
    if (job.schedule !== null)
      await queues
        .get(job.queue)
        ?.upsertJobScheduler(
          job.name,
          { every: job.schedule.everyMs },
          { name: job.name, data: job.schedule.input, opts: triesOf(job, backoffMs) },
        )
}

async function countAll(queues: readonly Queue[]): Promise<JobCounts> {
  const all = await Promise.all(
    queues.map((queue) => queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed', 'failed')),
  )
  const sum = (...states: readonly string[]): number =>
    all.reduce((total, counts) => total + states.reduce((n, state) => n + (counts[state] ?? 0), 0), 0)
  return {
    waiting: sum('waiting', 'prioritized'),
    active: sum('active'),
    delayed: sum('delayed'),
    failed: sum('failed'),
  }
}

async function waitUntilIdle(
  queues: readonly Queue[],
  workers: readonly Worker[],
  timeoutMs: number,
): Promise<'idle' | 'timeout'> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const { waiting, active } = await countAll(queues)
    if (waiting + active === 0) return 'idle'
    const leftMs = deadline - performance.now()
    if (leftMs <= 0) return 'timeout'
    await somethingHappened(workers, Math.min(IDLE_CHECK_MS, leftMs))
  }
}

/** Other processes work on the same queues unheard, so a short time counts as an event too. */
function somethingHappened(workers: readonly Worker[], withinMs: number): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer)
      for (const worker of workers) worker.off('drained', finish)
      resolve()
    }
    const timer = setTimeout(finish, withinMs)
    for (const worker of workers) worker.on('drained', finish)
  })
}
