import { type RawBuilder, sql } from 'kysely'
import { type ConnectionId, type LinkId, linkId } from '#domain/ids.ts'
import { type StoredTouch, TOUCH_SORTS, type TouchStore } from '#ports/store/touches.ts'
import type { TouchEvidence, TouchKind, TouchOrigin } from '#domain/attribution/touch-facts.ts'
import { keysetOf, type PlacedRow, toPosition } from './keyset.ts'
import {
  type Db,
  groupBy,
  inTransaction,
  jsonb,
  keyOf,
  lastByKey,
  recordset,
  textSet,
  toInstant,
  toInteger,
} from './rows.ts'
import type { Row } from './tables.ts'

const toTouch = (row: Row<'touch'>): StoredTouch => ({
  id: row.id,
  linkId: linkId(row.link_id),
  at: toInstant(row.at),
  channel: row.channel,
  campaign: row.campaign,
  source: row.source,
  origin: row.origin as TouchOrigin,
  kind: row.kind as TouchKind,
  detail: row.detail,
  dayOnly: row.day_only,
  evidence: row.evidence as readonly TouchEvidence[],
})

const BY_INSTANT = { at: [sql`at`, sql`link_id`, sql`id`] } as const

/** The touches of an origin that meet `which` are those given from now on. */
async function replaceAmong(
  db: Db,
  connection: ConnectionId,
  origin: TouchOrigin,
  which: RawBuilder<unknown>,
  touches: readonly StoredTouch[],
): Promise<ReadonlySet<LinkId>> {
  const given = lastByKey(touches, (touch) => keyOf(touch.linkId, touch.id)).map((touch) => ({
    connection_id: connection,
    link_id: touch.linkId,
    id: touch.id,
    at: touch.at,
    channel: touch.channel,
    campaign: touch.campaign,
    source: touch.source,
    origin,
    kind: touch.kind,
    detail: touch.detail,
    day_only: touch.dayOnly,
    evidence: touch.evidence,
  }))
  const { rows } = await sql<{ link_id: string }>`
    with given as (
      select * from ${recordset('touch', given, 'i')}
    ), stored as (
      select * from app.touch where connection_id = ${connection} and origin = ${origin} and ${which}
    ), differing as (
      select * from given except select * from stored
    ), gone as (
      select link_id, id from stored except select link_id, id from given
    ), changed as (
      select link_id from differing union select link_id from gone
    ), removed as (
      delete from app.touch t using gone g
      where t.connection_id = ${connection} and (t.link_id, t.id) = (g.link_id, g.id)
    ), written as (
      insert into app.touch select * from differing
      on conflict (connection_id, link_id, id) do update set
        at = excluded.at, channel = excluded.channel, campaign = excluded.campaign, source = excluded.source,
        origin = excluded.origin, kind = excluded.kind, detail = excluded.detail, day_only = excluded.day_only,
        evidence = excluded.evidence
    ), due_again as (
      update app.opportunity o set revision = revision + 1
      where o.connection_id = ${connection} and o.id = any (array(
        select p.opportunity_id from app.opportunity_person p
        where p.connection_id = ${connection} and p.link_id = any (array(select link_id from changed))
      ))
    )
    select link_id from changed`.execute(db)
  return new Set(rows.map((row) => linkId(row.link_id)))
}

/** One statement each: what one of them moves, the next has to see. */
function mergePeople(
  db: Db,
  connection: ConnectionId,
  moves: readonly { readonly from: LinkId; readonly into: LinkId }[],
): Promise<void> {
  if (moves.length === 0) return Promise.resolve()
  const given = sql`(select * from jsonb_to_recordset(${jsonb(moves)}) as m("from" text, "into" text)) m`
  return inTransaction(db, async (tx) => {
    await sql`insert into app.touch
      select t.connection_id, m."into", t.id, t.at, t.channel, t.campaign, t.source, t.origin, t.kind, t.detail, t.day_only,
        t.evidence
      from ${given} join app.touch t on (t.connection_id, t.link_id) = (${connection}, m."from")
      on conflict (connection_id, link_id, id) do nothing`.execute(tx)
    await sql`insert into app.touch_person
      select p.connection_id, m."into", min(p.lead_since), null
      from ${given} join app.touch_person p on (p.connection_id, p.link_id) = (${connection}, m."from")
      group by p.connection_id, m."into"
      on conflict (connection_id, link_id) do update set
        lead_since = least(touch_person.lead_since, excluded.lead_since)`.execute(tx)
    await sql`delete from app.touch_reading r using ${given}
      where r.connection_id = ${connection} and r.link_id in (m."from", m."into")`.execute(tx)
    // The opportunities of either are credited anew, and belong to the one who goes on.
    await sql`update app.opportunity o set revision = revision + 1
      where o.connection_id = ${connection} and o.id in (
        select p.opportunity_id from ${given} join app.opportunity_person p
          on p.connection_id = ${connection} and p.link_id in (m."from", m."into")
      )`.execute(tx)
    await sql`insert into app.opportunity_person
      select distinct on (p.opportunity_id, m."into") p.connection_id, p.opportunity_id, m."into", p.position
      from ${given} join app.opportunity_person p on (p.connection_id, p.link_id) = (${connection}, m."from")
      where not exists (
        select 1 from app.opportunity_person q
        where (q.connection_id, q.opportunity_id, q.link_id) = (p.connection_id, p.opportunity_id, m."into")
      )
      order by p.opportunity_id, m."into", p.position`.execute(tx)
    for (const table of ['touch', 'touch_person', 'opportunity_person'])
      await sql`delete from ${sql.table(`app.${table}`)} t using ${given}
        where t.connection_id = ${connection} and t.link_id = m."from"`.execute(tx)
  })
}

export function touchStore(db: Db): TouchStore {
  return {
    replace(connection, origin, links, touches) {
      const people = new Set<string>(links)
      const given = touches.filter((touch) => people.has(touch.linkId))
      return replaceAmong(db, connection, origin, sql`link_id in ${textSet([...people])}`, given)
    },
    replaceIds(connection, origin, ids, touches) {
      const wanted = new Set(ids)
      const given = touches.filter((touch) => wanted.has(touch.id))
      return replaceAmong(db, connection, origin, sql`id in ${textSet([...wanted])}`, given)
    },
    merge: (connection, moves) => mergePeople(db, connection, moves),
    async page(connection, { limit, ...slice }) {
      const { place, isBeyond, by } = keysetOf(TOUCH_SORTS, BY_INSTANT, slice)
      const { rows } = await sql<Row<'touch'> & PlacedRow>`
        select *, ${place} from app.touch
        where connection_id = ${connection} and ${isBeyond} order by ${by} limit ${limit}`.execute(db)
      return rows.map((row) => ({ ...toTouch(row), position: toPosition(TOUCH_SORTS, slice.order, row) }))
    },
    async campaigns(connection) {
      const { rows } = await sql<{ campaign: string }>`
        select distinct campaign from app.touch where connection_id = ${connection} and campaign is not null`.execute(
        db,
      )
      return rows.map(({ campaign }) => campaign)
    },
    async count(connection, limit) {
      const { rows } = await sql<{ n: string }>`
        select count(*) as n from (select from app.touch where connection_id = ${connection} limit ${limit}) as first_ones`.execute(
        db,
      )
      return toInteger(rows[0]?.n ?? 0)
    },
    async byLinks(connection, links) {
      if (links.length === 0) return new Map()
      const { rows } = await sql<Row<'touch'>>`
        select * from app.touch where connection_id = ${connection} and link_id in ${textSet(links)}
        order by at, id`.execute(db)
      return groupBy(rows.map(toTouch), (touch) => touch.linkId)
    },
  }
}
