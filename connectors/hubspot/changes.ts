import * as z from 'zod'
import type { Instant } from '#domain/instant.ts'
import type { ChangeNotice, ChangesPage, ChangesRequest, Cursor, ObjectSchema } from '#ports/connector.ts'
import type { Answer, HubSpotClient } from './client.ts'
import { ID_PROPERTY, MERGED_PROPERTY, type HubSpotObject } from './objects.ts'
import { rowOf, type ReadContext } from './read.ts'
import { BinCursor, firstBin, isBinDue, readBin } from './recycle-bin.ts'
import { mergedIdsOf, modifiedAtOf, toRemoteRecord, WireRecords, type WireRecord } from './records.ts'
import {
  LIST_PAGE_SIZE,
  PROPERTIES_URL_LENGTH,
  SEARCH_BODY_LENGTH,
  SEARCH_OVERLAP_MS,
  SEARCH_PAGE_SIZE,
} from './spec.ts'

/**
 * Three ways of asking, in this order:
 * - `list`: the strongly consistent listing, for everything there is. `startAt` is the newest change before it began.
 * - `scan`: all records modified since `from`, by id: any number of records with one time stamp is no obstacle, and search's
 *   10,000 results per query are never reached, because every page is a query of its own.
 * - `head`: one call that shows the newest first. What is newer than `newest` is a change; nothing newer and the same `total`
 *   is an idle poll. Once the server's clock has passed the index lag, one more scan looks for late arrivals, unless one page
 *   shows everything or the count has stayed what the scan saw: a late arrival would have raised it.
 * None of them shows deletions: when all is told, the recycle bin is looked into now and then.
 *
 * With `fields` each row brings its record along. Search shows a record as its index knows it, so such a record is only as new as
 * the modified date on it: a version that search does not show yet comes later, as news of its own.
 */
const ListCursor = z.object({
  mode: z.literal('list'),
  after: z.string(),
  startAt: z.number(),
  /** Server time when the listing began; 0 when the server told none. */
  listAt: z.number(),
})
const ScanCursor = z.object({
  mode: z.literal('scan'),
  from: z.number(),
  afterId: z.string(),
  newest: z.number(),
  seen: z.number(),
  /** Server time when the scan began; 0 when the server told none. */
  scanAt: z.number(),
  /** Of those seen: how many the index may not have had for long when the scan began; -1 when nobody counted. */
  recent: z.number().default(-1),
  /** Only up to this instant: what is newer was told before. 0: no end. */
  to: z.number().default(0),
})
const HeadCursor = z.object({
  mode: z.literal('head'),
  from: z.number(),
  newest: z.number(),
  total: z.number(),
  scanAt: z.number(),
  /** 1 while a late record may still appear below `newest`. */
  unsettled: z.number(),
  /** How many records carry exactly `newest`; -1 when not counted yet, as `total`. */
  ties: z.number(),
  /** 0 while every poll since the scan has shown the very records that the scan saw. */
  moved: z.number().default(1),
})
const AnyCursor = z.discriminatedUnion('mode', [ListCursor, ScanCursor, HeadCursor])

type List = z.infer<typeof ListCursor>
type Scan = z.infer<typeof ScanCursor>
type Head = z.infer<typeof HeadCursor>

/** Source: https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm */
export async function readChanges(context: ReadContext, request: ChangesRequest): Promise<ChangesPage> {
  const { client } = context
  const living = AnyCursor.safeParse(request.cursor).data
  const bin = BinCursor.safeParse(request.cursor).data
  // A look under way goes on; the living have just been told.
  if (living !== undefined && bin !== undefined && bin.binAfter !== '') {
    const page = await readBin(client, request.object, bin)
    return { notices: page.notices, cursor: { ...living, ...page.bin }, more: page.more }
  }
  const page = await livingPage(context, request, living)
  const known = bin ?? (page.serverTime === null ? undefined : firstBin(beganAt(living) ?? page.serverTime))
  if (known === undefined) return toPage(page, page.cursor)
  if (page.more || !isBinDue(known, page.serverTime)) return toPage(page, { ...page.cursor, ...known })
  const deleted = await readBin(client, request.object, known)
  return {
    notices: [...page.notices, ...deleted.notices],
    cursor: { ...page.cursor, ...deleted.bin },
    more: deleted.more,
  }
}

interface LivingPage extends ChangesPage {
  /** The server's clock when it answered; null when it told none. */
  readonly serverTime: Instant | null
}

const toPage = ({ notices, more }: LivingPage, cursor: Cursor): ChangesPage => ({ notices, cursor, more })

/** When the records were listed that this cursor goes on from. */
const beganAt = (cursor: List | Scan | Head | undefined): Instant | null => {
  const at = cursor === undefined ? 0 : cursor.mode === 'list' ? cursor.listAt : cursor.scanAt
  return at === 0 ? null : at
}

async function livingPage(
  { client, describe }: ReadContext,
  request: ChangesRequest,
  cursor: List | Scan | Head | undefined,
): Promise<LivingPage> {
  const row = rowOf(request.object)
  const source: Source = {
    client,
    object: request.object,
    row,
    limit: request.limit ?? Number.POSITIVE_INFINITY,
    wanted:
      request.fields === undefined
        ? null
        : {
            properties: [...new Set([...request.fields, row.modified, row.created, ID_PROPERTY, MERGED_PROPERTY])],
            fields: request.fields,
            schema: await describe(request.object),
          },
  }
  if (cursor === undefined) return listPage(source, await listFromStart(source))
  switch (cursor.mode) {
    case 'list':
      return listPage(source, cursor)
    case 'scan':
      return scanPage(source, cursor)
    case 'head':
      return headPage(source, cursor)
  }
}

interface Source {
  readonly client: HubSpotClient
  readonly object: string
  readonly row: HubSpotObject
  readonly limit: number
  /** What a record needs to be brought along; null: notices alone. */
  readonly wanted: Wanted | null
}

interface Wanted {
  readonly properties: readonly string[]
  readonly fields: readonly string[]
  readonly schema: ObjectSchema
}

/** Rows without a record where its properties do not fit into the request: the caller reads those. */
interface Rows {
  readonly answer: Answer<WireRecords>
  readonly wanted: Wanted | null
}

/** By the records' own time stamps, so that no two clocks are compared. */
async function listFromStart(source: Source): Promise<List> {
  const { body, serverTime } = (await search({ ...source, wanted: null }, { from: 0, to: 0, afterId: null }, 1)).answer
  const newest = body.results[0]
  const startAt = newest === undefined ? 0 : modifiedAtOf(newest, source.row)
  return { mode: 'list', after: '', startAt, listAt: serverTime ?? 0 }
}

async function listPage(source: Source, cursor: List): Promise<LivingPage> {
  const brief = [source.row.modified, MERGED_PROPERTY].join(',')
  const full = source.wanted?.properties.join(',') ?? brief
  const wanted = encodeURIComponent(full).length > PROPERTIES_URL_LENGTH ? null : source.wanted
  const { body, serverTime } = await source.client.read(
    {
      method: 'GET',
      area: 'objects',
      rest: `/${source.object}`,
      query: {
        limit: String(Math.min(LIST_PAGE_SIZE, source.limit)),
        properties: wanted === null ? brief : full,
        ...(cursor.after === '' ? {} : { after: cursor.after }),
      },
    },
    WireRecords,
  )
  const after = body.paging?.next?.after
  const notices = toNotices(body.results, source, wanted)
  if (after !== undefined) return { notices, cursor: { ...cursor, after }, more: true, serverTime }
  return { notices, cursor: headSince(cursor.startAt, cursor.listAt), more: true, serverTime }
}

/** Listed records were current when they were listed, so only what changed since the listing began is still to come. */
const headSince = (startAt: Instant, listAt: Instant): Head => ({
  mode: 'head',
  from: Math.max(0, startAt - SEARCH_OVERLAP_MS),
  newest: startAt,
  total: -1,
  scanAt: listAt,
  unsettled: 1,
  ties: -1,
  moved: 1,
})

async function scanPage(source: Source, cursor: Scan): Promise<LivingPage> {
  const limit = Math.min(SEARCH_PAGE_SIZE, source.limit)
  const { answer, wanted } = await search(source, { from: cursor.from, to: cursor.to, afterId: cursor.afterId }, limit)
  const { body, serverTime } = answer
  const scanAt = cursor.scanAt === 0 ? (serverTime ?? 0) : cursor.scanAt
  const last = body.results.at(-1)
  const seen = cursor.seen + body.results.length
  const newest = newestOf(body.results, source.row, cursor.newest)
  const notices = toNotices(body.results, source, wanted)
  const recent =
    cursor.recent < 0 ? -1 : cursor.recent + countSince(body.results, source.row, scanAt - SEARCH_OVERLAP_MS)
  const whole = body.total !== undefined && body.total <= body.results.length
  if (last !== undefined && body.results.length === limit && !whole)
    return { notices, cursor: { ...cursor, afterId: last.id, newest, seen, scanAt, recent }, more: true, serverTime }
  return { notices, cursor: settle(cursor.from, newest, scanAt, { seen, recent }), more: false, serverTime }
}

/** After a full scan: all that can still come late lies less than the index lag before the scan began. */
function settle(
  from: Instant,
  newest: Instant,
  scanAt: Instant,
  { seen, recent }: { readonly seen: number; readonly recent: number },
): Head {
  const settled = scanAt - SEARCH_OVERLAP_MS
  const next = Math.max(from, Math.min(newest + 1, settled))
  if (next > newest) return { mode: 'head', from: next, newest, total: 0, scanAt, unsettled: 0, ties: 0, moved: 0 }
  const total = next === from ? seen : recent
  return { mode: 'head', from: next, newest, total, scanAt, unsettled: 1, ties: -1, moved: total < 0 ? 1 : 0 }
}

async function headPage(source: Source, cursor: Head): Promise<LivingPage> {
  const limit = Math.min(SEARCH_PAGE_SIZE, source.limit)
  const { answer, wanted } = await search(source, { from: cursor.from, to: 0, afterId: null }, limit)
  const { body, serverTime } = answer
  const total = body.total ?? body.results.length
  const fresh = body.results.filter((record) => modifiedAtOf(record, source.row) > cursor.newest)
  const overflowing = fresh.length === body.results.length && body.results.length < total
  const lateArrivals = cursor.total >= 0 && total > cursor.total + fresh.length
  const unsettled = fresh.length > 0 ? 1 : cursor.unsettled
  const moved = fresh.length > 0 || total !== cursor.total ? 1 : cursor.moved
  const aged = serverTime !== null && cursor.scanAt > 0 && serverTime - cursor.scanAt >= SEARCH_OVERLAP_MS
  const newest = newestOf(body.results, source.row, cursor.newest)
  const whole = serverTime !== null && total <= body.results.length
  if (whole && (lateArrivals || (unsettled === 1 && aged))) {
    const recent = countSince(body.results, source.row, serverTime - SEARCH_OVERLAP_MS)
    const notices = oldestFirst(toNotices(body.results, source, wanted))
    return {
      notices,
      cursor: settle(cursor.from, newest, serverTime, { seen: total, recent }),
      more: false,
      serverTime,
    }
  }
  if (unsettled === 1 && aged && moved === 0)
    return {
      notices: [],
      cursor: settle(cursor.from, newest, serverTime, { seen: total, recent: -1 }),
      more: false,
      serverTime,
    }
  if (overflowing || lateArrivals || (unsettled === 1 && aged)) {
    const { top, scan } = scanBelow(body.results, source.row, cursor.from, newest, serverTime)
    return { notices: toNotices(top, source, wanted), cursor: scan, more: true, serverTime }
  }
  const tied = body.results.filter((record) => modifiedAtOf(record, source.row) === cursor.newest)
  const ties = newest === cursor.newest ? tied.length : -1
  const quiet = fresh.length === 0 && total === cursor.total && (cursor.ties === -1 || ties === cursor.ties)
  const notices = quiet ? [] : oldestFirst(toNotices([...fresh, ...tied], source, wanted))
  return { notices, cursor: { ...cursor, newest, total, unsettled, ties, moved }, more: false, serverTime }
}

const countSince = (records: readonly WireRecord[], row: HubSpotObject, since: Instant): number =>
  records.filter((record) => modifiedAtOf(record, row) >= since).length

/**
 * A scan of all that the newest page does not show. Records that share the oldest date on the page may go on beyond it, so the
 * scan begins with that date; the page's newer ones are told with it.
 */
function scanBelow(
  page: readonly WireRecord[],
  row: HubSpotObject,
  from: Instant,
  newest: Instant,
  serverTime: Instant | null,
): { readonly top: readonly WireRecord[]; readonly scan: Scan } {
  const oldest = page.reduce((least, record) => Math.min(least, modifiedAtOf(record, row)), newest)
  const top = page.filter((record) => modifiedAtOf(record, row) > oldest)
  const scanAt = serverTime ?? 0
  const recent = countSince(top, row, scanAt - SEARCH_OVERLAP_MS)
  const to = top.length === 0 ? 0 : oldest
  return { top, scan: { mode: 'scan', from, afterId: '0', newest, seen: top.length, scanAt, recent, to } }
}

/** No record is older; a filter on the epoch itself could be taken for no date. */
const BEFORE_HUBSPOT = Date.UTC(2000, 0, 1)

interface Window {
  readonly from: Instant
  /** 0: no end. */
  readonly to: Instant
  /** Null: newest first; else by id. Never an offset: records move while one pages. */
  readonly afterId: string | null
}

async function search(source: Source, { from, to, afterId }: Window, limit: number): Promise<Rows> {
  const { modified } = source.row
  const filters = [
    { propertyName: modified, operator: 'GTE', value: String(Math.max(from, BEFORE_HUBSPOT)) },
    ...(to === 0 ? [] : [{ propertyName: modified, operator: 'LTE', value: String(to) }]),
    ...(afterId === null ? [] : [{ propertyName: ID_PROPERTY, operator: 'GT', value: afterId }]),
  ]
  const bodyWith = (properties: readonly string[]) => ({
    filterGroups: [{ filters }],
    sorts: [
      afterId === null
        ? { propertyName: modified, direction: 'DESCENDING' }
        : { propertyName: ID_PROPERTY, direction: 'ASCENDING' },
    ],
    properties,
    limit,
  })
  const brief = bodyWith([modified, ID_PROPERTY, MERGED_PROPERTY])
  const full = source.wanted === null ? brief : bodyWith(source.wanted.properties)
  const wanted = JSON.stringify(full).length > SEARCH_BODY_LENGTH ? null : source.wanted
  const body = wanted === null ? brief : full
  const call = { method: 'POST', area: 'objects', rest: `/${source.object}/search`, bucket: 'search', body } as const
  return { answer: await source.client.read(call, WireRecords), wanted }
}

function newestOf(records: readonly WireRecord[], row: HubSpotObject, atLeast: Instant): Instant {
  return records.reduce((newest, record) => Math.max(newest, modifiedAtOf(record, row)), atLeast)
}

function toNotices(
  records: readonly WireRecord[],
  { object, row }: Source,
  wanted: Wanted | null,
): readonly ChangeNotice[] {
  return records.flatMap((record): readonly ChangeNotice[] => {
    const modifiedAt = modifiedAtOf(record, row)
    const brought = wanted === null ? {} : { record: toRemoteRecord(record, object, row, wanted.fields, wanted.schema) }
    const merged = mergedIdsOf(record).map((id): ChangeNotice => ({
      id,
      kind: 'merged',
      modifiedAt,
      survivorId: record.id,
    }))
    return [{ id: record.id, kind: 'upserted', modifiedAt, ...brought }, ...merged]
  })
}

function oldestFirst(notices: readonly ChangeNotice[]): readonly ChangeNotice[] {
  return notices.toSorted((a, b) => a.modifiedAt - b.modifiedAt)
}
