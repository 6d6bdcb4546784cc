import type { JobSchedule } from '#ports/jobs.ts'
import { readJobsContract, runJobContract } from '../../contract/jobs.ts'
import { toInstantTextOrNull } from '../../present/instants.ts'
import { titleOfJob } from '../../present/job-titles.ts'
import { HttpError } from '../../problem.ts'
import { connectionRoute } from '../../route.ts'

export const readJobs = connectionRoute(readJobsContract, async ({ scope, deps, now }) => {
  // The queues go by the machine's clock, everything else by Tandem's.
  const queuesNow = Date.now()
  const [schedules, runs, queues, inbox] = await Promise.all([
    deps.work.schedules(),
    scope.store.jobRuns.list(),
    deps.work.queues(),
    scope.store.inbox.depth(scope.connection.id, now),
  ])
  const nextOf = (schedule: JobSchedule | undefined): number | null =>
    schedule === undefined || schedule.nextAt === null ? null : now + (schedule.nextAt - queuesNow)
  const planned = new Map(schedules.map((schedule) => [schedule.name, schedule]))
  const ran = new Map(runs.map((run) => [run.name, run]))
  const names = [...new Set([...planned.keys(), ...ran.keys()])]
  return {
    jobs: names.map((name) => {
      const schedule = planned.get(name)
      const run = ran.get(name)
      return {
        name,
        title: titleOfJob(name),
        queue: schedule?.queue ?? '',
        everyMs: schedule?.everyMs ?? null,
        nextAt: toInstantTextOrNull(nextOf(schedule)),
        lastAt: toInstantTextOrNull(run?.startedAt ?? null),
        tookMs: run?.tookMs ?? null,
        worker: run?.worker ?? null,
        error: run?.error ?? null,
        failedAt: toInstantTextOrNull(run?.failedAt ?? null),
        runs: run?.runs ?? 0,
        failures: run?.failures ?? 0,
      }
    }),
    queues: queues.map((queue) => ({ ...queue })),
    inbox: { ...inbox, oldestAt: toInstantTextOrNull(inbox.oldestAt) },
  }
})

export const runJob = connectionRoute(runJobContract, async ({ params, deps, note }) => {
  note({ subject: params.name })
  const schedules = await deps.work.schedules()
  if (schedules.some(({ name }) => name === params.name) && (await deps.work.runNow(params.name))) return undefined
  throw new HttpError({
    status: 404,
    code: 'JOB_NOT_FOUND',
    message: `No job "${params.name}" runs by itself.`,
    remedy: 'Choose one of those that the list of jobs shows.',
  })
})
