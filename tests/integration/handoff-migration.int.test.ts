import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { describe, expect, it } from 'vitest'
import { linkId } from '#domain/ids.ts'
import { MIGRATIONS } from '#store/migrations/index.ts'
import { createStore } from '#store/store.ts'
import type { Tables } from '#store/tables.ts'
import { databaseKinds, useDatabase } from '#support/database.ts'
import { ELSEWHERE, HERE } from './store/rows.ts'

const THIS = '0016_handoff'

/** Rows as the version before wrote them. */
const ROWS = [
  sql`insert into app.handoff (id, connection_id, link_id, cycle, contract, config_version, reason, urgency, owner_id,
      owner_name, owner_email, owner_rule, routing, qualified_at, handed_over_at, campaign, linked_existing, task_id, left_out)
    values
      ('h1', 'here', 'l1', 1, 'demo', 3, 'asked', 'high', '005A', 'Ada', null, 'pool',
        '[{"rule":"owner","candidate":null,"verdict":"no-match","why":"nobody"},
          {"rule":"pool","candidate":"005A","verdict":"chosen","why":"next in turn"}]', 10, 20, null, false, '00T1', 'alerts'),
      ('h2', 'here', 'l2', 1, 'demo', 3, 'asked', 'low', '005B', 'Bob', null, 'fallback', '[]', 11, 21, null, true, null, null)`,
  sql`insert into app.clock (id, connection_id, link_id, handoff_id, cycle, policy, name, config_version, calendar,
      target_seconds, warn_at, started_at, due_at, state, elapsed_seconds, next_check_at)
    values ('k1', 'here', 'l1', 'h1', 1, 'fast', 'answer', 3, '{}', 60, '[0.5]', 20, 80, 'running', 0, 50)`,
  sql`insert into app.clock_step values ('k1', 'warn:0.5', 50, 51, 'done', '')`,
  sql`insert into app.routing_pool values
    ('here', 'emea', '{"current": {"ada": 1, "bob": -1}}'), ('here', 'apac', '{"current": {}}'),
    ('here', 'unused', null), ('elsewhere', 'emea', '{"current": {"eve": 2}}')`,
]

for (const kind of databaseKinds()) {
  describe(`rows of the version before on ${kind}`, () => {
    const database = useDatabase(kind)

    it('are kept, with their first owner, the policy of their clock and the turns of their pools', async () => {
      await before(database().kysely, async (tx) => {
        for (const statement of ROWS) await statement.execute(tx)
        await migrate(tx, (name) => name >= THIS)
        const store = createStore(tx)
        const handoffs = await store.handoffs.byIds(HERE, ['h1', 'h2'])
        expect(handoffs.get('h1')).toMatchObject({
          reason: 'asked',
          taskId: '00T1',
          leftOut: ['alerts'],
          contractVersion: 1,
          urgencyRule: '',
          nextStep: '',
          routingVersion: 1,
          reassignments: 0,
          state: 'open',
          policy: 'fast',
          companyDomain: null,
          returnAt: null,
        })
        expect(handoffs.get('h2')).toMatchObject({ policy: null, state: 'open' })
        expect(await store.handoffs.spells(HERE, ['h1', 'h2'])).toEqual(
          new Map([
            ['h1', [{ handoffId: 'h1', ownerId: '005A', from: 20, rule: 'pool', why: 'next in turn' }]],
            ['h2', [{ handoffId: 'h2', ownerId: '005B', from: 21, rule: 'fallback', why: '' }]],
          ]),
        )
        expect(await store.clocks.byLinks(HERE, [linkId('l1')])).toMatchObject([
          {
            id: 'k1',
            policyVersion: 1,
            kind: 'first_response',
            repId: null,
            pausedIn: [],
            ladder: [],
            startCause: '',
            events: [],
            dueAt: 80,
            nextCheckAt: 50,
          },
        ])
        expect((await store.clocks.steps(HERE, ['k1'])).get('k1')).toHaveLength(1)
        expect(await store.routing.peek(HERE)).toEqual({
          pools: { emea: { current: { ada: 1, bob: -1 } }, apac: { current: {} } },
        })
        expect(await store.routing.peek(ELSEWHERE)).toEqual({ pools: { emea: { current: { eve: 2 } } } })
      })
    })
  })
}

const UNDONE = new Error('undone')

/** The tables as they were before, and everything back as it is now afterwards: changes of tables roll back as well. */
async function before(db: Kysely<Tables>, work: (tx: Kysely<Tables>) => Promise<void>): Promise<void> {
  const rehearsal = db.transaction().execute(async (tx) => {
    await sql`alter schema app rename to app_now`.execute(tx)
    await sql`create schema app`.execute(tx)
    await migrate(tx, (name) => name < THIS)
    await work(tx)
    throw UNDONE
  })
  await expect(rehearsal).rejects.toBe(UNDONE)
}

async function migrate(tx: Kysely<Tables>, which: (name: string) => boolean): Promise<void> {
  const chosen: readonly (readonly [string, Migration])[] = Object.entries(MIGRATIONS)
  for (const [name, migration] of chosen) if (which(name)) await migration.up(tx)
}
