import { sql } from 'kysely'
import { linkId } from '#domain/ids.ts'
import type { ImportBatch, ImportStore, RejectedRow, TouchSourceStore } from '#ports/store/touch-sources.ts'
import type { ImportedTouch } from '#ports/store/touches.ts'
import { chunksOf, type Db, groupBy, lastByKey, recordset, textSet, toInstant } from './rows.ts'
import type { Row } from './tables.ts'

const toImported = (row: Row<'imported_touch'>): ImportedTouch => ({
  id: row.id,
  emailKey: row.email_key,
  at: toInstant(row.at),
  dayOnly: row.day_only,
  channel: row.channel,
  campaign: row.campaign,
  detail: row.detail,
  importId: row.import_id,
})

export function touchSourceStore(db: Db): TouchSourceStore {
  return {
    async saveImported(connection, touches) {
      const changed = new Set<string>()
      const given = lastByKey(touches, (touch) => touch.id).map((touch) => ({
        connection_id: connection,
        id: touch.id,
        email_key: touch.emailKey,
        at: touch.at,
        day_only: touch.dayOnly,
        channel: touch.channel,
        campaign: touch.campaign,
        detail: touch.detail,
        import_id: touch.importId,
      }))
      for (const chunk of chunksOf(given)) {
        // Whichever file brought a row first keeps it.
        const { rows } = await sql<{ id: string }>`
          insert into app.imported_touch select * from ${recordset('imported_touch', chunk, 'i')}
          on conflict do nothing returning id`.execute(db)
        for (const row of rows) changed.add(row.id)
      }
      return changed
    },
    async importedBy(connection, emailKeys) {
      if (emailKeys.length === 0) return new Map()
      const { rows } = await sql<Row<'imported_touch'>>`
        select * from app.imported_touch where connection_id = ${connection} and email_key in ${textSet(emailKeys)}
        order by at, id`.execute(db)
      return groupBy(rows.map(toImported), (touch) => touch.emailKey)
    },
    async savePeople(connection, people) {
      if (people.length === 0) return
      const given = lastByKey(people, (person) => person.linkId).map((person) => ({
        connection_id: connection,
        link_id: person.linkId,
        lead_since: person.leadSince,
        print: person.print,
      }))
      await sql`
        with given as (
          select * from ${recordset('touch_person', given, 'i')}
        ), earlier as (
          select g.link_id from given g left join app.touch_person p using (connection_id, link_id)
          where g.lead_since is not null and (p.lead_since is null or g.lead_since < p.lead_since)
        ), due_again as (
          update app.opportunity o set revision = revision + 1
          where o.connection_id = ${connection} and o.id = any (array(
            select p.opportunity_id from app.opportunity_person p
            where p.connection_id = ${connection} and p.link_id = any (array(select link_id from earlier))
          ))
        )
        insert into app.touch_person as t select * from given
        on conflict (connection_id, link_id) do update set
          lead_since = least(t.lead_since, excluded.lead_since), print = excluded.print
        where t.print is distinct from excluded.print
          or least(t.lead_since, excluded.lead_since) is distinct from t.lead_since`.execute(db)
    },
    async leadSince(connection, links) {
      if (links.length === 0) return new Map()
      const { rows } = await sql<Row<'touch_person'>>`
        select * from app.touch_person
        where connection_id = ${connection} and lead_since is not null and link_id in ${textSet(links)}`.execute(db)
      return new Map(rows.map((row) => [linkId(row.link_id), toInstant(row.lead_since ?? '')]))
    },
    async dueReadings(connection, after, limit) {
      const { rows } = await sql<{ id: string; hubspot_id: string; print: string | null }>`
        select l.id, l.hubspot_id, t.print
        from app.link l
        left join app.touch_person t on (t.connection_id, t.link_id) = (l.connection_id, l.id)
        left join app.touch_reading r on (r.connection_id, r.link_id) = (l.connection_id, l.id)
        where l.connection_id = ${connection} and l.kind = 'person' and l.state = 'active' and l.hubspot_id is not null
          and l.id > ${after ?? ''} and (r.link_id is null or t.print is distinct from r.print and t.print is not null)
          and exists (
            select 1 from app.opportunity_person p where (p.connection_id, p.link_id) = (l.connection_id, l.id)
          )
        order by l.id limit ${limit}`.execute(db)
      return rows.map((row) => ({ linkId: linkId(row.id), hubspotId: row.hubspot_id, print: row.print }))
    },
    async readings(connection, links) {
      if (links.length === 0) return new Map()
      const { rows } = await sql<Row<'touch_reading'>>`
        select * from app.touch_reading where connection_id = ${connection} and link_id in ${textSet(links)}`.execute(
        db,
      )
      return new Map(rows.map((row) => [linkId(row.link_id), row.print]))
    },
    async saveReadings(connection, readings, at) {
      const given = lastByKey(readings, (reading) => reading.linkId).map((reading) => ({
        connection_id: connection,
        link_id: reading.linkId,
        print: reading.print,
        read_at: at,
      }))
      await sql`
        insert into app.touch_reading select * from ${recordset('touch_reading', given, 'i')}
        on conflict (connection_id, link_id) do update set print = excluded.print, read_at = excluded.read_at`.execute(
        db,
      )
    },
  }
}

export function importStore(db: Db): ImportStore {
  return {
    async add(connection, batch) {
      const row = {
        connection_id: connection,
        id: batch.id,
        kind: batch.kind,
        file_name: batch.fileName,
        checksum: batch.checksum,
        imported_at: batch.importedAt,
        rows: batch.rows,
        accepted: batch.accepted,
        unchanged: batch.unchanged,
        rejected: batch.rejected,
      }
      await sql`insert into app.import_batch select * from ${recordset('import_batch', [row], 'i')}`.execute(db)
    },
    async list(connection, limit) {
      const { rows } = await sql<Row<'import_batch'>>`
        select * from app.import_batch where connection_id = ${connection}
        order by imported_at desc, id limit ${limit}`.execute(db)
      return rows.map((row): ImportBatch => ({
        id: row.id,
        kind: row.kind as ImportBatch['kind'],
        fileName: row.file_name,
        checksum: row.checksum,
        importedAt: toInstant(row.imported_at),
        rows: row.rows,
        accepted: row.accepted,
        unchanged: row.unchanged,
        rejected: row.rejected as readonly RejectedRow[],
      }))
    },
  }
}
