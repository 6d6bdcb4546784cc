import { apiError, notFound } from '../errors.ts'
import { formatInstant, isDay, parseInstant, wholeSecond } from '../instants.ts'
import type { Row } from '../records/table.ts'
import { viewFor } from '../records/write.ts'
import type { ObjectView } from '../schema/catalog.ts'
import type { ApiResponse, Call } from './api.ts'

const DAY_MS = 24 * 3600 * 1000
const MINUTE_MS = 60_000
const OLDEST_START_MS = 30 * DAY_MS
/** Deletions are told for as long as the recycle bin keeps what was deleted. */
const DELETIONS_MS = 15 * DAY_MS
const MOST_IDS = 600_000

interface Window {
  readonly from: string
  readonly to: string
  /** Where the next call has to start. */
  readonly latestDateCovered: string
}

function wrongDate(message: string) {
  return apiError(400, 'INVALID_REPLICATION_DATE', message)
}

/** Seconds are ignored: the window starts and ends at whole minutes. */
function wholeMinute(ms: number): number {
  return Math.floor(ms / MINUTE_MS) * MINUTE_MS
}

/**
 * Within 30 days, start before end by more than a minute.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/resources-getupdated.html
 */
function windowOf(call: Call): Window {
  const read = (name: string) => {
    const text = call.request.query.get(name) ?? ''
    const at = isDay(text) ? Date.parse(text) : parseInstant(text.replace(' ', '+'))
    if (at === null) throw wrongDate(`${name} is not a valid date`)
    return at
  }
  const start = read('start')
  const end = read('end')
  const { org } = call
  if (end - start <= MINUTE_MS) throw wrongDate('endDate must be at least one minute greater than startDate')
  if (wholeMinute(start) < wholeMinute(org.now() - OLDEST_START_MS)) {
    throw wrongDate('startDate cannot be more than 30 days ago')
  }
  if (wholeMinute(start) > org.now()) throw wrongDate('startDate cannot be in the future')
  const to = wholeMinute(end)
  const covered = Math.min(to, wholeMinute(org.now()))
  return { from: formatInstant(wholeMinute(start)), to: formatInstant(to), latestDateCovered: formatInstant(covered) }
}

function within(row: Row, window: Window): boolean {
  const stamp = String(row['SystemModstamp'])
  // What happens after the covered part of the window is for the next call.
  return stamp >= window.from && stamp < window.to
}

function atMost<T>(found: readonly T[]): readonly T[] {
  if (found.length <= MOST_IDS) return found
  throw apiError(400, 'EXCEEDED_ID_LIMIT', `too many ids, choose start and end dates that are closer together`)
}

function replicated(call: Call): ObjectView {
  return viewFor(call.write, call.params[0] ?? '')
}

export function updated(call: Call): ApiResponse {
  const view = replicated(call)
  const window = windowOf(call)
  const rows = call.org.table(view.def.name).inStampOrder()
  const ids = rows.filter((row) => row['IsDeleted'] !== true && within(row, window)).map((row) => row['Id'])
  return { status: 200, body: { ids: atMost(ids), latestDateCovered: window.latestDateCovered } }
}

/** https://developer.salesforce.com/docs/platform/api-rest/guide/resources-getdeleted.html */
export function deleted(call: Call): ApiResponse {
  const view = replicated(call)
  if (!view.def.hasRecycleBin) throw notFound()
  const window = windowOf(call)
  const earliest = formatInstant(wholeSecond(call.org.now() - DELETIONS_MS))
  const deletedRecords = call.org
    .table(view.def.name)
    .inStampOrder()
    .filter((row) => row['IsDeleted'] === true && within(row, window) && String(row['SystemModstamp']) >= earliest)
    .map((row) => ({ deletedDate: row['SystemModstamp'], id: row['Id'] }))
  const { latestDateCovered } = window
  const body = { deletedRecords: atMost(deletedRecords), earliestDateAvailable: earliest, latestDateCovered }
  return { status: 200, body }
}
