import { sql } from 'kysely'
import type { WindowState } from '#domain/budget/places.ts'
import type { ConnectionId } from '#domain/ids.ts'
import type { SharedWindows } from '#ports/budget.ts'
import { type Db, inTransaction, jsonb } from './rows.ts'
import { toStoreError } from './store-error.ts'

/** Windows of one connection in PostgreSQL: a row each, locked while it is changed; the clock is the server's. */
export function databaseWindows(db: Db, connection: ConnectionId): SharedWindows {
  return {
    update: async (window, change) => {
      try {
        return await inTransaction(db, async (tx) => {
          const { rows } = await sql<{ state: WindowState | null; now: string }>`
            insert into app.api_window as w (connection_id, name, state) values (${connection}, ${window}, null)
            on conflict (connection_id, name) do update set name = w.name
            returning state, (extract(epoch from clock_timestamp()) * 1000)::bigint as now`.execute(tx)
          const [row] = rows
          const { state, answer } = change(row?.state ?? null, Number(row?.now))
          await sql`
            update app.api_window set state = ${jsonb(state)}
            where connection_id = ${connection} and name = ${window}`.execute(tx)
          return answer
        })
      } catch (error) {
        throw toStoreError(error)
      }
    },
  }
}
