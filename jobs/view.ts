import type { Queue } from 'bullmq'
import { TandemError } from '#domain/errors.ts'
import type { JobRun, Jobs, JobsView } from '#ports/jobs.ts'
import type { JobDefinition } from './define.ts'

/** What is going on with the jobs of a registry: the queues know it, whichever process works on them. */
export function viewOf<D>(
  registry: readonly JobDefinition<D>[],
  queues: ReadonlyMap<string, Queue>,
  enqueue: Jobs['enqueue'],
): JobsView {
  return {
    schedules: async () => {
      const planned = await Promise.all([...queues.values()].map((queue) => queue.getJobSchedulers()))
      const byName = new Map(planned.flat().map((schedule) => [schedule.key, schedule]))
      return registry.flatMap((job) => {
        const found = byName.get(job.name)
        const everyMs = found?.every === undefined ? (job.schedule?.everyMs ?? null) : found.every
        return everyMs === null
          ? []
          : [
              {
                name: job.name,
                queue: job.queue,
                everyMs,
                nextAt: found?.next ?? null,
              },
            ]
      })
    },
    queues: () =>
      Promise.all(
        [...queues].map(async ([name, queue]) => {
          const counts = await queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed', 'failed')
          const of = (state: string): number => counts[state] ?? 0
          return {
            queue: name,
            waiting: of('waiting') + of('prioritized'),
            active: of('active'),
            delayed: of('delayed'),
            failed: of('failed'),
          }
        }),
      ),
    runNow: async (name) => {
      const job = registry.find((one) => one.name === name)
      // What runs by itself takes nothing.
      if (job === undefined || !takesNothing(job)) return false
      await enqueue(name, {})
      return true
    },
  }
}

function takesNothing<D>(job: JobDefinition<D>): boolean {
  try {
    job.dedupeKey({})
    return true
  } catch {
    return false
  }
}

/** Tells of a run when it has ended. What it threw goes on to whoever asked for it. */
export async function reported(
  onRun: ((run: Omit<JobRun, 'worker'>) => void) | undefined,
  name: string,
  work: () => Promise<void>,
): Promise<void> {
  if (onRun === undefined) return work()
  const startedAt = Date.now()
  let error: string | null = null
  try {
    await work()
  } catch (thrown) {
    error =
      thrown instanceof TandemError ? `${thrown.code}: ${thrown.message}` : 'UNEXPECTED: see the log of the worker'
    throw thrown
  } finally {
    onRun({ name, startedAt, tookMs: Date.now() - startedAt, error })
  }
}
