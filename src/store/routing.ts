import { sql } from 'kysely'
import type { RoutingStore } from '#ports/store.ts'
import { type Db, inTransaction, jsonb } from './rows.ts'

export function routingStore(db: Db): RoutingStore {
  return {
    advance<S, R>(
      connection: string,
      pool: string,
      decide: (state: S | null) => { readonly state: S; readonly result: R },
    ): Promise<R> {
      return inTransaction(db, async (tx) => {
        await sql`
          insert into app.routing_pool (connection_id, pool, state) values (${connection}, ${pool}, null)
          on conflict do nothing`.execute(tx)
        // The row is locked until the transaction ends: the next one decides on what this one stored.
        const { rows } = await sql<{ state: S | null }>`
          select state from app.routing_pool where connection_id = ${connection} and pool = ${pool} for update`.execute(
          tx,
        )
        const { state, result } = decide(rows[0]?.state ?? null)
        await sql`
          update app.routing_pool set state = ${jsonb(state)}
          where connection_id = ${connection} and pool = ${pool}`.execute(tx)
        return result
      })
    },
    async peek(connection, pool) {
      const { rows } = await sql<{ state: unknown }>`
        select state from app.routing_pool where connection_id = ${connection} and pool = ${pool}`.execute(db)
      return rows[0]?.state ?? null
    },
  }
}
