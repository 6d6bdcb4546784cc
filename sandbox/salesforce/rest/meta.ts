import { apiError, notFound } from '../errors.ts'
import { dayIn, formatInstant, isDay, parseInstant, wholeSecond } from '../instants.ts'
import { viewFor } from '../records/write.ts'
import { describeObject, describeObjectSummary } from '../schema/describe.ts'
import type { ApiResponse, Call } from './api.ts'
import { showRecord } from './records.ts'

const LABELS: Readonly<Record<number, string>> = { 0: "Spring '", 1: "Summer '", 2: "Winter '" }
export const OLDEST_VERSION = 31
export const NEWEST_VERSION = 68

/** Supported versions: 31.0 to 68.0 (Winter '27). https://help.salesforce.com/s/articleView?id=005321531 */
export function versions(): ApiResponse {
  const body = []
  for (let version = OLDEST_VERSION; version <= NEWEST_VERSION; version += 1) {
    // Three releases a year; v66 is Spring '26.
    const season = (((version - 66) % 3) + 3) % 3
    const year = 26 + Math.floor((version - 66) / 3) + (season === 2 ? 1 : 0)
    body.push({ label: `${LABELS[season]}${year}`, url: `/services/data/v${version}.0`, version: `${version}.0` })
  }
  return { status: 200, body }
}

export function resources(call: Call): ApiResponse {
  const base = `/services/data/v${call.version}`
  const names = ['tooling', 'query', 'queryAll', 'sobjects', 'composite', 'limits', 'recent', 'search', 'jobs']
  const organizationId = String([...call.org.table('Organization').rows()][0]?.['Id'])
  return {
    status: 200,
    body: {
      ...Object.fromEntries(names.map((name) => [name, `${base}/${name}`])),
      identity: `${call.request.baseUrl}/id/${organizationId}/${call.userId}`,
    },
  }
}

export function describeGlobal(call: Call): ApiResponse {
  return unlessUnmodified(call, () => ({
    encoding: 'UTF-8',
    maxBatchSize: 200,
    sobjects: call.org.catalog
      .objects()
      .filter((def) => !def.tooling)
      .map((def) => describeObjectSummary(def, call.version)),
  }))
}

export function describe(call: Call): ApiResponse {
  const view = viewFor(call.write, call.params[0] ?? '')
  return unlessUnmodified(call, () => describeObject(call.org.catalog, view, call.version))
}

export function basicInfo(call: Call): ApiResponse {
  const view = viewFor(call.write, call.params[0] ?? '')
  const recent = call.org.table(view.def.name).inStampOrder().slice(-5).toReversed()
  const name = view.fields.find((field) => field.nameField)?.name
  return {
    status: 200,
    body: {
      objectDescribe: describeObjectSummary(view.def, call.version),
      recentItems: recent
        .filter((row) => row['IsDeleted'] !== true)
        .map((row) => showRecord(call, view, row, name === undefined ? ['Id'] : ['Id', name])),
    },
  }
}

/** https://developer.salesforce.com/docs/platform/api-rest/guide/using-resources-working-with-object-metadata.html */
function unlessUnmodified(call: Call, make: () => unknown): ApiResponse {
  const changedAt = call.org.schemaChangedAt
  const headers = { 'Last-Modified': new Date(changedAt).toUTCString() }
  const since = Date.parse(call.request.headers['if-modified-since'] ?? '')
  if (!Number.isNaN(since) && changedAt <= since) return { status: 304, headers }
  return { status: 200, body: make(), headers }
}

/** https://developer.salesforce.com/docs/platform/api-rest/guide/resources-limits.html */
export function limits(call: Call): ApiResponse {
  const max = call.org.usage.max
  const full = (Max: number) => ({ Max, Remaining: Max })
  return {
    status: 200,
    body: {
      DailyApiRequests: { Max: max, Remaining: Math.max(0, max - call.org.usage.used()) },
      DailyBulkV2QueryFileStorageMB: full(976_562),
      DailyBulkV2QueryJobs: full(10_000),
      DailyBulkApiBatches: full(15_000),
      DataStorageMB: full(10_240),
      FileStorageMB: full(10_240),
      DailyStreamingApiEvents: full(50_000),
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

const THIRTY_DAYS_MS = 30 * 24 * 3600 * 1000

/** Start and end of a replication window: within 30 days, more than a minute apart, seconds ignored. */
function replicationWindow(call: Call): { from: string; to: string; latest: string } {
  const read = (name: string) => {
    const text = call.request.query.get(name) ?? ''
    const at = isDay(text) ? Date.parse(text) : parseInstant(text.replace(' ', '+'))
    if (at === null) throw apiError(400, 'INVALID_REPLICATION_DATE', `${name} is not a valid date`)
    return Math.floor(at / 60_000) * 60_000
  }
  const start = read('start')
  const end = read('end')
  if (end - start < 60_000)
    throw apiError(400, 'INVALID_REPLICATION_DATE', 'endDate must be at least one minute greater than startDate')
  if (start < call.org.now() - THIRTY_DAYS_MS)
    throw apiError(400, 'INVALID_REPLICATION_DATE', 'startDate before org replication enabled date')
  const latest = formatInstant(Math.min(end, wholeSecond(call.org.now())))
  return { from: formatInstant(start), to: formatInstant(end), latest }
}

/** https://developer.salesforce.com/docs/platform/api-rest/guide/resources-getupdated.html */
export function updated(call: Call): ApiResponse {
  const view = viewFor(call.write, call.params[0] ?? '')
  const { from, to, latest } = replicationWindow(call)
  const ids = call.org
    .table(view.def.name)
    .inStampOrder()
    .filter(
      (row) => row['IsDeleted'] !== true && String(row['SystemModstamp']) >= from && String(row['SystemModstamp']) < to,
    )
    .map((row) => row['Id'])
  return { status: 200, body: { ids, latestDateCovered: latest } }
}

/** https://developer.salesforce.com/docs/platform/api-rest/guide/resources-getdeleted.html */
export function deleted(call: Call): ApiResponse {
  const view = viewFor(call.write, call.params[0] ?? '')
  if (!view.def.hasRecycleBin) throw notFound()
  const { from, to, latest } = replicationWindow(call)
  const deletedRecords = call.org
    .table(view.def.name)
    .inStampOrder()
    .filter(
      (row) => row['IsDeleted'] === true && String(row['SystemModstamp']) >= from && String(row['SystemModstamp']) < to,
    )
    .map((row) => ({ deletedDate: row['SystemModstamp'], id: row['Id'] }))
  const earliest = startOfToday(call) - THIRTY_DAYS_MS
  return {
    status: 200,
    body: { deletedRecords, earliestDateAvailable: formatInstant(earliest), latestDateCovered: latest },
  }
}

function startOfToday(call: Call): number {
  return Date.parse(`${dayIn('UTC', call.org.now())}T00:00:00Z`)
}
