import { sql } from 'kysely'
import type { Alert } from '#domain/alerts/types.ts'
import { type ConnectionId, linkId } from '#domain/ids.ts'
import { DELIVERY_SORTS } from '#ports/store/alerts.ts'
import type { AlertStore, StoredDelivery } from '#ports/store/alerts.ts'
import { type Columns, keysetOf, type PlacedRow, toPosition } from './keyset.ts'
import {
  chunksOf,
  type Db,
  inTransaction,
  lastByKey,
  recordset,
  textSet,
  toInstant,
  toInstantOrNull,
  toInteger,
} from './rows.ts'
import type { NewRow, Row } from './tables.ts'

/** A delivery with what is told; `d` and its alert `a`. */
const WITH_ALERT = sql`d.*, a.kind, a.link_id, a.handoff_id, a.facts, a.owner_email, a.manager_email, a.also_to`
type Told = Row<'delivery'> & Omit<Row<'alert'>, 'id' | 'connection_id' | 'at'>

const COLUMNS: Columns<typeof DELIVERY_SORTS> = { at: [sql`d.at`, sql`d.id`] }

const toAlert = (row: Omit<Row<'alert'>, 'connection_id'>): Alert => ({
  id: row.id,
  kind: row.kind as Alert['kind'],
  at: toInstant(row.at),
  linkId: row.link_id === null ? null : linkId(row.link_id),
  handoffId: row.handoff_id,
  facts: row.facts as Alert['facts'],
  ownerEmail: row.owner_email,
  managerEmail: row.manager_email,
  alsoTo: row.also_to as Alert['alsoTo'],
})

const toDelivery = (row: Told): StoredDelivery => ({
  id: row.id,
  alert: toAlert({ ...row, id: row.alert_id }),
  channel: row.channel,
  state: row.state as StoredDelivery['state'],
  attempts: row.attempts,
  nextTryAt: toInstant(row.next_try_at),
  messageId: row.message_id,
  sentAt: toInstantOrNull(row.sent_at),
  note: row.note,
})

const fromAlert = (connection: ConnectionId, alert: Alert): NewRow<'alert'> => ({
  connection_id: connection,
  id: alert.id,
  kind: alert.kind,
  at: alert.at,
  link_id: alert.linkId,
  handoff_id: alert.handoffId,
  facts: alert.facts,
  owner_email: alert.ownerEmail,
  manager_email: alert.managerEmail,
  also_to: alert.alsoTo,
})

export function alertStore(db: Db): AlertStore {
  return { ...additions(db), ...deliveries(db), ...looks(db) }
}

function additions(db: Db): Pick<AlertStore, 'add'> {
  return {
    add(connection, alerts, now) {
      // Of one told twice the first is the one that exists already.
      const fresh = lastByKey(alerts.toReversed(), ({ alert }) => alert.id)
      return inTransaction(db, async (tx) => {
        for (const chunk of chunksOf(fresh)) {
          const given = chunk.map(({ alert }) => fromAlert(connection, alert))
          const sendings = chunk.flatMap(({ alert, channels }) =>
            [...new Set(channels)].map((channel) => ({ id: `${alert.id}/${channel}`, alert_id: alert.id, channel })),
          )
          await sql`
            with added as (
              insert into app.alert select * from ${recordset('alert', given, 'i')} on conflict do nothing returning id, at
            )
            insert into app.delivery (connection_id, id, alert_id, channel, at, state, attempts, next_try_at)
            select ${connection}, i.id, i.alert_id, i.channel, added.at, 'waiting', 0, ${now}
            from ${recordset('delivery', sendings, 'i')} join added on added.id = i.alert_id
            on conflict do nothing`.execute(tx)
        }
      })
    },
  }
}

/** Whoever lost the lease changes nothing. */
function deliveries(db: Db): Pick<AlertStore, 'lease' | 'assign' | 'sent' | 'retry' | 'park' | 'resume'> {
  return {
    async lease(connection, worker, now, until, limit) {
      const { rows } = await sql<Told>`
        with due as (
          select id from app.delivery
          where connection_id = ${connection} and state = 'waiting' and next_try_at <= ${now}
            and (lease_until is null or lease_until <= ${now})
          order by at, id limit ${limit}
          for update skip locked
        ), leased as (
          update app.delivery d set leased_by = ${worker}, lease_until = ${until}
          from due where d.connection_id = ${connection} and d.id = due.id
          returning d.*
        )
        select ${WITH_ALERT} from leased d
        join app.alert a on a.connection_id = d.connection_id and a.id = d.alert_id
        order by d.at, d.id`.execute(db)
      return rows.map(toDelivery)
    },
    async assign(connection, worker, messages) {
      const carried = messages.flatMap(({ messageId, deliveries: ids }) =>
        ids.map((id) => ({ id, message_id: messageId })),
      )
      for (const chunk of chunksOf(lastByKey(carried, ({ id }) => id)))
        await sql`
          update app.delivery d set message_id = coalesce(d.message_id, i.message_id)
          from ${recordset('delivery', chunk, 'i')}
          where d.connection_id = ${connection} and d.id = i.id and d.state = 'waiting'
            and d.leased_by = ${worker}`.execute(db)
    },
    async sent(connection, worker, ids, at) {
      if (ids.length === 0) return
      await sql`
        update app.delivery set state = 'sent', sent_at = ${at}, note = null, leased_by = null, lease_until = null
        where connection_id = ${connection} and id in ${textSet(ids)} and state = 'waiting'
          and leased_by = ${worker}`.execute(db)
    },
    async retry(connection, worker, later) {
      const rows = lastByKey(later, (one) => one.id).map((one) => ({
        id: one.id,
        next_try_at: one.nextTryAt,
        note: one.note,
      }))
      for (const chunk of chunksOf(rows))
        await sql`
          update app.delivery d set attempts = d.attempts + 1, next_try_at = i.next_try_at, note = i.note,
            leased_by = null, lease_until = null
          from ${recordset('delivery', chunk, 'i')}
          where d.connection_id = ${connection} and d.id = i.id and d.state = 'waiting'
            and d.leased_by = ${worker}`.execute(db)
    },
    async park(connection, worker, ids, note) {
      if (ids.length === 0) return
      await sql`
        update app.delivery set state = 'parked', attempts = attempts + 1, note = ${note},
          leased_by = null, lease_until = null
        where connection_id = ${connection} and id in ${textSet(ids)} and state = 'waiting'
          and leased_by = ${worker}`.execute(db)
    },
    async resume(connection, channel, now) {
      const { numAffectedRows } = await sql`
        update app.delivery set state = 'waiting', attempts = 0, next_try_at = ${now}
        where connection_id = ${connection} and state = 'parked'
          ${channel === 'all' ? sql`` : sql`and channel = ${channel}`}`.execute(db)
      return Number(numAffectedRows ?? 0n)
    },
  }
}

function looks(
  db: Db,
): Pick<AlertStore, 'sentSince' | 'byHandoffs' | 'newest' | 'page' | 'count' | 'lastOf' | 'forget'> {
  return {
    async sentSince(connection, since) {
      const { rows } = await sql<{ channel: string; n: string }>`
        select channel, count(*) as n from app.delivery
        where connection_id = ${connection} and state = 'sent' and sent_at >= ${since}
        group by channel order by channel`.execute(db)
      return new Map(rows.map((row) => [row.channel, toInteger(row.n)]))
    },
    async byHandoffs(connection, handoffs) {
      if (handoffs.length === 0) return []
      const { rows } = await sql<Told>`
        select ${WITH_ALERT} from app.alert a
        join app.delivery d on d.connection_id = a.connection_id and d.alert_id = a.id
        where a.connection_id = ${connection} and a.handoff_id in ${textSet(handoffs)}
        order by d.at, d.id`.execute(db)
      return rows.map(toDelivery)
    },
    async newest(connection, limit) {
      const { rows } = await sql<Told>`
        select ${WITH_ALERT} from app.delivery d
        join app.alert a on a.connection_id = d.connection_id and a.id = d.alert_id
        where d.connection_id = ${connection}
        order by d.at desc, d.id desc limit ${limit}`.execute(db)
      return rows.map(toDelivery)
    },
    async page(connection, { limit, ...slice }) {
      const { place, isBeyond, by } = keysetOf(DELIVERY_SORTS, COLUMNS, slice)
      const { rows } = await sql<Told & PlacedRow>`
        select ${WITH_ALERT}, ${place} from app.delivery d
        join app.alert a on a.connection_id = d.connection_id and a.id = d.alert_id
        where d.connection_id = ${connection} and ${isBeyond}
        order by ${by} limit ${limit}`.execute(db)
      return rows.map((row) => ({ ...toDelivery(row), position: toPosition(DELIVERY_SORTS, slice.order, row) }))
    },
    async count(connection, upTo) {
      const { rows } = await sql<{ n: string; parked: string }>`
        select
          (select count(*) from (select 1 from app.delivery where connection_id = ${connection} limit ${upTo}) a) as n,
          (select count(*) from (
            select 1 from app.delivery where connection_id = ${connection} and state = 'parked' limit ${upTo}
          ) p) as parked`.execute(db)
      return { all: toInteger(rows[0]?.n ?? 0), parked: toInteger(rows[0]?.parked ?? 0) }
    },
    async lastOf(connection, kinds) {
      const { rows } = await sql<Row<'alert'>>`
        select * from app.alert where connection_id = ${connection} and kind in ${textSet(kinds)}
        order by at desc, id desc limit 1`.execute(db)
      const [row] = rows
      return row === undefined ? null : toAlert(row)
    },
    async forget(connection, before, limit) {
      const { rows } = await sql<{ alerts: string; parked: string }>`
        with old as (
          select id from app.alert a where connection_id = ${connection} and at < ${before}
            and kind not in ('sync-broken', 'sync-restored') and not exists (
              select from app.delivery d
              where d.connection_id = a.connection_id and d.alert_id = a.id and d.state = 'waiting'
            )
          order by at, id limit ${limit}
        ), parked as (
          select count(*) as n from app.delivery d join old on old.id = d.alert_id
          where d.connection_id = ${connection} and d.state = 'parked'
        ), gone as (
          delete from app.alert a using old where a.connection_id = ${connection} and a.id = old.id returning a.id
        )
        select (select count(*) from gone) as alerts, (select n from parked) as parked`.execute(db)
      return { alerts: toInteger(rows[0]?.alerts ?? '0'), parked: toInteger(rows[0]?.parked ?? '0') }
    },
  }
}
