import { apiError } from '../errors.ts'
import type { ApiResponse, Call } from '../rest/api.ts'
import type { ObjectView } from '../schema/catalog.ts'
import { textOf } from '../text.ts'
import {
  abort,
  bodyOf,
  checkSupported,
  checkVersion,
  findJob,
  formatOf,
  invalidJob,
  oneOf,
  removeJob,
  wrongState,
} from './find.ts'
import type { IngestJob, IngestOperation } from './job.ts'
import { INGEST_OPERATIONS, isOver, showJob, showJobInfo } from './job.ts'
import { listJobs } from './list.ts'
import { readMultipart } from './multipart.ts'

/**
 * A job as JSON, to be uploaded to and closed; or a job with its data in a multipart body, which is queued at once.
 * https://developer.salesforce.com/docs/platform/api-asynch/guide/create-job.html
 */
export function createIngest(call: Call): ApiResponse {
  checkVersion(call, 'ingest')
  const multipart = readMultipart(call)
  const job = makeJob(call, multipart === null ? bodyOf(call) : multipart.job)
  call.org.bulk.put(job)
  if (multipart === null) return { status: 200, body: showJob(job) }
  keepUpload(call, job, multipart.content)
  return { status: 200, body: showJob(queue(call, job)) }
}

function makeJob(call: Call, body: Readonly<Record<string, unknown>>): IngestJob {
  const operation = oneOf(INGEST_OPERATIONS, body['operation'], 'operation')
  const contentType = body['contentType'] ?? 'CSV'
  if (contentType !== 'CSV') throw invalidJob(`Unsupported content type ${textOf(contentType)}`)
  const name = textOf(body['object'])
  const view = call.org.catalog.view(name, call.userId)
  if (!view || view.def.tooling) throw invalidJob(`Unable to find object: ${name}`)
  checkSupported(view.def.name)
  if (operation === 'hardDelete' && call.org.bulk.settings.hardDelete === 'refused') {
    throw apiError(
      400,
      'FEATURENOTENABLED',
      'hardDelete operation requires special user profile permission, please contact your system administrator',
    )
  }
  const stamp = call.org.stamp()
  return {
    kind: 'ingest',
    id: call.org.nextId('750'),
    operation,
    object: view.def.name,
    externalIdFieldName: externalId(view, operation, textOf(body['externalIdFieldName'])),
    assignmentRuleId: textOf(body['assignmentRuleId']) || null,
    createdById: call.userId,
    createdDate: stamp,
    systemModstamp: stamp,
    state: 'Open',
    apiVersion: Number(call.version),
    ...formatOf(body),
    createdAt: call.org.now(),
    queuedAt: null,
    errorMessage: null,
    processed: 0,
    failed: 0,
    workedMs: 0,
  }
}

/** The field that an upsert goes by, in canonical case. */
function externalId(view: ObjectView, operation: IngestOperation, name: string): string | null {
  if (operation !== 'upsert') return null
  const object = view.def.name
  if (name === '') {
    throw invalidJob(`External ID was blank for ${object}. An External ID must be specified for upsert.`)
  }
  const field = view.byName.get(name.toLowerCase())
  if (field && (field.externalId || field.idLookup)) return field.name
  throw invalidJob(
    `Field name provided, ${name} does not match an External ID, Salesforce Id, or indexed field for ${object}`,
  )
}

/**
 * The data of a job, all of it: recorded, a second PUT is refused with `BULK_API_ERROR`.
 * https://developer.salesforce.com/docs/platform/api-asynch/guide/upload-job-data.html
 */
export function upload(call: Call): ApiResponse {
  const job = findJob(call, 'ingest')
  const { bulk } = call.org
  if (bulk.ingests.has(job.id)) {
    throw apiError(
      400,
      'BULK_API_ERROR',
      `Found multiple contents for job: <${job.id.slice(0, 15)}>, please 'Close' / 'Abort' / 'Delete' the current Job then create a new Job and make sure you only do 'PUT' once on a given Job.`,
    )
  }
  if (job.state !== 'Open') throw wrongState(`Uploading data to a job in the state ${job.state} is not allowed`)
  const contentType = call.request.headers['content-type'] ?? ''
  if (!/^text\/csv\b/i.test(contentType)) {
    throw apiError(
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      `Content type ${contentType || '(none)'} is not supported: send text/csv`,
    )
  }
  const { body } = call.request
  keepUpload(call, job, typeof body === 'string' ? body : '')
  return { status: 201 }
}

function keepUpload(call: Call, job: IngestJob, text: string): void {
  const { bulk } = call.org
  if (4 * Math.ceil(Buffer.byteLength(text) / 3) > bulk.settings.maxUploadBytes) {
    throw apiError(413, 'REQUEST_ENTITY_TOO_LARGE', 'The data of a job can have at most 150 MB after base64 encoding')
  }
  bulk.ingests.set(job.id, { text, header: [], rows: [], results: [] })
}

/** `UploadComplete` queues the job, `Aborted` ends it. https://developer.salesforce.com/docs/platform/api-asynch/guide/close-job.html */
export function changeIngest(call: Call): ApiResponse {
  const job = findJob(call, 'ingest')
  const state = oneOf(['UploadComplete', 'Aborted'] as const, bodyOf(call)['state'], 'state')
  if (state === 'Aborted') return abort(call, job)
  if (job.state !== 'Open') {
    const was = isOver(job.state) ? (job.state === 'Aborted' ? 'Aborted' : 'Completed') : 'Closed'
    throw wrongState(`Closing already ${was} Job not allowed`)
  }
  return { status: 200, body: showJob(queue(call, job)) }
}

function queue(call: Call, job: IngestJob): IngestJob {
  const { org } = call
  const queued: IngestJob = { ...job, state: 'UploadComplete', queuedAt: org.now(), systemModstamp: org.stamp() }
  org.bulk.put(queued)
  org.bulk.wake()
  return queued
}

export function readIngest(call: Call): ApiResponse {
  return { status: 200, body: showJobInfo(findJob(call, 'ingest')) }
}

export function listIngests(call: Call): ApiResponse {
  return listJobs(call, 'ingest')
}

export function removeIngest(call: Call): ApiResponse {
  return removeJob(call, findJob(call, 'ingest'))
}
