import * as z from 'zod'
import type { Instant } from '#domain/instant.ts'
import type { ChangeNotice } from '#ports/connector/changes.ts'
import type { HubSpotClient } from './client.ts'
import { archivedAtOf, WireRecords } from './records.ts'
import { LIST_PAGE_SIZE, RECYCLE_BIN_INTERVAL_MS, RECYCLE_BIN_LONGEST_MS, SEARCH_OVERLAP_MS } from './spec.ts'

/** Where the looks into the recycle bin stand; kept in the cursor beside what is known of the living records. */
export const BinCursor = z.object({
  /** The look under way, else the last one, tells of what was archived from here on. Server time. */
  binSince: z.number(),
  /** Server time when the look under way, else the last one, began. */
  binAt: z.number(),
  /** Next page of a look under way; '' between looks. */
  binAfter: z.string(),
  /** Pages of the look under way, else of the last one. */
  binPages: z.number(),
})
export type BinCursor = z.infer<typeof BinCursor>

/** What was archived before the records were first listed is nobody's news. */
export const firstBin = (since: Instant): BinCursor => ({ binSince: since, binAt: since, binAfter: '', binPages: 0 })

/** A look costs a call for each 100 records in the bin, so a full one is looked into less often: four calls an hour, but once a day. */
export const isBinDue = (bin: BinCursor, serverTime: Instant | null): boolean =>
  bin.binAfter !== '' || (serverTime !== null && serverTime - bin.binAt >= betweenLooks(bin.binPages))

const betweenLooks = (pages: number): number =>
  Math.min(RECYCLE_BIN_LONGEST_MS, RECYCLE_BIN_INTERVAL_MS * Math.max(1, pages))

/** Pages of a look that are read one after the other; then the living have their turn, or a full bin would keep them waiting. */
const PAGES_AT_ONCE = 20

export const goesOn = (bin: BinCursor): boolean => bin.binAfter !== '' && bin.binPages % PAGES_AT_ONCE !== 0

export interface BinPage {
  readonly notices: readonly ChangeNotice[]
  readonly bin: BinCursor
  readonly more: boolean
}

/**
 * One page of the archived records, the only place where deletions show: search knows the living alone. The listing can neither be
 * filtered nor sorted, so it is read whole and what was told before is dropped here. Records stay in it for 90 days.
 * Source: https://developers.hubspot.com/docs/api-reference/latest/crm/using-object-apis (archived)
 */
export async function readBin(client: HubSpotClient, object: string, cursor: BinCursor): Promise<BinPage> {
  const { binAfter } = cursor
  const { body, serverTime } = await client.read(
    {
      method: 'GET',
      area: 'objects',
      rest: `/${object}`,
      query: {
        archived: 'true',
        limit: String(LIST_PAGE_SIZE),
        properties: 'hs_object_id',
        ...(binAfter === '' ? {} : { after: binAfter }),
      },
    },
    WireRecords,
  )
  // Whatever is archived while the pages are read, or a moment before, may be missed by them and is told by the next look.
  const begun: BinCursor = binAfter === '' ? { ...cursor, binAt: serverTime ?? cursor.binAt, binPages: 0 } : cursor
  const notices = body.results.flatMap((record): readonly ChangeNotice[] => {
    const archivedAt = archivedAtOf(record)
    return archivedAt === null || archivedAt < begun.binSince
      ? []
      : [{ id: record.id, kind: 'deleted', modifiedAt: archivedAt }]
  })
  const after = body.paging?.next?.after ?? ''
  const binPages = begun.binPages + 1
  return after === ''
    ? { notices, bin: { ...begun, binSince: begun.binAt - SEARCH_OVERLAP_MS, binAfter: '', binPages }, more: false }
    : { notices, bin: { ...begun, binAfter: after, binPages }, more: true }
}
