import { DelayedError, type Job, type Queue, type Worker } from 'bullmq'
import { InvariantError, TandemError } from '#domain/errors.ts'
import type { JobRun } from '#ports/jobs.ts'
import type { QueueFactory } from './backend.ts'
import type { JobDefinition } from './define.ts'
import { isFinal, settle } from './disposition.ts'
import { reported } from './view.ts'

/** What is said about jobs; pino's loggers fit. Payloads are never in it. */
export interface JobLog {
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}

export interface WorkOptions<D> {
  readonly registry: readonly JobDefinition<D>[]
  readonly log: JobLog
  /** Jobs of one queue at a time in this process; default 4. */
  readonly concurrency?: Readonly<Record<string, number>>
  /** Told of each run that has ended, also of one that failed. It must not throw and is not waited for. */
  readonly onRun?: (run: Omit<JobRun, 'worker'>) => void
  /** A worker holds its jobs so long without renewing; those of one that was killed are taken by another after that. Default 30 s. */
  readonly lockMs?: number
}

const DEFAULT_CONCURRENCY = 4
const DEFAULT_LOCK_MS = 30_000
/** A job of the same key runs in this process already: look again after this. */
const KEY_BUSY_MS = 250
/**
 * Workers look at the limit that `queue.rateLimit` sets only if they have a limiter of their own; this one never limits.
 * https://docs.bullmq.io/guide/rate-limiting#manual-rate-limit
 */
const ANY_RATE = { max: 1_000_000, duration: 1_000 }
/** Jobs are idempotent: one whose worker was killed is given to another, however often. */
const MAX_STALLED_COUNT = 20

/** A worker for each queue: no two jobs of one key run in this process at once, and what fails is settled by its disposition. */
export function startWorkers<D>(
  options: WorkOptions<D>,
  factory: QueueFactory,
  queues: ReadonlyMap<string, Queue>,
  byName: ReadonlyMap<string, JobDefinition<D>>,
  deps: D,
): readonly Worker[] {
  const busyKeys = new Set<string>()
  const lockMs = options.lockMs ?? DEFAULT_LOCK_MS
  return [...queues].map(([queueName, queue]) => {
    const process = async (bullJob: Job, token?: string): Promise<void> => {
      const job = byName.get(bullJob.name)
      if (job === undefined) throw new InvariantError(`there is no job named ${bullJob.name}`, { job: bullJob.name })
      const context = { job: bullJob, token, queue, onRetryAfter: job.onRetryAfter }
      let key: string | undefined
      try {
        key = `${job.name}:${job.dedupeKey(bullJob.data)}`
        if (busyKeys.has(key)) {
          key = undefined
          // The next run of a schedule comes anyway; a notice must not be lost, so it waits.
          if (bullJob.repeatJobKey !== undefined) return
          await bullJob.moveToDelayed(Date.now() + KEY_BUSY_MS, token)
          throw new DelayedError()
        }
        busyKeys.add(key)
        await reported(options.onRun, job.name, () => job.run(bullJob.data, deps))
      } catch (error) {
        if (error instanceof DelayedError) throw error
        await settle(error, context).catch(async (settled: unknown) => {
          if (isFinal(settled, bullJob)) await giveUp(job, bullJob.data, deps, error, options.log)
          throw settled
        })
      } finally {
        if (key !== undefined) busyKeys.delete(key)
      }
    }
    const worker = factory.worker(queueName, process, {
      concurrency: options.concurrency?.[queueName] ?? DEFAULT_CONCURRENCY,
      maxStalledCount: MAX_STALLED_COUNT,
      lockDuration: lockMs,
      // While a job counts as running, no other of its kind begins.
      stalledInterval: lockMs / 3,
      ...(waitsAsAWhole(options.registry, queueName) ? { limiter: ANY_RATE } : {}),
    })
    worker.on('error', (error) =>
      options.log.error({ queue: queueName, err: error }, 'a worker could not reach its queue'),
    )
    worker.on('failed', (bullJob, error) => reportFailure(options.log, queueName, bullJob, error))
    return worker
  })
}

/** That nobody could be told changes nothing about the job: it has failed. */
async function giveUp<D>(job: JobDefinition<D>, payload: unknown, deps: D, error: unknown, log: JobLog): Promise<void> {
  const why = error instanceof TandemError ? error.message : 'Something in Tandem went wrong; its log says more.'
  await job.givenUp(payload, deps, why).catch((untold: unknown) => {
    log.error({ job: job.name, err: untold }, 'it could not be noted that a job failed for good')
  })
}

const waitsAsAWhole = <D>(registry: readonly JobDefinition<D>[], queue: string): boolean =>
  registry.some((job) => job.queue === queue && job.onRetryAfter === 'queue-waits')

function reportFailure(log: JobLog, queue: string, job: Job | undefined, error: Error): void {
  const facts = { queue, job: job?.name, jobId: job?.id, attempts: job?.attemptsMade, err: error }
  if (job?.finishedOn === undefined) log.warn(facts, 'a job failed and will be tried again')
  else log.error(facts, 'a job failed for good')
}
