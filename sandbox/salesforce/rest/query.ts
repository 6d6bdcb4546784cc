import { apiError } from '../errors.ts'
import { describeColumns } from '../soql/columns.ts'
import { explain } from '../soql/explain.ts'
import { runQuery } from '../soql/run.ts'
import type { QueryScope } from '../soql/scope.ts'
import type { ApiResponse, Call, Cursor } from './api.ts'

const SMALLEST_PAGE = 200
const LARGEST_PAGE = 2000

/**
 * `Sforce-Query-Options: batchSize=N`, 200 to 2,000. The server may return fewer: a setting says how few.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/headers-queryoptions.html
 */
function batchSize(call: Call): number {
  const asked = /batchSize\s*=\s*(\d+)/i.exec(call.request.headers['sforce-query-options'] ?? '')
  const wanted = asked ? Math.min(Math.max(Number(asked[1]), SMALLEST_PAGE), LARGEST_PAGE) : LARGEST_PAGE
  return Math.min(wanted, call.org.settings.queryPages.rows)
}

type Over = 'live rows' | 'deleted rows too' | 'tooling'

function scopeOf(call: Call, soql: string, over: Over): QueryScope {
  const { org, userId } = call
  return {
    org,
    userId,
    soql,
    apiVersion: call.version,
    includeDeleted: over === 'deleted rows too',
    tooling: over === 'tooling',
    pageChildren(rows, project) {
      const cursor = { totalSize: rows.length, rows, project, batchSize: org.settings.queryPages.childRows }
      return page(call, { ...cursor, openedAt: org.now() }, 0, null, over)
    },
  }
}

function run(call: Call, over: Over): ApiResponse {
  const { query: asked } = call.request
  const soql = asked.get('q')
  const explained = asked.get('explain')
  if (explained !== null && soql === null) return { status: 200, body: explain(scopeOf(call, explained, over)) }
  if (soql === null) throw apiError(400, 'MALFORMED_QUERY', 'A query string has to be specified')
  const scope = scopeOf(call, soql, over)
  if (asked.get('columns') === 'true') return { status: 200, body: describeColumns(scope) }
  const cursor: Cursor = { ...runQuery(scope), batchSize: batchSize(call), openedAt: call.org.now() }
  return { status: 200, body: page(call, cursor, 0, null, over) }
}

function page(call: Call, cursor: Cursor, from: number, locator: string | null, over: Over): Record<string, unknown> {
  const to = from + cursor.batchSize
  const records = cursor.rows.slice(from, to).map(cursor.project)
  const done = to >= cursor.rows.length
  if (done) return { totalSize: cursor.totalSize, done, records }
  const next = locator ?? call.cursors.keep(cursor)
  const base = `/services/data/v${call.version}/${over === 'tooling' ? 'tooling/' : ''}query`
  return { totalSize: cursor.totalSize, done, nextRecordsUrl: `${base}/${next}-${to}`, records }
}

export function query(call: Call): ApiResponse {
  return run(call, 'live rows')
}

export function queryAll(call: Call): ApiResponse {
  return run(call, 'deleted rows too')
}

export function toolingQuery(call: Call): ApiResponse {
  return run(call, 'tooling')
}

export function queryMore(call: Call): ApiResponse {
  const [locator = '', offset = ''] = (call.params[0] ?? '').split('-')
  const cursor = call.cursors.find(locator)
  if (!cursor || !/^\d+$/.test(offset) || Number(offset) > cursor.rows.length) {
    throw apiError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator')
  }
  const over = call.request.path.includes('/tooling/') ? 'tooling' : 'live rows'
  return { status: 200, body: page(call, cursor, Number(offset), locator, over) }
}
