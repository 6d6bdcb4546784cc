import { sql } from 'kysely'
import type { ConfigStore } from '#ports/store/configs.ts'
import { type Db, inTransaction, jsonb, toInstant } from './rows.ts'

export function configStore(db: Db): ConfigStore {
  return {
    async current(connection) {
      const row = await db
        .withSchema('app')
        .selectFrom('config_version')
        .selectAll()
        .where('connection_id', '=', connection)
        .orderBy('version', 'desc')
        .limit(1)
        .executeTakeFirst()
      if (row === undefined) return null
      const { version, document, author, comment } = row
      return { version, document, author, comment, createdAt: toInstant(row.created_at) }
    },
    async since(connection, version) {
      const rows = await db
        .withSchema('app')
        .selectFrom('config_version')
        .selectAll()
        .where('connection_id', '=', connection)
        .where('version', '>=', version)
        .orderBy('version')
        .execute()
      return rows.map((row) => ({
        version: row.version,
        document: row.document,
        author: row.author,
        comment: row.comment,
        createdAt: toInstant(row.created_at),
      }))
    },
    push(connection, { document, author, comment, at }) {
      return inTransaction(db, async (tx) => {
        // Two people who save at the same time get two numbers, one after the other.
        await sql`select pg_advisory_xact_lock(hashtextextended(${`config_version:${connection}`}, 0))`.execute(tx)
        const { rows } = await sql<{ version: number }>`
          with newest as (
            select version, document from app.config_version
            where connection_id = ${connection} order by version desc limit 1
          ), pushed as (
            insert into app.config_version (connection_id, version, document, author, comment, created_at)
            select ${connection}::text, coalesce((select version from newest), 0) + 1, ${jsonb(document)},
              ${author}::text, ${comment}::text, ${at}::bigint
            where not exists (select from newest where document = ${jsonb(document)})
            returning version
          )
          select version from pushed
          union all select version from newest where not exists (select from pushed)`.execute(tx)
        const [saved] = rows
        if (saved === undefined) throw new RangeError('a pushed config has no version')
        return saved.version
      })
    },
  }
}
