import * as z from 'zod'
import type { Instant } from '#domain/instant.ts'
import { SEARCH_OVERLAP_MS } from './spec.ts'

/** Where the polls of one object stand; what the modes mean is said in changes.ts. */
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
export const AnyCursor = z.discriminatedUnion('mode', [ListCursor, ScanCursor, HeadCursor])

export type List = z.infer<typeof ListCursor>
export type Scan = z.infer<typeof ScanCursor>
export type Head = z.infer<typeof HeadCursor>

/** When the records were listed that this cursor goes on from. */
export const beganAt = (cursor: List | Scan | Head | undefined): Instant | null => {
  const at = cursor === undefined ? 0 : cursor.mode === 'list' ? cursor.listAt : cursor.scanAt
  return at === 0 ? null : at
}

/** Listed records were current when they were listed, so only what changed since the listing began is still to come. */
export const headSince = (startAt: Instant, listAt: Instant): Head => ({
  mode: 'head',
  from: Math.max(0, startAt - SEARCH_OVERLAP_MS),
  newest: startAt,
  total: -1,
  scanAt: listAt,
  unsettled: 1,
  ties: -1,
  moved: 1,
})

/** After a full scan: all that can still come late lies less than the index lag before the scan began. */
export function settle(
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
