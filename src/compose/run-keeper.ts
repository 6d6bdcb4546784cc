import type { JobRun } from '#ports/jobs.ts'
import type { Clock } from '#ports/clock.ts'
import type { Log } from '#ports/log.ts'
import type { Store } from '#ports/store.ts'

/** Jobs of every second need not be written every second. */
const SAVE_EVERY_MS = 5_000

interface Kept {
  savedAt: number
  failing: boolean
  runs: number
  failures: number
}

/**
 * Remembers what each job did last, for people: one small write for a job in a few seconds, at once when it begins or ceases to fail.
 * One that cannot be written is told of and forgotten; no job waits for it.
 */
export function runKeeper(
  store: Pick<Store, 'jobRuns'>,
  worker: string,
  log: Pick<Log, 'warn'>,
  clock: Clock,
): (run: Omit<JobRun, 'worker'>) => void {
  const known = new Map<string, Kept>()
  return (run) => {
    const kept = known.get(run.name) ?? { savedAt: 0, failing: false, runs: 0, failures: 0 }
    known.set(run.name, kept)
    const failing = run.error !== null
    kept.runs += 1
    kept.failures += failing ? 1 : 0
    const endedAt = run.startedAt + run.tookMs
    if (failing === kept.failing && endedAt - kept.savedAt < SAVE_EVERY_MS) return
    const { runs, failures } = kept
    Object.assign(kept, { savedAt: endedAt, failing, runs: 0, failures: 0 })
    store.jobRuns
      // Told by the clock of everything else on the pages, which is not the machine's in a demo.
      .save({ ...run, startedAt: clock.now() - run.tookMs, worker }, { runs, failures })
      .catch((error: unknown) => log.warn({ err: error, job: run.name }, 'what a job did could not be remembered'))
  }
}
