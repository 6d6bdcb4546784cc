import { sql } from 'kysely'
import type { IdempotencyStore } from '#ports/store/idempotency.ts'
import { type Db, toInstant } from './rows.ts'

interface KeyRow {
  readonly request_hash: string
  readonly status: number | null
  readonly body: string | null
  readonly created_at: string
}

export function idempotencyStore(db: Db): IdempotencyStore {
  return {
    begin: async ({ actorId, key, hash }, now, since) => {
      await sql`delete from app.idempotency_key where created_at < ${since}`.execute(db)
      const { rows: taken } = await sql`
        insert into app.idempotency_key (actor_id, key, request_hash, created_at) values (${actorId}, ${key}, ${hash}, ${now})
        on conflict do nothing returning key`.execute(db)
      if (taken.length === 1) return 'new'
      const { rows } = await sql<KeyRow>`
        select request_hash, status, body, created_at from app.idempotency_key where actor_id = ${actorId} and key = ${key}`.execute(
        db,
      )
      const [row] = rows
      // Whoever held it let it go just now: the sender tries again.
      if (row === undefined) return { runningSince: now }
      if (row.request_hash !== hash) return 'other'
      return row.status === null ? { runningSince: toInstant(row.created_at) } : { status: row.status, body: row.body }
    },
    end: async (actorId, key, { status, body }) => {
      await sql`
        update app.idempotency_key set status = ${status}, body = ${body}
        where actor_id = ${actorId} and key = ${key}`.execute(db)
    },
    forget: async (actorId, key) => {
      await sql`delete from app.idempotency_key where actor_id = ${actorId} and key = ${key}`.execute(db)
    },
  }
}
