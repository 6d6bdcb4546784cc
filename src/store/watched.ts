import { sql } from 'kysely'
import type { WatchedStore } from '#ports/store/watched.ts'
import { type Db, recordset } from './rows.ts'

export function watchedStore(db: Db): WatchedStore {
  return {
    async changed(connection, prints) {
      const rows = [...prints]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, print]) => ({ connection_id: connection, name, print }))
      if (rows.length === 0) return []
      const { rows: found } = await sql<{ name: string }>`
        with given as (
          select * from ${recordset('watched', rows, 'i')}
        ), saved as (
          insert into app.watched as w select * from given
          on conflict (connection_id, name) do update set print = excluded.print where w.print <> excluded.print
        )
        select g.name from given g join app.watched w on (w.connection_id, w.name) = (g.connection_id, g.name)
        where w.print <> g.print order by g.name`.execute(db)
      return found.map((row) => row.name)
    },
  }
}
