import * as z from 'zod'
import { RemoteError } from '#domain/errors.ts'
import type { Instant } from '#domain/instant.ts'
import type { ChangeNotice, ChangesPage, ChangesRequest } from '#ports/connector/changes.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import { realTiming, type Timing } from '../shared/timing.ts'
import type { Row } from './client.ts'
import type { SalesforceObject } from './objects.ts'
import { instantOf, rowOf, selection, toRecord, type ReadContext } from './read.ts'
import { at, name, names, soql, type Soql } from './soql.ts'
import {
  CHANGES_OVERLAP_MS,
  CHANGES_PAGE_SIZE,
  LONGEST_TRANSACTION_MS,
  LOOK_BACK_INTERVAL_MS,
  QUERY_URL_LENGTH,
} from './spec.ts'

/**
 * Keyset on (SystemModstamp, Id): `from` and `afterId` are the last row taken. Stamps have whole seconds and one bulk load
 * shares one, so the stamp alone would lose rows. `startedAt` is the server's time when this round began (0 between rounds),
 * `lookedBackAt` that of the round after which the last look back was decided on (0 before the first round).
 */
const Cursor = z.object({
  from: z.number(),
  afterId: z.string(),
  startedAt: z.number(),
  lookedBackAt: z.number().default(0),
})
type Cursor = z.infer<typeof Cursor>

/** With `fields` the rows bring their records along, unless so many fields are asked for that the query would be too long. */
export async function readChanges(
  context: ReadContext,
  request: ChangesRequest,
  timing: Timing = realTiming,
): Promise<ChangesPage> {
  const { client } = context
  const row = rowOf(request.object)
  const parsed = Cursor.safeParse(request.cursor)
  const cursor = parsed.success ? parsed.data : { from: 0, afterId: '', startedAt: 0, lookedBackAt: 0 }
  const limit = Math.min(CHANGES_PAGE_SIZE, request.limit ?? CHANGES_PAGE_SIZE)
  const queryOf = (fields: readonly string[]): Soql =>
    pageQuery(request.object, [...new Set([...signs(row), ...fields])], row, cursor.from, cursor.afterId, limit)
  const bringing = await recordsFor(context, request, row)
  const full = bringing === null ? null : queryOf(bringing.select)
  const fits = full !== null && encodeURIComponent(full.text).length <= QUERY_URL_LENGTH
  const { rows, serverTime } = fits
    ? await client.query(full, 'all').then((answer) => ({ rows: answer.body, serverTime: answer.serverTime }))
    : await closedSeconds(() => client.query(queryOf([]), 'all'), row, timing)
  const startedAt = cursor.startedAt === 0 ? (serverTime ?? 0) : cursor.startedAt
  const notices = rows.map((record) => toNotice(record, row, fits && bringing !== null ? bringing.record : null))
  const last = rows.at(-1)
  const position = last === undefined ? {} : { from: instantOf(last[row.modified]), afterId: idOf(last) }
  const reached = { ...cursor, ...position, startedAt }
  return rows.length >= limit
    ? { notices, cursor: reached, more: true }
    : { notices, cursor: nextRound(reached), more: false }
}

interface Bringing {
  readonly select: readonly string[]
  readonly record: (row: Row) => RemoteRecord
}

async function recordsFor(
  { describe }: ReadContext,
  request: ChangesRequest,
  row: SalesforceObject,
): Promise<Bringing | null> {
  if (request.fields === undefined) return null
  const schema = await describe(request.object)
  const { fields, select } = selection(schema, row, request.fields)
  return { select, record: (found) => toRecord(found, request.object, row, fields, schema) }
}

interface Page {
  readonly rows: readonly Row[]
  readonly serverTime: Instant | null
}

/**
 * For notices without records. A stamp tells the second only, so a row that changes twice within one looks unchanged the second
 * time. Rows of a second that may not be over are therefore waited for once and asked for again; what is newer still comes with
 * the next round. When the server's clock does not move on, everything is given as it is. Records need none of this: the overlap
 * brings the row again, and by its values the second version is told from the first.
 */
async function closedSeconds(
  ask: () => Promise<{ readonly body: readonly Row[]; readonly serverTime: Instant | null }>,
  row: SalesforceObject,
  timing: Timing,
): Promise<Page> {
  const first = await ask()
  const newest = first.body.reduce((latest, record) => Math.max(latest, instantOf(record[row.modified])), 0)
  // One second for the stamp's own, one because the Date header is cut to seconds as well and written after the query.
  const open = first.serverTime !== null && newest <= first.serverTime && newest > first.serverTime - 2_000
  if (!open) return { rows: first.body, serverTime: first.serverTime }
  await timing.sleep(1_050)
  const second = await ask()
  const closed = second.body.filter((record) => instantOf(record[row.modified]) <= newest)
  const moved = second.serverTime !== null && second.serverTime > newest
  return { rows: moved ? closed : second.body, serverTime: first.serverTime }
}

/**
 * The usual next round, or now and then one that looks further back: while rows keep coming, the overlap passes over what a long
 * transaction stamped and had not committed yet. What it commits after a look back was stamped no longer before that than a
 * transaction may take.
 */
function nextRound(reached: Cursor): Cursor {
  const { startedAt, lookedBackAt } = reached
  const usual = { ...usualRound(reached), startedAt: 0, lookedBackAt }
  if (startedAt === 0) return usual
  if (lookedBackAt === 0) return { ...usual, lookedBackAt: startedAt }
  if (startedAt - lookedBackAt < LOOK_BACK_INTERVAL_MS) return usual
  const from = lookedBackAt - LONGEST_TRANSACTION_MS
  return { ...usual, ...(from < usual.from ? { from, afterId: '' } : {}), lookedBackAt: startedAt }
}

/**
 * Goes on after the last row once that row is older than the overlap by the server's clock; before that it reads the overlap
 * again, because a transaction commits after it has stamped its rows.
 */
function usualRound({ from, afterId, startedAt }: Cursor): { readonly from: Instant; readonly afterId: string } {
  if (startedAt > 0 && from <= startedAt - CHANGES_OVERLAP_MS) return { from, afterId }
  return { from: Math.max(0, Math.min(from, startedAt === 0 ? from : startedAt) - CHANGES_OVERLAP_MS), afterId: '' }
}

/** The fields that tell what happened to a row. */
const signs = (row: SalesforceObject): readonly string[] => [
  'Id',
  row.modified,
  ...(row.deletions === 'recycled' ? ['IsDeleted'] : []),
  ...(row.merges === 'master-record' ? ['MasterRecordId'] : []),
  ...(row.conversion === 'is-converted' ? ['IsConverted'] : []),
]

/** queryAll, so that rows in the recycle bin and the losers of merges come too. */
function pageQuery(
  object: string,
  fields: readonly string[],
  row: SalesforceObject,
  from: Instant,
  afterId: string,
  limit: number,
): Soql {
  const stamp = name(row.modified)
  const head = soql`SELECT ${names(fields)} FROM ${name(object)}`
  const tail = soql`ORDER BY ${stamp}, Id LIMIT ${limit}`
  if (afterId === '') return from === 0 ? soql`${head} ${tail}` : soql`${head} WHERE ${stamp} >= ${at(from)} ${tail}`
  return soql`${head} WHERE (${stamp} > ${at(from)}) OR (${stamp} = ${at(from)} AND Id > ${afterId}) ${tail}`
}

/** Rows in the bin bring no record, but those that join two others: what they joined is known from them alone. */
function toNotice(found: Row, row: SalesforceObject, recordOf: ((found: Row) => RemoteRecord) | null): ChangeNotice {
  const id = idOf(found)
  const modifiedAt = instantOf(found[row.modified])
  const record = recordOf === null ? {} : { record: recordOf(found) }
  if (found['IsDeleted'] !== true)
    return { id, kind: found['IsConverted'] === true ? 'converted' : 'upserted', modifiedAt, ...record }
  const survivor = found['MasterRecordId']
  return typeof survivor === 'string'
    ? { id, kind: 'merged', modifiedAt, survivorId: survivor }
    : { id, kind: 'deleted', modifiedAt, ...(row.joins === true ? record : {}) }
}

function idOf(record: Row): string {
  const id = record['Id']
  if (typeof id === 'string') return id
  throw new RemoteError({
    code: 'UNEXPECTED_ANSWER',
    disposition: 'retry',
    message: 'Salesforce sent a row without Id',
    remedy: 'Nothing to do: Tandem tries again.',
  })
}
