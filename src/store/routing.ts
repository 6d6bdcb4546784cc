import { sql } from 'kysely'
import { InvariantError } from '#domain/errors.ts'
import type { RoutingState } from '#domain/routing/types.ts'
import type { RoutingStore } from '#ports/store/routing.ts'
import { type Db, jsonb } from './rows.ts'

const UNUSED: RoutingState = { pools: {} }

export function routingStore(db: Db): RoutingStore {
  return {
    async hold(connection) {
      if (!db.isTransaction) throw new InvariantError('routing is held until a transaction ends, and there is none')
      await sql`
        insert into app.routing_state (connection_id, state) values (${connection}, ${jsonb(UNUSED)})
        on conflict do nothing`.execute(db)
      // The row is locked until the transaction ends: the next one decides on what this one stored.
      const { rows } = await sql<{ state: RoutingState }>`
        select state from app.routing_state where connection_id = ${connection} for update`.execute(db)
      return rows[0]?.state ?? UNUSED
    },
    async save(connection, state) {
      await sql`
        insert into app.routing_state (connection_id, state) values (${connection}, ${jsonb(state)})
        on conflict (connection_id) do update set state = excluded.state`.execute(db)
    },
    async peek(connection) {
      const { rows } = await sql<{ state: RoutingState }>`
        select state from app.routing_state where connection_id = ${connection}`.execute(db)
      return rows[0]?.state ?? UNUSED
    },
  }
}
