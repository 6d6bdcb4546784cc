import type { ApiRoute } from '../../route.ts'
import { readApiBudget } from './api-budget.ts'
import { beginBackfill, foreseeBackfill, readBackfills, turnBackfill } from './backfills.ts'
import { readDrift, runDrift } from './drift.ts'
import { readJobs, runJob } from './read.ts'

/** What runs by itself or on request, and what it may use. */
export const JOB_ROUTES: readonly ApiRoute[] = [
  readJobs,
  runJob,
  readBackfills,
  foreseeBackfill,
  beginBackfill,
  turnBackfill,
  readDrift,
  runDrift,
  readApiBudget,
]
