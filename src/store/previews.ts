import { sql } from 'kysely'
import type { PreviewStore, StoredPreview } from '#ports/store/previews.ts'
import { type Db, jsonb, toInstant, toInstantOrNull } from './rows.ts'
import type { Row } from './tables.ts'

const toPreview = (row: Omit<Row<'preview'>, 'document'>): StoredPreview => ({
  id: row.id,
  state: row.state as StoredPreview['state'],
  startedAt: toInstant(row.started_at),
  startedBy: row.started_by,
  look: row.look as StoredPreview['look'],
  pair: row.pair as StoredPreview['pair'],
  looked: row.looked,
  of: row.to_look,
  error: row.error,
  result: row.result,
  finishedAt: toInstantOrNull(row.finished_at),
})

/** All that is looked at again and again while it runs: the draft can be long. */
const SHOWN = sql`id, connection_id, state, started_at, started_by, look, pair, looked, to_look, error, result, finished_at`

export function previewStore(db: Db): PreviewStore {
  return {
    async begin(connection, one, document) {
      const { rows } = await sql`
        insert into app.preview as p
          (connection_id, id, state, document, look, pair, started_at, started_by, looked, to_look)
        values (${connection}, ${one.id}, ${one.state}, ${jsonb(document)}, ${jsonb(one.look)}, ${one.pair}, ${one.startedAt},
          ${one.startedBy}, ${one.looked}, ${one.of})
        on conflict (connection_id) do update
          set id = excluded.id, state = excluded.state, document = excluded.document, look = excluded.look,
            pair = excluded.pair, started_at = excluded.started_at, started_by = excluded.started_by,
            looked = excluded.looked, to_look = excluded.to_look, error = null, result = null, finished_at = null
          where p.state <> 'running'
        returning 1`.execute(db)
      return rows.length > 0
    },
    async of(connection) {
      const { rows } = await sql<Omit<Row<'preview'>, 'document'>>`
        select ${SHOWN} from app.preview where connection_id = ${connection}`.execute(db)
      return rows[0] === undefined ? null : toPreview(rows[0])
    },
    async draft(connection, id) {
      const { rows } = await sql<Pick<Row<'preview'>, 'document'>>`
        select document from app.preview where connection_id = ${connection} and id = ${id} and state = 'running'`.execute(
        db,
      )
      return rows[0]?.document ?? null
    },
    async save(connection, one) {
      const { rows } = await sql`
        update app.preview set state = ${one.state}, looked = ${one.looked}, to_look = ${one.of}, error = ${one.error},
          result = ${one.result === null ? null : jsonb(one.result)}, finished_at = ${one.finishedAt},
          document = case when ${one.state} = 'running' then document end
        where connection_id = ${connection} and id = ${one.id} and state = 'running' returning 1`.execute(db)
      return rows.length > 0
    },
    async forget(connection, id) {
      await sql`
        delete from app.preview where connection_id = ${connection} and id = ${id} and state <> 'running'`.execute(db)
    },
  }
}
