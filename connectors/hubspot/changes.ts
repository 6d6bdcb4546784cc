import type { Instant } from '#domain/instant.ts'
import type { ChangesPage, ChangesRequest, Cursor } from '#ports/connector/changes.ts'
import { AnyCursor, beganAt, headSince, settle, type Head, type List, type Scan } from './changes-cursor.ts'
import {
  countSince,
  listed,
  newestOf,
  oldestFirst,
  search,
  sourceOf,
  toNotices,
  type Source,
} from './changes-search.ts'
import type { HubSpotObject } from './objects.ts'
import type { ReadContext } from './read.ts'
import { BinCursor, firstBin, goesOn, isBinDue, readBin } from './recycle-bin.ts'
import { modifiedAtOf, type WireRecord } from './records.ts'
import { SEARCH_OVERLAP_MS, SEARCH_PAGE_SIZE } from './spec.ts'

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
 * Source: https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm
 */
export async function readChanges(context: ReadContext, request: ChangesRequest): Promise<ChangesPage> {
  const { client } = context
  const living = AnyCursor.safeParse(request.cursor).data
  const bin = BinCursor.safeParse(request.cursor).data
  // A look under way goes on; the living have just been told.
  if (living !== undefined && bin !== undefined && goesOn(bin)) {
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

async function livingPage(
  context: ReadContext,
  request: ChangesRequest,
  cursor: List | Scan | Head | undefined,
): Promise<LivingPage> {
  const source = await sourceOf(context, request)
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

/** By the records' own time stamps, so that no two clocks are compared. */
async function listFromStart(source: Source): Promise<List> {
  const { body, serverTime } = (await search({ ...source, wanted: null }, { from: 0, to: 0, afterId: null }, 1)).answer
  const newest = body.results[0]
  const startAt = newest === undefined ? 0 : modifiedAtOf(newest, source.row)
  return { mode: 'list', after: '', startAt, listAt: serverTime ?? 0 }
}

async function listPage(source: Source, cursor: List): Promise<LivingPage> {
  const { answer, wanted } = await listed(source, cursor.after)
  const { body, serverTime } = answer
  const after = body.paging?.next?.after
  const notices = toNotices(body.results, source, wanted)
  if (after !== undefined) return { notices, cursor: { ...cursor, after }, more: true, serverTime }
  return { notices, cursor: headSince(cursor.startAt, cursor.listAt), more: true, serverTime }
}

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
  const recent = serverTime === null ? -1 : countSince(top, row, scanAt - SEARCH_OVERLAP_MS)
  const to = top.length === 0 ? 0 : oldest
  return { top, scan: { mode: 'scan', from, afterId: '0', newest, seen: top.length, scanAt, recent, to } }
}
