import { sql } from 'kysely'
import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { Lane } from '#domain/lane.ts'
import type { CapturedNotice, CaptureCounts, InboxStore, Stream } from '#ports/store/inbox.ts'
import { chunksOf, type Db, inTransaction, jsonb, keyOf, lastByKey, recordset, toInteger } from './rows.ts'

/** In SQL: the inbox as `w` and a set of records as `i` are about the same one. */
export const SAME_RECORD = sql`(w.side, w.object, w.record_id) = (i.side, i.object, i.record_id)`

/** In SQL: the more urgent lane of a waiting row's and a new notice's. */
const MORE_URGENT = sql`case when 'handoff' in (w.lane, excluded.lane) then 'handoff'
  when 'live' in (w.lane, excluded.lane) then 'live' else 'backfill' end`

/**
 * Sorts notices into news, repetitions and echoes, and puts the news into the inbox.
 *
 * One record may come several times in a page: the newest counts. At the same instant the end of a record counts more than a
 * change of it, or a deletion in the millisecond of the last edit would be dropped. A version of the same instant with another
 * print is news as well: Salesforce stamps whole seconds, and our own write may have followed an edit within one.
 * What a page shows may be older than our own write, if it was asked for before that: then it is news without its record.
 */
async function takeIn(
  tx: Db,
  connection: ConnectionId,
  { side, object }: Stream,
  notices: readonly CapturedNotice[],
  how: {
    readonly at: Instant
    readonly askedAt: Instant | null
    readonly lane: Lane
    readonly cause: string
    readonly from: 'page' | 'event'
  },
): Promise<CaptureCounts> {
  let added = 0
  let echoes = 0
  for (const chunk of chunksOf(notices, 10_000)) {
    const rows = chunk.map((notice) => ({
      record_id: notice.id,
      kind: notice.kind,
      enqueued_at: notice.modifiedAt,
      survivor_id: notice.survivorId ?? null,
      // The print travels in a text column of the record set; that of a merge is its survivor, who tells of it with every change.
      last_error: notice.print ?? (notice.kind === 'merged' ? notice.survivorId : null) ?? null,
      snapshot: notice.record ?? null,
      lane: notice.lane ?? how.lane,
    }))
    // The instant of an event is not that of a version: only what a page shows or Tandem read is remembered.
    const remembered = sql`
      insert into app.captured as c (connection_id, side, object, record_id, modified_at, kind, print, known_at)
      select ${connection}, ${side}, ${object}, record_id, modified_at, kind,
        case when stale then known_print else print end, case when stale then known_at end
      from compared where newer or shown
      on conflict (connection_id, side, object, record_id) do update set
        modified_at = excluded.modified_at, kind = excluded.kind, print = excluded.print, known_at = excluded.known_at
      where excluded.modified_at >= c.modified_at`
    const result = await sql<{ added: string; echoes: string }>`
      with notice as (
        select distinct on (record_id) record_id, kind, survivor_id, enqueued_at as modified_at, last_error as print, snapshot, lane
        from ${recordset('inbox', rows, 'i')}
        order by record_id, kind <> 'privacy-deleted', enqueued_at desc, kind = 'upserted', lane <> 'handoff'
      ), compared as (
        select n.*,
          c.record_id is not null and n.kind = c.kind and n.kind in ('upserted', 'merged')
            and n.print is not null and n.print = c.print as same,
          c.record_id is null or n.modified_at > c.modified_at
            or (n.modified_at = c.modified_at and c.kind = 'upserted' and n.kind <> 'upserted')
            -- Told apart from the deletion that goes with it, of which a poll may have heard first.
            or n.kind = 'privacy-deleted'
            or (n.modified_at = c.modified_at and n.print is not null and c.print is not null and n.print <> c.print) as newer,
          -- Not >=: what is known was told by an answer that had come before known_at, and the page was asked for after askedAt. Within
          -- one millisecond the answer was on its way when the question left, so the platform heard it after the write. With >= nothing
          -- would be lost either, but every page of a clock that stands still would be read again.
          coalesce(c.known_at > ${how.askedAt}::bigint, false) as stale, c.print as known_print, c.known_at,
          -- The first page after our own write that shows what it left behind.
          coalesce(c.known_at <= ${how.askedAt}::bigint and n.modified_at = c.modified_at and n.print = c.print, false) as shown
        from notice n left join app.captured c
          on (c.connection_id, c.side, c.object, c.record_id) = (${connection}, ${side}, ${object}, n.record_id)
      ), remembered as (
        ${how.from === 'event' ? sql`select` : remembered}
      ), queued as (
        insert into app.inbox as w
          (connection_id, side, object, record_id, kind, survivor_id, cause, enqueued_at, not_before, lane, snapshot)
        select ${connection}, ${side}, ${object}, record_id, kind, survivor_id, ${how.cause}, ${how.at}::bigint,
          ${how.at}::bigint, lane, case when stale then null else snapshot end
        from compared where newer and not same
        on conflict (connection_id, side, object, record_id) do update set
          revision = w.revision + 1, survivor_id = excluded.survivor_id, cause = excluded.cause,
          -- What comes after a person asked to be forgotten does not take that back.
          kind = case when w.kind = 'privacy-deleted' then w.kind else excluded.kind end,
          not_before = least(w.not_before, excluded.not_before), lane = ${MORE_URGENT}, snapshot = excluded.snapshot
        returning 1
      )
      select (select count(*) from queued) as added,
        (select count(*) from compared where same and (newer or shown)) as echoes`.execute(tx)
    added += toInteger(result.rows[0]?.added ?? '0')
    echoes += toInteger(result.rows[0]?.echoes ?? '0')
  }
  return { added, echoes, repeated: notices.length - added - echoes }
}

/** What comes in: pages of a poll, hints of events, what Tandem itself wrote or read, and what is asked for. */
export function inboxIntake(db: Db): Pick<InboxStore, 'capture' | 'hint' | 'knows' | 'add'> {
  return {
    capture(connection, stream, { notices, cursor, at, askedAt = null, place, lane = 'live' }) {
      return inTransaction(db, async (tx) => {
        const counts = await takeIn(tx, connection, stream, notices, {
          at,
          askedAt,
          lane,
          cause: 'changed',
          from: 'page',
        })
        await sql`
          insert into app.capture_cursor as k (connection_id, side, object, cursor, saved_at, heard_at)
          values (${connection}, ${stream.side}, ${stream.object}, ${jsonb(cursor)}, ${at},
            ${place === 'last' ? askedAt : null}::bigint)
          on conflict (connection_id, side, object)
            do update set cursor = excluded.cursor, saved_at = excluded.saved_at,
              heard_at = coalesce(excluded.heard_at, k.heard_at)`.execute(tx)
        return counts
      })
    },

    hint: (connection, stream, notices, { at, cause }) =>
      inTransaction(db, (tx) =>
        takeIn(tx, connection, stream, notices, { at, askedAt: null, lane: 'live', cause, from: 'event' }),
      ),

    async knows(connection, versions, at) {
      const known = lastByKey(versions, (v) => keyOf(v.side, v.object, v.recordId)).map((v) => ({
        side: v.side,
        object: v.object,
        record_id: v.recordId,
        modified_at: v.modifiedAt ?? 0,
        print: v.print,
        known_at: at ?? null,
      }))
      for (const chunk of chunksOf(known)) {
        const { rows } = await sql<{ side: string; object: string; record_id: string }>`
          with version as (
            select * from ${recordset('captured', chunk, 'i')}
          ), outdated as (
            update app.inbox w set snapshot = null from version i
            where w.connection_id = ${connection} and ${SAME_RECORD} and w.snapshot is not null
          ), known as (
            insert into app.captured as c (connection_id, side, object, record_id, modified_at, kind, print, known_at)
            select ${connection}, side, object, record_id, modified_at, 'upserted', print, known_at from version
            on conflict (connection_id, side, object, record_id) do update set
              modified_at = greatest(c.modified_at, excluded.modified_at), print = excluded.print,
              known_at = excluded.known_at
            returning side, object, record_id, modified_at, kind
          )
          select k.side, k.object, k.record_id from known k
          join version i on (i.side, i.object, i.record_id) = (k.side, k.object, k.record_id)
          -- As it was before; what was captured while this statement waited is not in here and counts as unlike.
          left join app.captured c on (c.connection_id, c.side, c.object, c.record_id)
            = (${connection}, k.side, k.object, k.record_id) and c.modified_at = k.modified_at
          where i.modified_at > 0 and k.modified_at > i.modified_at and k.kind = 'upserted'
            and c.print is distinct from i.print`.execute(db)
        if (rows.length > 0)
          await sql`
            insert into app.inbox as w
              (connection_id, side, object, record_id, kind, cause, enqueued_at, not_before, lane)
            select ${connection}, side, object, record_id, 'upserted', 'changed while it was worked on',
              ${at ?? Date.now()}::bigint, ${at ?? Date.now()}::bigint, 'live'
            from ${recordset('inbox', rows, 'i')}
            on conflict (connection_id, side, object, record_id) do update set revision = w.revision + 1`.execute(db)
      }
    },

    async add(connection, { side, object }, recordIds, cause, at, lane = 'live') {
      for (const chunk of chunksOf([...new Set(recordIds)].sort()))
        await sql`
          insert into app.inbox as w
            (connection_id, side, object, record_id, kind, cause, enqueued_at, not_before, lane)
          select ${connection}, ${side}, ${object}, id, 'upserted', ${cause}, ${at}::bigint, ${at}::bigint, ${lane}
          from jsonb_array_elements_text(${jsonb(chunk)}) as i(id)
          on conflict (connection_id, side, object, record_id)
            do update set revision = w.revision + 1, lane = ${MORE_URGENT},
              not_before = least(w.not_before, excluded.not_before)`.execute(db)
    },
  }
}
