import { bulkLimits } from '../bulk/limits.ts'
import { viewFor } from '../records/write.ts'
import type { DescribeCall } from '../schema/describe.ts'
import { describeObject, describeObjectSummary } from '../schema/describe.ts'
import { recordTypesOf } from '../schema/record-types.ts'
import type { ApiResponse, Call } from './api.ts'
import { showRecord } from './records.ts'

export function describeGlobal(call: Call): ApiResponse {
  return unlessUnmodified(call, () => ({
    encoding: 'UTF-8',
    maxBatchSize: 200,
    sobjects: call.org.catalog
      .objects()
      .filter((def) => !def.tooling)
      .map((def) => describeObjectSummary(def, placeOf(call))),
  }))
}

export function describe(call: Call): ApiResponse {
  const view = viewFor(call.write, call.params[0] ?? '')
  const recordTypes = recordTypesOf(call.org.table('RecordType'), view.def.name)
  return unlessUnmodified(call, () => describeObject(call.org.catalog, view, recordTypes, placeOf(call)))
}

function placeOf(call: Call): DescribeCall {
  return { version: call.version, baseUrl: call.request.baseUrl }
}

export function basicInfo(call: Call): ApiResponse {
  const view = viewFor(call.write, call.params[0] ?? '')
  const recent = call.org.table(view.def.name).inStampOrder().slice(-5).toReversed()
  const name = view.fields.find((field) => field.nameField)?.name
  return {
    status: 200,
    body: {
      objectDescribe: describeObjectSummary(view.def, placeOf(call)),
      recentItems: recent
        .filter((row) => row['IsDeleted'] !== true)
        .map((row) => showRecord(call, view, row, name === undefined ? ['Id'] : ['Id', name])),
    },
  }
}

/**
 * Since when nothing changed is said in whole seconds; an equal If-Modified-Since gets 304 without a body.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/using-resources-working-with-object-metadata.html
 */
function unlessUnmodified(call: Call, make: () => unknown): ApiResponse {
  const changedAt = call.org.schemaChangedAt
  const headers = { 'Last-Modified': new Date(changedAt).toUTCString() }
  const since = Date.parse(call.request.headers['if-modified-since'] ?? '')
  if (!Number.isNaN(since) && changedAt <= since) return { status: 304, headers }
  return { status: 200, body: make(), headers }
}

/** Limits of an Enterprise org that nothing here uses up. */
const UNUSED_LIMITS: Readonly<Record<string, number>> = {
  DailyAsyncApexExecutions: 250_000,
  DailyDurableStreamingApiEvents: 200_000,
  DailyGenericStreamingApiEvents: 10_000,
  DailyStreamingApiEvents: 50_000,
  DailyWorkflowEmails: 5000,
  DataStorageMB: 10_240,
  DurableStreamingApiConcurrentClients: 2000,
  FileStorageMB: 10_240,
  HourlyAsyncReportRuns: 1200,
  HourlyTimeBasedWorkflow: 1000,
  MassEmail: 5000,
  SingleEmail: 5000,
  StreamingApiConcurrentClients: 1000,
}

/** https://developer.salesforce.com/docs/platform/api-rest/guide/resources-limits.html */
export function limits(call: Call): ApiResponse {
  const max = call.org.usage.max
  const full = (Max: number) => ({ Max, Remaining: Max })
  return {
    status: 200,
    body: {
      DailyApiRequests: { Max: max, Remaining: Math.max(0, max - call.org.usage.used()) },
      ...bulkLimits(call.org.bulk),
      ...Object.fromEntries(Object.entries(UNUSED_LIMITS).map(([name, max]) => [name, full(max)])),
    },
  }
}

export function recordCount(call: Call): ApiResponse {
  const wanted = call.request.query
    .get('sObjects')
    ?.split(',')
    .map((name) => name.trim().toLowerCase())
  const sObjects = call.org.catalog
    .objects()
    .filter((def) => !def.tooling && (wanted === undefined || wanted.includes(def.name.toLowerCase())))
    .map((def) => ({ count: call.org.table(def.name).size, name: def.name }))
    .filter((entry) => entry.count > 0)
  return { status: 200, body: { sObjects } }
}
