import { sql } from 'kysely'
import { linkId } from '#domain/ids.ts'
import type { StoredTouch, TouchStore } from '#ports/store/touches.ts'
import type { TouchEvidence, TouchKind, TouchOrigin } from '#domain/attribution/touch-facts.ts'
import { type Db, groupBy, keyOf, lastByKey, recordset, textSet, toInstant } from './rows.ts'
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

export function touchStore(db: Db): TouchStore {
  return {
    async replace(connection, origin, links, touches) {
      const people = new Set(links)
      const given = lastByKey(
        touches.filter((touch) => people.has(touch.linkId)),
        (touch) => keyOf(touch.linkId, touch.id),
      ).map((touch) => ({
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
          select * from app.touch
          where connection_id = ${connection} and origin = ${origin} and link_id in ${textSet([...people])}
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
