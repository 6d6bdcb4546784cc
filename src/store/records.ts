import { type RawBuilder, sql } from 'kysely'
import { LINK_KINDS, type LinkKind } from '#domain/identity/link.ts'
import { type ConnectionId, linkId, type Side, SIDES } from '#domain/ids.ts'
import type { Lane } from '#domain/lane.ts'
import { AFTER_ALL_TEXT } from '#domain/order.ts'
import type { FieldChange } from '#ports/store/journal.ts'
import type { BrowseFilter, RecordRef, RecordStore, WaitingRow } from '#ports/store/records.ts'
import { RECORD_SORTS } from '#ports/store/records.ts'
import { toChange, toJournalEntry, type StoredChange } from './journal.ts'
import { type Columns, type Keyset, keysetOf, type PlacedRow, toPosition } from './keyset.ts'
import { toLink } from './links.ts'
import { toParkedItem } from './parked.ts'
import { type Db, inTransaction, recordset, textSet, toInstant, toInstantOrNull, toInteger } from './rows.ts'
import type { Row } from './tables.ts'
import { wordsQuery } from './words-query.ts'

/** As the index on app.link_search has it. */
const WORDS = sql`array_to_tsvector(string_to_array(s.words, ' '))`

/** Rows of a record's journal that are looked at for its fields; the oldest of a record with more are left out. */
const CHANGES_LOOKED_AT = 5_000

const wantedRecords = (records: readonly RecordRef[]): RawBuilder<unknown> =>
  recordset(
    'inbox',
    records.map(({ side, object, recordId }) => ({ side, object, record_id: recordId })),
    'i',
  )

const toWaiting = (row: Row<'inbox'>): WaitingRow => ({
  side: row.side as Side,
  object: row.object,
  recordId: row.record_id,
  cause: row.cause,
  attempts: row.attempts,
  enqueuedAt: toInstant(row.enqueued_at),
  lane: row.lane as Lane,
  notBefore: toInstant(row.not_before),
  leaseUntil: toInstantOrNull(row.lease_until),
  lastError: row.last_error,
})

/** Of what lists are made. Links that are being made have no row to be found by, and no name: they come from the links themselves. */
const sourceOf = (state: BrowseFilter['state']): RawBuilder<unknown> =>
  state === 'intended'
    ? sql`(select id as link_id, connection_id, kind, state, created_at, ${sql.lit(AFTER_ALL_TEXT)} as title from app.link) s`
    : sql`app.link_search s`

const COLUMNS: Columns<typeof RECORD_SORTS> = {
  joined: [sql`s.created_at`, sql`s.link_id`],
  name: [sql`s.title`, sql`s.link_id`],
}

/**
 * The first of each kind, then the first of all: an index gives each of them in order, and a filter on the kind is no other statement.
 */
function browsed(
  connection: ConnectionId,
  { kind, state, problems }: BrowseFilter,
  { isBeyond, by }: Keyset,
  limit: number,
): RawBuilder<unknown> {
  const parts = [
    sql`s.connection_id = ${connection}`,
    ...(state === null ? [] : [sql`s.state = ${sql.lit(state)}`]),
    isBeyond,
  ]
  const rows = sql`select s.link_id, s.created_at, s.title from ${sourceOf(state)}`
  const first = sql`order by ${by} limit ${limit}`
  // Problems are few: from them to their links, not through all links.
  if (problems === 'parked')
    return sql`
      ${rows} where s.link_id in (
        select p.link_id from app.parked p
        where p.connection_id = ${connection} and p.resolved_at is null and p.link_id is not null
      ) and ${sql.join(kind === null ? parts : [...parts, sql`s.kind = ${kind}`], sql` and `)} ${first}`
  const kinds = kind === null ? LINK_KINDS : [kind]
  return sql`
    select s.* from (values ${sql.join(kinds.map((one) => sql`(${one}::text)`))}) as k(kind)
    cross join lateral (${rows} where s.kind = k.kind and ${sql.join(parts, sql` and `)} ${first}) s ${first}`
}

/** Whose name begins so: the shortest first, which is the name itself if somebody is called that. Of each kind an index has them in order. */
const beginningSo = (
  connection: ConnectionId,
  beginning: string,
  kind: LinkKind | null,
  limit: number,
): RawBuilder<unknown> => sql`
  select s.link_id from (values ${sql.join((kind === null ? LINK_KINDS : [kind]).map((one) => sql`(${one}::text)`))}) as k(kind)
  cross join lateral (
    select link_id from app.link_search
    where connection_id = ${connection} and kind = k.kind
      and title >= ${beginning} and title < ${beginning + AFTER_ALL_TEXT}
    order by title, link_id limit ${limit}
  ) s`

export function recordStore(db: Db): RecordStore {
  return {
    search(connection, terms, { kind, limit, beginning }) {
      if (terms.length === 0) return Promise.resolve([])
      return inTransaction(db, async (tx) => {
        // The planner believes that a limit is reached sooner by reading the table than by its index: true for "example.com", and
        // a read of the whole table for a rare name.
        await sql`set local enable_seqscan = off`.execute(tx)
        const byWords = (query: string, most: number): RawBuilder<unknown> => sql`
          select s.link_id from app.link_search s
          where s.connection_id = ${connection} and ${WORDS} @@ ${query}::tsquery
            and ${kind === null ? sql`true` : sql`s.kind = ${kind}`}
          limit ${most}`
        const close = Math.ceil(limit / 2)
        const { rows } = await sql<Row<'link'>>`
          with named as materialized (${beginningSo(connection, beginning, kind, close)}),
          whole as materialized (${byWords(wordsQuery(terms, 'whole'), close)}),
          found as materialized (${byWords(wordsQuery(terms), limit)})
          select l.* from (
            select link_id from named union select link_id from whole union select link_id from found
          ) f join app.link l on l.id = f.link_id`.execute(tx)
        await sql`set local enable_seqscan = on`.execute(tx)
        return rows.map(toLink)
      })
    },

    async byRecordId(connection, recordIds) {
      if (recordIds.length === 0) return []
      const ids = textSet(recordIds)
      const { rows } = await sql<Row<'link'>>`
        select l.* from app.link l join (
          select id from app.link where connection_id = ${connection} and hubspot_id in ${ids}
          union select id from app.link where connection_id = ${connection} and salesforce_id in ${ids}
          union select a.link_id from app.link_alias a
            join (values ${sql.join(LINK_KINDS.map((kind) => sql`(${kind}::text)`))}) as k(kind) on k.kind = a.kind
            where a.connection_id = ${connection} and a.side in (${sql.join(SIDES.map((side) => sql`${side}`))})
              and a.record_id in ${ids}
        ) found on found.id = l.id
        where l.connection_id = ${connection}
        order by l.state = 'active' desc, l.created_at desc, l.id`.execute(db)
      return rows.map(toLink)
    },

    async survivors(connection, links) {
      if (links.length === 0) return new Map()
      const { rows } = await sql<Row<'link'> & { left: string }>`
        select distinct on (l.id) l.id as left, w.* from app.link l
        join app.link_alias a on a.connection_id = l.connection_id and a.kind = l.kind and a.link_id <> l.id
          and ((a.side = 'hubspot' and a.record_id = l.hubspot_id)
            or (a.side = 'salesforce' and a.record_id = l.salesforce_id))
        join app.link w on w.id = a.link_id and w.state <> 'unlinked'
        where l.connection_id = ${connection} and l.id in ${textSet(links)} and l.state = 'unlinked'
        order by l.id, a.side`.execute(db)
      return new Map(rows.map((row) => [linkId(row.left), toLink(row)]))
    },

    async opportunitiesNamed(connection, beginning, limit) {
      const like = `${beginning.toLowerCase().replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`
      const { rows } = await sql<{ id: string }>`
        select id from app.opportunity
        where connection_id = ${connection} and link_id is null and lower(name) like ${like}
        order by lower(name), id limit ${limit}`.execute(db)
      return rows.map(({ id }) => id)
    },

    async browse(connection, filter, { limit, ...slice }) {
      const keys = keysetOf(RECORD_SORTS, COLUMNS, slice)
      const { rows } = await sql<Row<'link'> & PlacedRow>`
        select l.*, ${keys.place} from (${browsed(connection, filter, keys, limit)}) s join app.link l on l.id = s.link_id
        order by ${keys.by}`.execute(db)
      return rows.map((row) => ({ ...toLink(row), position: toPosition(RECORD_SORTS, slice.order, row) }))
    },

    async countBrowsed(connection, filter, most) {
      const newest = keysetOf(RECORD_SORTS, COLUMNS, {})
      const { rows } = await sql<{ n: string }>`
        select count(*) as n from (${browsed(connection, filter, newest, most)}) b`.execute(db)
      return toInteger(rows[0]?.n ?? 0)
    },

    async aliases(connection, link) {
      const { rows } = await sql<Row<'link_alias'>>`
        select * from app.link_alias where link_id = ${link} and connection_id = ${connection}
        order by side, record_id`.execute(db)
      return rows.map((row) => ({ kind: row.kind as LinkKind, side: row.side as Side, recordId: row.record_id }))
    },

    async waiting(connection, records) {
      if (records.length === 0) return []
      const { rows } = await sql<Row<'inbox'>>`
        select w.* from ${wantedRecords(records)} join app.inbox w
          on (w.connection_id, w.side, w.object, w.record_id) = (${connection}, i.side, i.object, i.record_id)
        order by w.enqueued_at, w.side`.execute(db)
      return rows.map(toWaiting)
    },

    async lookedAt(connection, records) {
      if (records.length === 0) return new Map()
      const { rows } = await sql<{ record_id: string; known_at: string }>`
        select c.record_id, max(c.known_at) as known_at from ${wantedRecords(records)} join app.captured c
          on (c.connection_id, c.side, c.object, c.record_id) = (${connection}, i.side, i.object, i.record_id)
        where c.known_at is not null group by c.record_id`.execute(db)
      return new Map(rows.map((row) => [row.record_id, toInstant(row.known_at)]))
    },

    async problems(connection, links) {
      if (links.length === 0) return []
      const { rows } = await sql<Row<'parked'>>`
        select * from app.parked
        where connection_id = ${connection} and resolved_at is null and link_id in ${textSet(links)}
        order by at desc, seq desc`.execute(db)
      return rows.map(toParkedItem)
    },

    async newestChanges(connection, link) {
      const { rows } = await sql<Row<'journal'> & { change: unknown }>`
        select distinct on (j.side, c ->> 'field', c ->> 'rule') j.*, c as change
        from (
          select * from app.journal where connection_id = ${connection} and link_id = ${link}
          order by seq desc limit ${CHANGES_LOOKED_AT}
        ) j cross join lateral jsonb_array_elements(j.changes) as c
        order by j.side, c ->> 'field', c ->> 'rule', j.seq desc`.execute(db)
      return rows.map((row) => {
        const { changes: _changes, ...entry } = toJournalEntry(row)
        const change: FieldChange = toChange(row.change as StoredChange)
        return { entry, change }
      })
    },

    async isErased(connection, link) {
      const { rows } = await sql<{ erased: boolean }>`
        select exists (
          select from app.journal where connection_id = ${connection} and link_id = ${link} and action = 'erase'
        ) as erased`.execute(db)
      return rows[0]?.erased ?? false
    },
  }
}
