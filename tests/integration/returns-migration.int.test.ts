import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { describe, expect, it } from 'vitest'
import { MIGRATIONS } from '#store/migrations/index.ts'
import { createStore } from '#store/store.ts'
import type { Tables } from '#store/tables.ts'
import { databaseKinds, useDatabase } from '#support/database.ts'
import { HERE } from './store/rows.ts'

const THIS = '0021_returns'

/**
 * Open handoffs of one owner: h1 to h5 from before sales was heard (they name no pool), h6 and h7 from after. h1 has an opportunity
 * since, h2 was taken apart, h3 was answered, h4 is being waited for, h5 has an opportunity from before and no clock.
 */
const ROWS = [
  sql`insert into app.link (id, connection_id, kind, key, state, origin, adopted, base, created_at)
    select 'l' || n, 'here', 'person', 'k' || n, case n when 2 then 'unlinked' else 'active' end, 'created', false, '{}', 0
    from generate_series(1, 7) n`,
  sql`insert into app.handoff (id, connection_id, link_id, cycle, contract, config_version, reason, urgency, owner_id,
      owner_name, owner_rule, routing, qualified_at, handed_over_at, linked_existing, pool, state)
    select 'h' || n, 'here', 'l' || n, 1, 'demo', 1, '', 'high', '005A', 'Ada', 'pool', '[]', 10, 20, false,
      case when n < 6 then '' else 'sales' end, 'open'
    from generate_series(1, 7) n`,
  sql`insert into app.opportunity (connection_id, id, name, stage, is_closed, is_won, currency, created_at, contact_source)
    values ('here', 'o1', 'D', 'Won', true, true, 'USD', 30, 'role'),
      ('here', 'o2', 'D', 'Won', true, true, 'USD', 40, 'role'), ('here', 'o5', 'D', 'Lost', true, false, 'USD', 5, 'role')`,
  sql`insert into app.opportunity_person (connection_id, opportunity_id, link_id, position)
    values ('here', 'o1', 'l1', 0), ('here', 'o2', 'l1', 0), ('here', 'o5', 'l5', 0)`,
  sql`insert into app.clock (id, connection_id, link_id, handoff_id, cycle, policy, name, config_version, calendar,
      target_seconds, warn_at, started_at, state, elapsed_seconds, stopped_at)
    values ('c3', 'here', 'l3', 'h3', 1, 'p', 'n', 1, '{}', 60, '[]', 20, 'met', 0, 25),
      ('c4', 'here', 'l4', 'h4', 1, 'p', 'n', 1, '{}', 60, '[]', 20, 'met', 0, 25),
      ('c4b', 'here', 'l4', 'h4', 1, 'p', 'm', 1, '{}', 60, '[]', 20, 'breached', 0, null),
      ('c7', 'here', 'l7', 'h7', 1, 'p', 'n', 1, '{}', 60, '[]', 20, 'met', 0, 25)`,
]

for (const kind of databaseKinds()) {
  describe(`handoffs from before sales was heard, on ${kind}`, () => {
    const database = useDatabase(kind)

    it('fill no desk once they came to something, left the loop or were answered', async () => {
      await before(database().kysely, async (tx) => {
        for (const statement of ROWS) await statement.execute(tx)
        await MIGRATIONS[THIS].up(tx as unknown as Kysely<never>)
        const { handoffs } = createStore(tx)
        const now = await handoffs.byIds(HERE, ['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'h7'])
        expect([...now.values()].map(({ state }) => state)).toEqual([
          'qualified',
          'withdrawn',
          'open',
          'open',
          'open',
          'open',
          'open',
        ])
        expect(now.get('h1')).toMatchObject({ salesQualifiedAt: 30 })
        // h4 to h7: answered since counts as before, until sales says more.
        expect(await handoffs.openByOwner(HERE)).toEqual(new Map([['005A', 4]]))
        // The sweep still looks at who was answered: their owner may leave.
        expect((await handoffs.open(HERE, null, 10)).map(({ id }) => id)).toEqual(['h3', 'h4', 'h5', 'h6', 'h7'])
      })
    })
  })
}

const UNDONE = new Error('undone')

/** The tables as they were before this migration; everything is rolled back afterwards. */
async function before(db: Kysely<Tables>, work: (tx: Kysely<Tables>) => Promise<void>): Promise<void> {
  const rehearsal = db.transaction().execute(async (tx) => {
    await sql`alter schema app rename to app_now`.execute(tx)
    await sql`create schema app`.execute(tx)
    const all: readonly (readonly [string, Migration])[] = Object.entries(MIGRATIONS)
    for (const [name, migration] of all) if (name < THIS) await migration.up(tx)
    await work(tx)
    throw UNDONE
  })
  await expect(rehearsal).rejects.toBe(UNDONE)
}
