import { sql } from 'kysely'
import { connectionId } from '#domain/ids.ts'
import type { ChangeMarkStore } from '#ports/store/change-marks.ts'
import { type Db, groupBy, textSet } from './rows.ts'

export function changeMarkStore(db: Db): ChangeMarkStore {
  return {
    async read(connections) {
      if (connections.length === 0) return new Map()
      const { rows } = await sql<{ connection_id: string; name: string; mark: string }>`
        select connection_id, name, sum(mark)::text as mark from app.change_mark
        where connection_id in ${textSet(connections)} group by connection_id, name`.execute(db)
      return new Map(
        [...groupBy(rows, (row) => connectionId(row.connection_id))].map(
          ([connection, of]) => [connection, new Map(of.map(({ name, mark }) => [name, mark]))] as const,
        ),
      )
    },
    async forgetEnded() {
      // A session may have begun under an old number since: its row is its own until it commits.
      await sql`
        delete from app.change_mark where ctid = any (array(
          select ctid from app.change_mark
          where writer <> pg_backend_pid() and writer not in (select pid from pg_stat_activity)
          for update skip locked
        ))`.execute(db)
    },
  }
}
