import { sql } from 'kysely'
import { ROLES, type Reach } from '#domain/access.ts'
import { connectionId } from '#domain/ids.ts'
import { USER_STATES, type User, type UserStore } from '#ports/store/users.ts'
import { type Db, inTransaction, jsonb, toInstant, toInstantOrNull } from './rows.ts'
import type { Row } from './tables.ts'

/** An administrator of some connections can give nobody the others. */
const OWNERS = sql`
  select id from app.user_account where role = 'admin' and state = 'active' and connections is null`

export function userStore(db: Db): UserStore {
  const app = db.withSchema('app')
  const one = async (column: 'id' | 'email', value: string): Promise<User | null> => {
    const row = await app.selectFrom('user_account').selectAll().where(column, '=', value).executeTakeFirst()
    return row === undefined ? null : toUser(row)
  }
  return {
    add: async (user) => {
      const { rows } = await sql`
        insert into app.user_account (id, name, email, email_verified, role, connections, state, created_at, updated_at, signed_in_at)
        values (${user.id}, ${user.name}, ${user.email}, true, ${user.role}, ${fromReach(user.connections)}, ${user.state},
          ${user.createdAt}, ${user.createdAt}, ${user.signedInAt})
        on conflict (email) do nothing returning id`.execute(db)
      return rows.length === 1
    },
    get: (id) => one('id', id),
    byEmail: (email) => one('email', email.toLowerCase()),
    list: async () =>
      (await app.selectFrom('user_account').selectAll().orderBy('name').orderBy('id').execute()).map(toUser),
    hasOwner: async () => (await sql`${OWNERS} limit 1`.execute(db)).rows.length > 0,
    change: (id, to, now) =>
      inTransaction(db, async (tx) => {
        const owners = await sql<{ id: string }>`${OWNERS} order by id for update`.execute(tx)
        const endsOwner =
          (to.role !== undefined && to.role !== 'admin') ||
          (to.state !== undefined && to.state !== 'active') ||
          (to.connections !== undefined && to.connections !== 'all')
        if (endsOwner && owners.rows.length === 1 && owners.rows[0]?.id === id) return 'only-admin'
        const set = [
          sql`updated_at = ${now}`,
          ...(to.name === undefined ? [] : [sql`name = ${to.name}`]),
          ...(to.role === undefined ? [] : [sql`role = ${to.role}`]),
          ...(to.connections === undefined ? [] : [sql`connections = ${fromReach(to.connections)}`]),
          ...(to.state === undefined ? [] : [sql`state = ${to.state}`]),
        ]
        const { rows } = await sql`
          update app.user_account set ${sql.join(set)} where id = ${id} returning id`.execute(tx)
        return rows.length === 1 ? 'changed' : 'unknown'
      }),
    signedIn: async (id, now) => {
      await sql`
        update app.user_account set signed_in_at = ${now}, updated_at = ${now},
          state = case when state = 'invited' then 'active' else state end
        where id = ${id}`.execute(db)
    },
    sessions: async (id, now) => {
      const rows = await app
        .selectFrom('user_session')
        .selectAll()
        .where('user_id', '=', id)
        .where('expires_at', '>', String(now))
        .orderBy('created_at', 'desc')
        .execute()
      return rows.map((row) => ({
        id: row.id,
        createdAt: toInstant(row.created_at),
        updatedAt: toInstant(row.updated_at),
        expiresAt: toInstant(row.expires_at),
        address: row.ip_address === '' ? null : row.ip_address,
        browser: row.user_agent === '' ? null : row.user_agent,
      }))
    },
    endSessions: async (id, which) => {
      const mine = app.deleteFrom('user_session').where('user_id', '=', id)
      const chosen =
        'only' in which
          ? mine.where('id', '=', which.only)
          : which.but === null
            ? mine
            : mine.where('id', '!=', which.but)
      return (await chosen.returning('id').execute()).length
    },
  }
}

const toUser = (row: Row<'user_account'>): User => ({
  id: row.id,
  name: row.name,
  email: row.email,
  role: ROLES.find((role) => role === row.role) ?? 'viewer',
  connections: toReach(row.connections),
  state: USER_STATES.find((state) => state === row.state) ?? 'deactivated',
  createdAt: toInstant(row.created_at),
  signedInAt: toInstantOrNull(row.signed_in_at),
})

/** null stands for every connection; whatever else is no list is none. */
export const toReach = (stored: unknown): Reach => {
  if (stored === null) return 'all'
  return Array.isArray(stored) ? stored.map((id) => connectionId(String(id))) : []
}
export const fromReach = (reach: Reach) => (reach === 'all' ? sql`null` : jsonb(reach))
