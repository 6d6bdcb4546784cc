import { apiError } from '../errors.ts'
import type { ApiResponse, Call } from '../rest/api.ts'
import { noSuchType } from '../soql/errors.ts'
import { parseSoql } from '../soql/parse.ts'
import { runQuery } from '../soql/run.ts'
import { textOf } from '../text.ts'
import { abort, bodyOf, checkSupported, checkVersion, findJob, formatOf, oneOf, removeJob } from './find.ts'
import type { QueryJob } from './job.ts'
import { QUERY_OPERATIONS, showJob, showJobInfo } from './job.ts'
import { listJobs } from './list.ts'
import { queryColumns } from './query-columns.ts'
import { scopeOf } from './query-work.ts'

/** A query is checked when the job is made. https://developer.salesforce.com/docs/platform/api-asynch/guide/query-create-job.html */
export function createQuery(call: Call): ApiResponse {
  const { org } = call
  checkVersion(call, 'query')
  const body = bodyOf(call)
  const asked = {
    operation: oneOf(QUERY_OPERATIONS, body['operation'], 'operation'),
    query: textOf(body['query']),
    createdById: call.userId,
    apiVersion: Number(call.version),
  }
  const parsed = parseSoql(asked.query)
  const view = org.catalog.view(parsed.sObject ?? '', call.userId)
  if (!view || view.def.tooling) throw noSuchType(asked.query, parsed.sObject ?? '')
  checkSupported(view.def.name)
  const scope = scopeOf(org, asked)
  queryColumns(scope, view, parsed)
  // Conditions are checked by running the query for nothing.
  runQuery(scope)
  takeOne(call)
  const stamp = org.stamp()
  const job: QueryJob = {
    kind: 'query',
    id: org.nextId('750'),
    ...asked,
    object: view.def.name,
    createdDate: stamp,
    systemModstamp: stamp,
    state: 'UploadComplete',
    ...formatOf(body),
    createdAt: org.now(),
    queuedAt: org.now(),
    errorMessage: null,
    processed: 0,
    workedMs: 0,
  }
  org.bulk.put(job)
  org.bulk.wake()
  return { status: 200, body: showJob(job) }
}

/** Recorded: `Max bulk v2 query jobs (10000) per 24 hrs has been reached`. */
function takeOne(call: Call): void {
  const { settings, queryJobs } = call.org.bulk
  if (queryJobs.used() >= settings.dailyQueryJobs) {
    throw apiError(
      400,
      'LIMIT_EXCEEDED',
      `Max bulk v2 query jobs (${settings.dailyQueryJobs}) per 24 hrs has been reached`,
    )
  }
  queryJobs.add(1)
}

/** Queries can only be aborted. https://developer.salesforce.com/docs/platform/api-asynch/guide/query-abort-job.html */
export function changeQuery(call: Call): ApiResponse {
  const job = findJob(call, 'query')
  oneOf(['Aborted'] as const, bodyOf(call)['state'], 'state')
  return abort(call, job)
}

export function readQuery(call: Call): ApiResponse {
  return { status: 200, body: showJobInfo(findJob(call, 'query')) }
}

export function listQueries(call: Call): ApiResponse {
  return listJobs(call, 'query')
}

export function removeQuery(call: Call): ApiResponse {
  return removeJob(call, findJob(call, 'query'))
}
