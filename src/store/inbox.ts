import { sql } from 'kysely'
import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { InboxRow, InboxStore } from '#ports/store/inbox.ts'
import { captureCursors } from './capture-cursors.ts'
import { inboxIntake, SAME_RECORD } from './inbox-intake.ts'
import { chunksOf, type Db, keyOf, lastByKey, recordset, toInstant, toInstantOrNull, toInteger } from './rows.ts'
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

/** In SQL: the rank of a lane. */
const LANE_RANK = sql`case w.lane when 'handoff' then 0 when 'live' then 1 else 2 end`

export function inboxStore(db: Db): InboxStore {
  return { ...captureCursors(db), ...inboxIntake(db), ...inboxWork(db) }
}

/** Rows that wait are leased to a worker, who settles each or lets it go. */
function inboxWork(db: Db): Pick<InboxStore, 'lease' | 'renew' | 'done' | 'giveBack' | 'retry' | 'depth'> {
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
