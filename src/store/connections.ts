import { connectionId } from '#domain/ids.ts'
import type { Connection, ConnectionStore } from '#ports/store/connections.ts'
import type { Db } from './rows.ts'
import type { Row } from './tables.ts'

const toConnection = (row: Row<'connection'>): Connection => ({
  id: connectionId(row.id),
  name: row.name,
  portalId: row.portal_id,
  orgId: row.org_id,
  currency: row.currency,
  orgTimeZone: row.org_time_zone,
  state: row.state as Connection['state'],
  pausedReason: row.paused_reason,
  // A pause from before it was noted who paused.
  pausedBy: row.state === 'paused' ? ((row.paused_by ?? 'tandem') as Connection['pausedBy']) : null,
})

export function connectionStore(db: Db): ConnectionStore {
  const app = db.withSchema('app')
  return {
    async save(connection) {
      const facts = {
        name: connection.name,
        portal_id: connection.portalId,
        org_id: connection.orgId,
        currency: connection.currency,
        org_time_zone: connection.orgTimeZone,
      }
      await app
        .insertInto('connection')
        .values({ id: connection.id, ...facts, state: 'active', paused_reason: null, paused_by: null })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(facts))
        .execute()
    },
    async get(id) {
      const row = await app.selectFrom('connection').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? null : toConnection(row)
    },
    async list() {
      const rows = await app.selectFrom('connection').selectAll().orderBy('id').execute()
      return rows.map(toConnection)
    },
    async pause(id, reason, by = 'tandem') {
      await app
        .updateTable('connection')
        .set({ state: 'paused', paused_reason: reason, paused_by: by })
        .where('id', '=', id)
        .$if(by === 'tandem', (query) =>
          query.where((is) => is.or([is('paused_by', 'is', null), is('paused_by', '!=', 'person')])),
        )
        .execute()
    },
    async resume(id) {
      await app
        .updateTable('connection')
        .set({ state: 'active', paused_reason: null, paused_by: null })
        .where('id', '=', id)
        .execute()
    },
  }
}
