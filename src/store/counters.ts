import { sql } from 'kysely'
import { COUNTERS, type CounterName, type CounterStore } from '#ports/store/counters.ts'
import { type Db, recordset, toInteger } from './rows.ts'

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

export function counterStore(db: Db): CounterStore {
  return {
    async add(connection, counts, at) {
      const rows = Object.entries(counts)
        .filter(([, count]) => count > 0)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, count]) => ({ connection_id: connection, name, day: dayOf(at), count }))
      if (rows.length === 0) return
      await sql`
        insert into app.counter as c select * from ${recordset('counter', rows, 'i')}
        on conflict (connection_id, name, day) do update set count = c.count + excluded.count`.execute(db)
    },
    async since(connection, since) {
      const { rows } = await sql<{ name: CounterName; total: string }>`
        select name, sum(count) as total from app.counter
        where connection_id = ${connection} and day >= ${dayOf(since)} group by name`.execute(db)
      const found = new Map(rows.map((row) => [row.name, toInteger(row.total)]))
      return Object.fromEntries(COUNTERS.map((name) => [name, found.get(name) ?? 0])) as Record<CounterName, number>
    },
  }
}
