import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { ReportQuery } from '#ports/store/attribution-reports.ts'
import type { Database } from '#store/db.ts'
import { createStore } from '#store/store.ts'
import { useDatabase } from '#support/database.ts'
import { credit, handoff, HERE, id, opportunity, T0 } from './store/rows.ts'

const DAY = 86_400_000
const DEALS = 1000
const LATE = 10
const database = useDatabase()

/** Rows of credits that this connection has read so far, by whatever way. */
async function reads(db: Database['kysely']): Promise<number> {
  const { rows } = await sql<{ tuples: string }>`
    select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as tuples
    from pg_stat_xact_user_tables where schemaname = 'app' and relname = 'credit'`.execute(db)
  return Number(rows[0]?.tuples)
}

/** One sale a day, and how many credits a report over the last ten days reads; the buyers of those qualified then of all of them. */
async function creditsRead(view: ReportQuery['view']): Promise<number> {
  const store = createStore(database().kysely)
  const numbers = Array.from({ length: DEALS }, (_, n) => n + 1)
  const sold = { isClosed: true, isWon: true }
  const at = (n: number) => ({ createdAt: T0 + n * DAY, closedAt: T0 + n * DAY })
  await store.opportunities.save(
    HERE,
    numbers.map((n) => opportunity(n, { ...sold, ...at(n), people: [id(n)] })),
  )
  const late = numbers.slice(-LATE)
  await store.handoffs.insert(
    HERE,
    late.map((n) => handoff(n, { qualifiedAt: T0 + n * DAY })),
  )
  const due = await store.opportunities.needingCredit(HERE, DEALS)
  const credits = numbers.map((n) => credit(n, { datedAt: T0 + n * DAY }))
  await store.credits.replace(HERE, due, credits, T0)
  // As autovacuum does, and the upkeep of the embedded database.
  await sql`analyze app.credit`.execute(database().kysely)
  return database()
    .kysely.transaction()
    .execute(async (tx) => {
      const before = await reads(tx)
      const rows = await createStore(tx).attributionReports.rows(HERE, {
        model: 'linear',
        by: 'campaign',
        view,
        from: T0 + (DEALS - LATE + 1) * DAY,
        until: null,
        excludeChannels: [],
        segmentMaps: [],
      })
      expect(rows.reduce((sum, row) => sum + row.won, 0n)).toBe(10_000_000n)
      return (await reads(tx)) - before
    })
}

it('a report over a period reads the credits of that period, by parts and by money, and no others', async () => {
  expect(await creditsRead('period')).toBe(2 * LATE)
})

it('a report over a cohort reads the credits of its opportunities alone', async () => {
  expect(await creditsRead('cohort')).toBe(2 * LATE)
})
