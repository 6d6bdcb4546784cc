import { sql } from 'kysely'
import type { ClaimStore } from '#ports/store/claims.ts'
import { chunksOf, type Db, lastByKey, recordset, textSet } from './rows.ts'

export function claimStore(db: Db): ClaimStore {
  return {
    async take(connection, claims, { now, until }) {
      const refused = new Set(claims.map(({ name }) => name))
      for (const chunk of chunksOf(lastByKey(claims, ({ name }) => name))) {
        const rows = chunk.map((claim) => ({ connection_id: connection, ...claim, held_until: until }))
        const { rows: granted } = await sql<{ name: string }>`
          insert into app.claim as c select * from ${recordset('claim', rows, 'i')}
          on conflict (connection_id, name) do update set holder = excluded.holder, held_until = excluded.held_until
            where c.holder = excluded.holder or c.held_until <= ${now}
          returning c.name`.execute(db)
        for (const { name } of granted) refused.delete(name)
      }
      return refused
    },

    async release(connection, holders) {
      if (holders.length === 0) return
      await sql`
        delete from app.claim where connection_id = ${connection} and holder in ${textSet(holders)}`.execute(db)
    },
  }
}
