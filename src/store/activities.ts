import { sql } from 'kysely'
import { linkId } from '#domain/ids.ts'
import type { ActivityStore, StoredActivity } from '#ports/store/activities.ts'
import { chunksOf, type Db, inTransaction, lastByKey, recordset, textSet, toInstant } from './rows.ts'
import type { Row } from './tables.ts'

const toActivity = (row: Row<'activity'>): StoredActivity => ({
  id: row.id,
  linkId: linkId(row.link_id),
  kind: row.kind,
  at: toInstant(row.at),
  personId: row.person_id,
  counts: row.counts,
  why: row.why,
})

export function activityStore(db: Db): ActivityStore {
  return {
    save(connection, activities) {
      return inTransaction(db, async (tx) => {
        const changed = new Set<string>()
        for (const chunk of chunksOf(lastByKey(activities, (activity) => activity.id))) {
          const given = chunk.map((activity) => ({
            connection_id: connection,
            id: activity.id,
            link_id: activity.linkId,
            kind: activity.kind,
            at: activity.at,
            person_id: activity.personId,
            counts: activity.counts,
            why: activity.why,
          }))
          const { rows } = await sql<{ id: string }>`
            insert into app.activity as a select * from ${recordset('activity', given, 'i')}
            on conflict (connection_id, id) do update set
              link_id = excluded.link_id, kind = excluded.kind, at = excluded.at, person_id = excluded.person_id,
              counts = excluded.counts, why = excluded.why
              where (a.link_id, a.kind, a.at, a.person_id, a.counts, a.why) is distinct from
                (excluded.link_id, excluded.kind, excluded.at, excluded.person_id, excluded.counts, excluded.why)
            returning id`.execute(tx)
          for (const row of rows) changed.add(row.id)
        }
        return changed
      })
    },
    async remove(connection, ids) {
      if (ids.length === 0) return []
      const { rows } = await sql<{ link_id: string }>`
        with removed as (
          delete from app.activity where connection_id = ${connection} and id in ${textSet(ids)} returning link_id
        )
        select distinct link_id from removed order by link_id`.execute(db)
      return rows.map((row) => linkId(row.link_id))
    },
    async byIds(connection, ids) {
      if (ids.length === 0) return new Map()
      const { rows } = await sql<Row<'activity'>>`
        select * from app.activity where connection_id = ${connection} and id in ${textSet(ids)}
        order by id`.execute(db)
      return new Map(rows.map((row) => [row.id, toActivity(row)]))
    },
    async byLinks(connection, links) {
      if (links.length === 0) return []
      const { rows } = await sql<Row<'activity'>>`
        select * from app.activity where connection_id = ${connection} and link_id in ${textSet(links)}
        order by link_id, at, id`.execute(db)
      return rows.map(toActivity)
    },
  }
}
