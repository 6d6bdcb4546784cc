import type { ApiRoute } from '../../route.ts'
import { decideConflict, readDecisions } from '../conflicts/decide.ts'
import { listConflictFields, listConflicts } from '../conflicts/list.ts'
import { readConflict } from '../conflicts/read.ts'
import { decideMatch } from '../matches/decide.ts'
import { listMatches } from '../matches/list.ts'
import { readMatch } from '../matches/read.ts'
import { downloadParked } from './download.ts'
import { listParked } from './list.ts'
import { readProblems } from './read.ts'
import { listRetries, listRetryRecords, readRetry } from './retries.ts'
import { retryParked } from './retry.ts'

/** What waits for people. */
export const PROBLEM_ROUTES: readonly ApiRoute[] = [
  readProblems,
  listParked,
  downloadParked,
  retryParked,
  listRetries,
  readRetry,
  listRetryRecords,
  listConflicts,
  // Before the one with parameters, which its path would fit as well.
  listConflictFields,
  readConflict,
  decideConflict,
  readDecisions,
  listMatches,
  readMatch,
  decideMatch,
]
