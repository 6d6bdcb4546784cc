import { apiError } from '../errors.ts'
import { makeId } from '../ids.ts'
import type { Org } from '../org.ts'
import { runQuery } from '../soql/run.ts'
import type { ApiResponse, Call, Cursor, Cursors } from './api.ts'

const PAGE = 2000
const SMALLEST_PAGE = 200
/** Locators live two days; https://help.salesforce.com/s/articleView?id=000384958 */
const LIFETIME_MS = 2 * 24 * 3600 * 1000
/** A bound on memory for clients that never read to the end. */
const MOST_CURSORS = 500

/** `Sforce-Query-Options: batchSize=N`, 200 to 2,000. https://developer.salesforce.com/docs/platform/api-rest/guide/headers-queryoptions.html */
function batchSize(call: Call): number {
  const asked = /batchSize\s*=\s*(\d+)/i.exec(call.request.headers['sforce-query-options'] ?? '')
  return asked ? Math.min(Math.max(Number(asked[1]), SMALLEST_PAGE), PAGE) : PAGE
}

function run(call: Call, includeDeleted: boolean, tooling: boolean): ApiResponse {
  const soql = call.request.query.get('q')
  if (soql === null) throw apiError(400, 'MALFORMED_QUERY', 'A query string has to be specified')
  const { org, userId } = call
  const result = runQuery({ org, userId, soql, apiVersion: call.version, includeDeleted, tooling })
  const cursor: Cursor = { ...result, batchSize: batchSize(call), openedAt: org.now() }
  return page(call, cursor, 0, null, tooling)
}

function page(call: Call, cursor: Cursor, from: number, locator: string | null, tooling: boolean): ApiResponse {
  const to = from + cursor.batchSize
  const records = cursor.rows.slice(from, to).map(cursor.project)
  const done = to >= cursor.rows.length
  if (done) return { status: 200, body: { totalSize: cursor.totalSize, done, records } }
  const next = locator ?? call.cursors.keep(cursor)
  const base = `/services/data/v${call.version}/${tooling ? 'tooling/' : ''}query`
  return { status: 200, body: { totalSize: cursor.totalSize, done, nextRecordsUrl: `${base}/${next}-${to}`, records } }
}

export function query(call: Call): ApiResponse {
  return run(call, false, false)
}

export function queryAll(call: Call): ApiResponse {
  return run(call, true, false)
}

export function toolingQuery(call: Call): ApiResponse {
  return run(call, false, true)
}

export function queryMore(call: Call): ApiResponse {
  const [locator = '', offset = ''] = (call.params[0] ?? '').split('-')
  const cursor = call.cursors.find(locator)
  if (!cursor || !/^\d+$/.test(offset) || Number(offset) > cursor.rows.length) {
    throw apiError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator')
  }
  return page(call, cursor, Number(offset), locator, call.request.path.includes('/tooling/'))
}

export function makeCursors(org: Org): Cursors {
  const cursors = new Map<string, Cursor>()
  // Not one of the org's id counters: a restored snapshot must not give a live locator a second time.
  let opened = 0
  return {
    keep(cursor) {
      opened += 1
      const locator = makeId('0r8', opened)
      cursors.set(locator, cursor)
      const [oldest] = cursors.keys()
      if (cursors.size > MOST_CURSORS && oldest !== undefined) cursors.delete(oldest)
      return locator
    },
    find(locator) {
      const cursor = cursors.get(locator)
      if (cursor && org.now() - cursor.openedAt > LIFETIME_MS) cursors.delete(locator)
      return cursors.get(locator)
    },
  }
}
