import { type RawBuilder, sql } from 'kysely'
import { linkId, type ConnectionId } from '#domain/ids.ts'
import {
  PARKED_SORTS,
  RETRY_SORTS,
  type ParkedClass,
  type ParkedItem,
  type ParkedQuery,
  type ParkedRetry,
  type ParkedRow,
  type ParkedStore,
  type RetryProgress,
} from '#ports/store/parked.ts'
import { type Columns, keysetOf, type PlacedRow, toPosition } from './keyset.ts'
import { chunksOf, type Db, inTransaction, jsonb, keyOf, lastByKey, recordset, textSet } from './rows.ts'
import { toInstant, toInstantOrNull, toInteger } from './rows.ts'
import type { Row } from './tables.ts'

export const toParkedItem = (row: Row<'parked'>): ParkedItem => ({
  side: row.side as ParkedItem['side'],
  object: row.object,
  recordId: row.record_id,
  linkId: row.link_id === null ? null : linkId(row.link_id),
  code: row.code,
  message: row.message,
  remedy: row.remedy,
  at: toInstant(row.at),
})

const COLUMNS: Columns<typeof PARKED_SORTS> = {
  parked: [sql`p.at`, sql`p.seq`],
  since: [sql`p.first_at`, sql`p.seq`],
}

const RETRY_COLUMNS: Columns<typeof RETRY_SORTS> = { at: [sql`r.at`, sql`r.id`] }

type Listed = Row<'parked'> & { readonly is_waiting: boolean }

const toParkedRow = (row: Listed): ParkedRow => ({
  ...toParkedItem(row),
  id: row.seq,
  firstAt: toInstant(row.first_at),
  retriedAt: toInstantOrNull(row.retried_at),
  isWaiting: row.is_waiting,
})

/** Still to be worked on again. */
const WAITING = sql`exists (
  select 1 from app.inbox i where i.connection_id = p.connection_id and i.side = p.side and i.object = p.object
    and i.record_id = p.record_id
)`

const asked = (connection: ConnectionId, query: ParkedQuery): RawBuilder<unknown> => {
  const { code, side, object, recordId, text, ids } = query
  const parts = [
    sql`p.connection_id = ${connection} and p.resolved_at is null`,
    ...(code === undefined ? [] : [sql`p.code = ${code}`]),
    ...(side === undefined ? [] : [sql`p.side = ${side}`]),
    ...(object === undefined ? [] : [sql`p.object = ${object}`]),
    ...(recordId === undefined ? [] : [sql`p.record_id = ${recordId}`]),
    ...(ids === undefined ? [] : [sql`p.seq in (select v::bigint from jsonb_array_elements_text(${jsonb(ids)}) v)`]),
    ...(text === undefined ? [] : [sql`(p.record_id = ${text} or strpos(lower(p.message), lower(${text})) > 0)`]),
  ]
  return sql.join(parts, sql` and `)
}

interface ClassRow {
  readonly code: string
  readonly n: string
  readonly since: string
  readonly newest_at: string
  readonly message: string
  readonly remedy: string
  readonly objects: readonly { readonly side: 'hubspot' | 'salesforce'; readonly object: string; readonly n: number }[]
}

const toClass = (row: ClassRow): ParkedClass => ({
  code: row.code,
  count: toInteger(row.n),
  since: toInstant(row.since),
  newestAt: toInstant(row.newest_at),
  message: row.message,
  remedy: row.remedy,
  objects: row.objects.map(({ side, object, n }) => ({ side, object, count: n })),
})

interface RetryRow {
  readonly id: string
  readonly at: string
  readonly asked_by: string
  readonly what: unknown
  readonly records: number
  readonly through: string
  readonly again: string
  readonly waiting: string
}

const toRetry = (row: RetryRow): ParkedRetry & RetryProgress => ({
  id: row.id,
  at: toInstant(row.at),
  by: row.asked_by,
  what: row.what as ParkedQuery,
  records: row.records,
  through: toInteger(row.through),
  again: toInteger(row.again),
  waiting: toInteger(row.waiting),
})

/** With what became of each. What waits in the inbox waits; what does not and is still open was parked again. */
const withProgress = (retries: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select r.*, t.* from (${retries}) r
  left join lateral (
    select count(*) filter (where p.resolved_at is not null) as through,
      count(*) filter (where p.resolved_at is null and not ${WAITING}) as again,
      count(*) filter (where p.resolved_at is null and ${WAITING}) as waiting
    from app.parked p where p.connection_id = r.connection_id and p.retry_id = r.id
  ) t on true`

export function parkedStore(db: Db): ParkedStore {
  return {
    async park(connection, items, configVersion) {
      const rows = lastByKey(items, (item) => keyOf(item.side, item.object, item.recordId, item.code)).map((item) => ({
        side: item.side,
        object: item.object,
        record_id: item.recordId,
        link_id: item.linkId,
        code: item.code,
        message: item.message,
        remedy: item.remedy,
        at: item.at,
        config_version: configVersion ?? null,
      }))
      for (const chunk of chunksOf(rows))
        await sql`
          insert into app.parked (connection_id, side, object, record_id, link_id, code, message, remedy, at, first_at, config_version)
          select ${connection}, side, object, record_id, link_id, code, message, remedy, at, at, config_version
          from ${recordset('parked', chunk, 'i')}
          on conflict (connection_id, side, object, record_id, code) where resolved_at is null
            do update set link_id = excluded.link_id, message = excluded.message, remedy = excluded.remedy, at = excluded.at,
              config_version = excluded.config_version`.execute(db)
    },
    async takeOlder(connection, configVersion, limit) {
      const { rows } = await sql<Row<'parked'>>`
        update app.parked u set config_version = ${configVersion}::integer
        where u.seq in (
          select seq from app.parked
          where connection_id = ${connection} and resolved_at is null
            and coalesce(config_version, 0) < ${configVersion}::integer
          order by at, seq limit ${limit} for update skip locked
        ) returning u.*`.execute(db)
      return rows.map(toParkedItem)
    },
    async resolve(connection, { side, object }, recordIds, at) {
      if (recordIds.length === 0) return
      await sql`
        update app.parked set resolved_at = ${at}
        where connection_id = ${connection} and side = ${side} and object = ${object}
          and record_id in ${textSet(recordIds)} and resolved_at is null`.execute(db)
    },
    async open(connection, limit) {
      const { rows } = await sql<Row<'parked'>>`
        select * from app.parked where connection_id = ${connection} and resolved_at is null
        order by at desc, seq desc limit ${limit}`.execute(db)
      return rows.map(toParkedItem)
    },
    async counts(connection) {
      const { rows } = await sql<{ code: string; n: string }>`
        select code, count(*) as n from app.parked where connection_id = ${connection} and resolved_at is null
        group by code order by code`.execute(db)
      return Object.fromEntries(rows.map((row) => [row.code, toInteger(row.n)]))
    },
    async classes(connection) {
      const { rows } = await sql<ClassRow>`
        with counted as (
          select code, side, object, count(*) as n, min(first_at) as since, max(at) as newest_at
          from app.parked where connection_id = ${connection} and resolved_at is null
          group by code, side, object
        ), classes as (
          select code, sum(n) as n, min(since) as since, max(newest_at) as newest_at,
            jsonb_agg(jsonb_build_object('side', side, 'object', object, 'n', n) order by n desc, side, object) as objects
          from counted group by code
        )
        select c.*, p.message, p.remedy from classes c
        cross join lateral (
          select message, remedy from app.parked
          where connection_id = ${connection} and code = c.code and resolved_at is null
          order by at desc, seq desc limit 1
        ) p order by c.n desc, c.code`.execute(db)
      return rows.map(toClass)
    },
    async page(connection, query, { limit, ...slice }) {
      const { place, isBeyond, by } = keysetOf(PARKED_SORTS, COLUMNS, slice)
      // Whether they wait is looked up for those of the page alone, which are in order already.
      const { rows } = await sql<Listed & PlacedRow>`
        select p.*, ${WAITING} as is_waiting from (
          select p.*, ${place} from app.parked p where ${asked(connection, query)} and ${isBeyond}
          order by ${by} limit ${limit}
        ) p order by ${by}`.execute(db)
      return rows.map((row) => ({ ...toParkedRow(row), position: toPosition(PARKED_SORTS, slice.order, row) }))
    },
    async count(connection, query, upTo) {
      const { rows } = await sql<{ n: string }>`
        select count(*) as n from (
          select 1 from app.parked p where ${asked(connection, query)} limit ${upTo}
        ) counted`.execute(db)
      return toInteger(rows[0]?.n ?? 0)
    },
    retry(connection, { id, at, by, what }, limit) {
      return inTransaction(db, async (tx) => {
        const { rows } = await sql<Row<'parked'>>`
          update app.parked u set retry_id = ${id}, retried_at = ${at}::bigint
          where u.seq in (
            select p.seq from app.parked p where ${asked(connection, what)} order by p.at, p.seq limit ${limit}
          ) returning u.*`.execute(tx)
        await sql`
          insert into app.parked_retry (connection_id, id, at, asked_by, what, records)
          values (${connection}, ${id}, ${at}, ${by}, ${jsonb(what)}, ${rows.length})`.execute(tx)
        return rows.map(toParkedItem)
      })
    },
    async retries(connection, { limit, ...slice }) {
      const { place, isBeyond, by } = keysetOf(RETRY_SORTS, RETRY_COLUMNS, slice)
      // Counted for those of the page alone.
      const page = sql`
        select r.*, ${place} from app.parked_retry r
        where r.connection_id = ${connection} and ${isBeyond} order by ${by} limit ${limit}`
      const { rows } = await sql<RetryRow & PlacedRow>`${withProgress(page)} order by ${by}`.execute(db)
      return rows.map((row) => ({ ...toRetry(row), position: toPosition(RETRY_SORTS, slice.order, row) }))
    },
    async countRetries(connection, upTo) {
      const { rows } = await sql<{ n: string }>`
        select count(*) as n from (
          select 1 from app.parked_retry where connection_id = ${connection} limit ${upTo}
        ) counted`.execute(db)
      return toInteger(rows[0]?.n ?? 0)
    },
    async retryById(connection, id) {
      const one = sql`select * from app.parked_retry where connection_id = ${connection} and id = ${id}`
      const { rows } = await sql<RetryRow>`${withProgress(one)}`.execute(db)
      return rows[0] === undefined ? null : toRetry(rows[0])
    },
    async ofRetry(connection, id, { limit, ...slice }) {
      const { place, isBeyond, by } = keysetOf(PARKED_SORTS, COLUMNS, slice)
      const { rows } = await sql<Listed & PlacedRow>`
        select p.*, ${place}, ${WAITING} as is_waiting from app.parked p
        where p.connection_id = ${connection} and p.retry_id = ${id} and p.resolved_at is null and ${isBeyond}
        order by ${by} limit ${limit}`.execute(db)
      return rows.map((row) => ({ ...toParkedRow(row), position: toPosition(PARKED_SORTS, slice.order, row) }))
    },
  }
}
