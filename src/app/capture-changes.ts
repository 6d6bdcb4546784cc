import type { Side } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import { printOf } from '#domain/reconcile/print.ts'
import type { ChangeNotice, ChangesPage, Cursor } from '#ports/connector/changes.ts'
import type { CapturedNotice, CaptureCounts, Stream } from '#ports/store/inbox.ts'
import { captureResponses } from './campaigns/capture-responses.ts'
import { capturedFields } from './fields-to-read.ts'
import { laneOf } from './lane-of.ts'
import { indexPeople } from './people/index-people.ts'
import { indexPage } from './records/match-index.ts'
import { MEMBERS, objectOf, streamsOf } from './scope.ts'
import type { Scope } from './scope.ts'

export interface Captured extends CaptureCounts {
  readonly pages: number
  /** There is more to capture now. */
  readonly more: boolean
}

const NOTHING: Captured = { added: 0, repeated: 0, echoes: 0, pages: 0, more: false }
/** A stream with a long way to go lets the others of its side be asked again, and the first of it be worked on, in between. */
const PAGES_AT_ONCE = 40

/**
 * Asks every stream of one side for changes, all at once: queries of one moment share calls. A stream that fails does not stop
 * the others; its error is thrown once they are through, an outage or a limit of the whole side before others.
 * @param onCaptured told what all streams together brought, before an error of one of them is thrown.
 */
export async function captureSide(
  scope: Scope,
  side: Side,
  onCaptured: (captured: Captured) => Promise<void> = () => Promise.resolve(),
): Promise<Captured> {
  const streams = streamsOf(scope.config).filter((stream) => stream.side === side)
  // Read before anything is asked, so that the first pages are asked for in one moment.
  const cursors = await Promise.all(streams.map((stream) => scope.store.inbox.cursor(scope.connection.id, stream)))
  const results = await Promise.allSettled(
    streams.map((stream, i) =>
      stream === MEMBERS
        ? captureResponses(scope, cursors[i] ?? null, captureFrom)
        : captureFrom(scope, stream, cursors[i] ?? null),
    ),
  )
  const captured = results.reduce<Captured>(
    (sum, result) => (result.status === 'fulfilled' ? plus(sum, result.value) : sum),
    NOTHING,
  )
  await onCaptured(captured)
  const failed = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
  if (failed.length > 0) throw failed.toSorted((a, b) => urgency(b) - urgency(a))[0]
  return captured
}

/** What concerns the connection goes before what concerns one object. */
const URGENCY: Readonly<Record<string, number>> = { fatal: 3, 'retry-after': 2, retry: 1 }
const urgency = (error: unknown): number =>
  typeof error === 'object' && error !== null && 'disposition' in error ? (URGENCY[String(error.disposition)] ?? 0) : 4

/**
 * Reads what changed in one stream since its cursor and puts it into the inbox, page by page, until the stream is caught up or
 * enough was taken at once.
 * The cursor is saved with the rows it covers, so a crash repeats a page and loses none. Records come along with their notices
 * where that costs nothing; by the print of their values the echoes of Tandem's own writes are dropped, and counted.
 */
async function captureFrom(scope: Scope, stream: Stream, from: Cursor | null): Promise<Captured> {
  const connector = stream.side === 'hubspot' ? scope.hubspot : scope.salesforce
  const fields = capturedFields(scope.config, stream)
  let cursor = from
  let total = NOTHING
  for (;;) {
    const askedAt = scope.clock.now()
    const request = { object: objectOf(stream), cursor, ...(fields === undefined ? {} : { fields }) }
    const page = await connector.changes(request)
    const counts = await keep(scope, stream, page, askedAt)
    cursor = page.cursor
    total = plus(total, { ...counts, pages: 1, more: page.more })
    if (!page.more || total.pages >= PAGES_AT_ONCE) return { ...total, more: page.more }
  }
}

function keep(scope: Scope, stream: Stream, page: ChangesPage, askedAt: Instant): Promise<CaptureCounts> {
  const { id } = scope.connection
  const at = scope.clock.now()
  const notices = page.notices.map((notice): CapturedNotice => {
    const lane = laneOf(scope, stream, notice, 'live', at)
    return { ...withPrint(notice), lane }
  })
  return scope.store.transaction(async (tx) => {
    const counts = await tx.inbox.capture(id, stream, {
      notices,
      cursor: page.cursor,
      at,
      askedAt,
      place: page.more ? 'more-follows' : 'last',
    })
    await indexPage(scope, tx, stream, page)
    await indexPeople(scope, tx, stream, page)
    await tx.counters.add(id, { captured: counts.added, repeated: counts.repeated, echoes: counts.echoes }, at)
    return counts
  })
}

/** Of the values as the platform gave them: the same record read elsewhere has the same print. */
export const withPrint = (notice: ChangeNotice): CapturedNotice =>
  notice.record === undefined ? notice : { ...notice, print: printOf(notice.record.values) }

const plus = (a: Captured, b: Captured): Captured => ({
  added: a.added + b.added,
  repeated: a.repeated + b.repeated,
  echoes: a.echoes + b.echoes,
  pages: a.pages + b.pages,
  more: a.more || b.more,
})
