import { sql } from 'kysely'
import { PERMISSIONS } from '#domain/access.ts'
import type { ApiToken, ApiTokenStore } from '#ports/store/api-tokens.ts'
import { type Db, jsonb, toInstant, toInstantOrNull } from './rows.ts'
import type { Row } from './tables.ts'
import { fromReach, toReach, userStore } from './users.ts'

export function apiTokenStore(db: Db): ApiTokenStore {
  const app = db.withSchema('app')
  return {
    add: async (token, hash) => {
      await sql`
        insert into app.api_token (id, name, token_hash, hint, permissions, connections, user_id, created_at, expires_at)
        values (${token.id}, ${token.name}, ${hash}, ${token.hint}, ${jsonb(token.permissions)},
          ${fromReach(token.connections)}, ${token.userId}, ${token.createdAt}, ${token.expiresAt})`.execute(db)
    },
    list: async (userId) => {
      const all = app
        .selectFrom('api_token as t')
        .innerJoin('user_account as u', 'u.id', 't.user_id')
        .selectAll('t')
        .select('u.name as made_by')
        .orderBy('t.created_at', 'desc')
        .orderBy('t.id')
      const rows = await (userId === null ? all : all.where('t.user_id', '=', userId)).execute()
      return rows.map((row) => ({ ...toToken(row), madeBy: row.made_by }))
    },
    byHash: async (hash) => {
      const row = await app.selectFrom('api_token').selectAll().where('token_hash', '=', hash).executeTakeFirst()
      if (row === undefined) return null
      const maker = await userStore(db).get(row.user_id)
      return maker === null ? null : { token: toToken(row), maker }
    },
    used: async (id, at) => {
      await sql`
        update app.api_token set last_used_at = ${at}
        where id = ${id} and coalesce(last_used_at, 0) < ${at - 60_000}`.execute(db)
    },
    revoke: async (id, userId, at) => {
      const { rows } = await sql<Row<'api_token'>>`
        update app.api_token set revoked_at = ${at}
        where id = ${id} and revoked_at is null and (${userId}::text is null or user_id = ${userId}) returning *`.execute(
        db,
      )
      return rows[0] === undefined ? null : toToken(rows[0])
    },
  }
}

const toToken = (row: Row<'api_token'>): ApiToken => ({
  id: row.id,
  name: row.name,
  hint: row.hint,
  permissions: PERMISSIONS.filter((permission) => (row.permissions as readonly unknown[]).includes(permission)),
  connections: toReach(row.connections),
  userId: row.user_id,
  createdAt: toInstant(row.created_at),
  expiresAt: toInstantOrNull(row.expires_at),
  lastUsedAt: toInstantOrNull(row.last_used_at),
  revokedAt: toInstantOrNull(row.revoked_at),
})
