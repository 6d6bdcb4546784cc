import { sql } from 'kysely'
import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { Cursor } from '#ports/connector/changes.ts'
import type { Lane } from '#domain/lane.ts'
import type { CapturedNotice, CaptureCounts, InboxRow, InboxStore, Stream } from '#ports/store/inbox.ts'
import {
  chunksOf,
  type Db,
  inTransaction,
  jsonb,
  keyOf,
  lastByKey,
  recordset,
  toInstant,
  toInstantOrNull,
  toInteger,
} from './rows.ts'
import type { Row } from './tables.ts'

const toInboxRow = (row: Row<'inbox'>): InboxRow => ({
  side: row.side as InboxRow['side'],
  object: row.object,
  recordId: row.record_id,
  revision: row.revision,
  kind: row.kind as InboxRow['kind'],
  survivorId: row.survivor_id,
  cause: row.cause,
  attempts: row.attempts,
  enqueuedAt: toInstant(row.enqueued_at),
  lane: row.lane as InboxRow['lane'],
  snapshot: row.snapshot as InboxRow['snapshot'],
  ...(row.leased_by === null ? {} : { leasedBy: row.leased_by }),
})

/** A backfill works on rows that never were in the inbox; what waits here for the same record is none of its business. */
const isFromHere = (row: InboxRow): boolean => row.revision > 0

/** The row is still the one that was leased if its revision has not moved, and still ours if nobody else has leased it since. */
const leasedRows = (rows: readonly InboxRow[]) =>
  lastByKey(rows.filter(isFromHere), (row) => keyOf(row.side, row.object, row.recordId)).map((row) => ({
    side: row.side,
    object: row.object,
    record_id: row.recordId,
    revision: row.revision,
    leased_by: row.leasedBy ?? null,
  }))

/** A batch may outlive its lease: what another worker took meanwhile is that one's to settle. */
const STILL_HELD = sql`w.lease_until is not null and w.leased_by = i.leased_by`
const SAME_RECORD = sql`(w.side, w.object, w.record_id) = (i.side, i.object, i.record_id)`

/** In SQL: the rank of a lane, and the more urgent one of a waiting row's and a new notice's. */
const LANE_RANK = sql`case w.lane when 'handoff' then 0 when 'live' then 1 else 2 end`
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

export function inboxStore(db: Db): InboxStore {
  const release = async (
    connection: ConnectionId,
    rows: readonly InboxRow[],
    notBefore: Instant,
    reason: string,
    attempts: number,
  ): Promise<void> => {
    for (const chunk of chunksOf(leasedRows(rows)))
      await sql`
        update app.inbox w set attempts = w.attempts + ${attempts}::integer, last_error = ${reason}, lease_until = null,
          -- What changed meanwhile waits for nothing that was true before, and the page that said so is newer than the work.
          not_before = case when w.revision = i.revision then ${notBefore}::bigint else w.not_before end,
          snapshot = case when ${attempts}::integer = 0 or w.revision <> i.revision then w.snapshot end
        from ${recordset('inbox', chunk, 'i')}
        where w.connection_id = ${connection} and ${SAME_RECORD} and ${STILL_HELD}`.execute(db)
  }
  return {
    async cursor(connection, { side, object }) {
      const row = await db
        .withSchema('app')
        .selectFrom('capture_cursor')
        .select('cursor')
        .where((eb) => eb.and({ connection_id: connection, side, object }))
        .executeTakeFirst()
      return row === undefined ? null : (row.cursor as Cursor)
    },

    async capturedAt(connection, streams) {
      const rows = await db
        .withSchema('app')
        .selectFrom('capture_cursor')
        .select(['side', 'object', 'saved_at'])
        .where('connection_id', '=', connection)
        .execute()
      const saved = new Map(rows.map((row) => [`${row.side} ${row.object}`, toInstant(row.saved_at)]))
      const known = streams.flatMap(({ side, object }) => saved.get(`${side} ${object}`) ?? [])
      return known.length === 0 || known.length < streams.length ? null : Math.min(...known)
    },

    async heardAt(connection, streams) {
      const wanted = streams.map(({ side, object }) => ({ side, object }))
      const { rows } = await sql<{ heard: string | null; known: string; waiting: string | null }>`
        with wanted as (select side, object from ${recordset('inbox', wanted, 'i')})
        select min(k.heard_at) as heard, count(k.heard_at) as known, (
          select min(least(w.enqueued_at, c.modified_at)) from app.inbox w
          join wanted on (wanted.side, wanted.object) = (w.side, w.object)
          left join app.captured c on (c.connection_id, c.side, c.object, c.record_id)
            = (w.connection_id, w.side, w.object, w.record_id)
          where w.connection_id = ${connection} and w.attempts = 0
        ) as waiting
        from wanted left join app.capture_cursor k
          on k.connection_id = ${connection} and (k.side, k.object) = (wanted.side, wanted.object)`.execute(db)
      const [row] = rows
      const heard = toInstantOrNull(row?.heard ?? null)
      if (row === undefined || heard === null || toInteger(row.known) < streams.length) return null
      const waiting = toInstantOrNull(row.waiting)
      return waiting === null ? heard : Math.min(heard, waiting - 1)
    },

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

    async lease(connection, streams, { limit, leaseMs, worker, now }) {
      const distinct = lastByKey(streams, (stream) => keyOf(stream.side, stream.object))
      const { rows } = await sql<Row<'inbox'>>`
        with due as (
          select first.* from ${recordset('inbox', distinct, 'i')}
          cross join lateral (
            select w.side, w.object, w.record_id, w.enqueued_at, ${LANE_RANK} as lane_rank
            from app.inbox w
            where w.connection_id = ${connection} and w.side = i.side and w.object = i.object
              and w.not_before <= ${now} and (w.lease_until is null or w.lease_until <= ${now})
            order by ${LANE_RANK}, w.enqueued_at, w.record_id
            limit ${limit}
            for update skip locked
          ) first
          order by first.lane_rank, first.enqueued_at, first.side, first.object, first.record_id
          limit ${limit}
        )
        update app.inbox w set lease_until = ${now + leaseMs}, leased_by = ${worker}
        from due i
        where w.connection_id = ${connection} and ${SAME_RECORD}
        returning w.*`.execute(db)
      return rows
        .map(toInboxRow)
        .sort(
          (a, b) => a.enqueuedAt - b.enqueuedAt || (keyOf(a.object, a.recordId) < keyOf(b.object, b.recordId) ? -1 : 1),
        )
    },

    async renew(connection, rows, until) {
      let held = 0
      for (const chunk of chunksOf(leasedRows(rows))) {
        const { numAffectedRows } = await sql`
          update app.inbox w set lease_until = greatest(w.lease_until, ${until}::bigint)
          from ${recordset('inbox', chunk, 'i')}
          where w.connection_id = ${connection} and ${SAME_RECORD} and ${STILL_HELD}`.execute(db)
        held += Number(numAffectedRows ?? 0n)
      }
      return held
    },

    async done(connection, rows) {
      for (const chunk of chunksOf(leasedRows(rows)))
        await sql`
          with worked as (
            select * from ${recordset('inbox', chunk, 'i')}
          ), finished as (
            delete from app.inbox w using worked i
            where w.connection_id = ${connection} and ${SAME_RECORD} and ${STILL_HELD} and w.revision = i.revision
          )
          update app.inbox w set lease_until = null, leased_by = null, attempts = 0, last_error = null
          from worked i
          where w.connection_id = ${connection} and ${SAME_RECORD} and ${STILL_HELD} and w.revision <> i.revision`.execute(
          db,
        )
    },

    giveBack: (connection, rows, notBefore, reason) => release(connection, rows, notBefore, reason, 0),
    retry: (connection, rows, notBefore, error) => release(connection, rows, notBefore, error, 1),
    async depth(connection, now = Date.now()) {
      const { rows } = await sql<{ total: string; due_now: string; oldest_at: string | null }>`
        select count(*) as total,
          count(*) filter (where not_before <= ${now} and (lease_until is null or lease_until <= ${now})) as due_now,
          min(greatest(not_before, coalesce(lease_until, 0))) as oldest_at
        from app.inbox where connection_id = ${connection}`.execute(db)
      const [row] = rows
      return {
        total: toInteger(row?.total ?? 0),
        dueNow: toInteger(row?.due_now ?? 0),
        oldestAt: toInstantOrNull(row?.oldest_at ?? null),
      }
    },
  }
}
