import type { JobView } from '#http/contract/jobs.ts'

/** Jobs by what they are for. One that nobody put anywhere is upkeep. */
const GROUPS = {
  Sync: [
    'poll-connections',
    'capture-hubspot-changes',
    'capture-salesforce-changes',
    'work-inbox',
    'sync-lists',
    'sync-campaigns',
    'retry-parked',
  ],
  'Leads and deadlines': [
    'check-clocks',
    'sweep-clocks',
    'revise-clocks',
    'perform-actions',
    'sweep-leads',
    'return-people',
    'deliver-alerts',
    'sweep-alerts',
  ],
  Attribution: [
    'compute-credits',
    'sweep-credits',
    'keep-attribution-sums',
    'refresh-costs',
    'read-touch-histories',
    'write-campaign-figures',
  ],
  'Backfill and checks': ['backfill', 'foresee-backfill', 'check-drift', 'compare-sides', 'rehearse-draft'],
} as const
const UPKEEP = 'Upkeep'

export interface JobGroup {
  readonly name: string
  readonly jobs: readonly JobView[]
}

/** Those that failed in their last run, and all by group; groups without a job are left out. */
export function groupsOf(jobs: readonly JobView[]): {
  readonly failed: readonly JobView[]
  readonly groups: readonly JobGroup[]
} {
  const groupOf = new Map(Object.entries(GROUPS).flatMap(([group, names]) => names.map((name) => [name, group])))
  const groups = [...Object.keys(GROUPS), UPKEEP].map((name) => ({
    name,
    jobs: jobs.filter((job) => (groupOf.get(job.name as never) ?? UPKEEP) === name),
  }))
  return {
    failed: jobs.filter(({ error }) => error !== null),
    groups: groups.filter((group) => group.jobs.length > 0),
  }
}

/** "7 jobs, all ran well" */
export function groupWords(jobs: readonly Pick<JobView, 'error' | 'lastAt'>[]): string {
  const failed = jobs.filter(({ error }) => error !== null).length
  const waiting = jobs.filter(({ error, lastAt }) => error === null && lastAt === null).length
  const all = jobs.length === 1 ? '1 job' : `${jobs.length} jobs`
  if (failed > 0) return `${all}, ${failed} failed`
  if (waiting === jobs.length) return `${all}, not run yet`
  return `${all}, OK`
}
