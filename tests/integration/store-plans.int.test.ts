import { OperationNodeTransformer, type KyselyPlugin, type RawNode, sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '#ports/store.ts'
import { createStore } from '#store/store.ts'
import { databaseKinds, useDatabase } from '#support/database.ts'
import { HERE, T0 } from './store/rows.ts'

/** Asks how the database would run each statement, instead of running it. */
function explaining(plans: string[]): KyselyPlugin {
  const explain = new (class extends OperationNodeTransformer {
    protected override transformRaw(node: RawNode): RawNode {
      const [first = '', ...rest] = node.sqlFragments
      return { ...node, sqlFragments: [`explain ${first.trimStart()}`, ...rest] }
    }
  })()
  return {
    transformQuery: ({ node }) => (node.kind === 'RawNode' ? explain.transformNode(node) : node),
    transformResult: async ({ result }) => {
      plans.push(result.rows.map((row) => String(row['QUERY PLAN'])).join('\n'))
      return { ...result, rows: [] }
    },
  }
}

const CLOCKS = 100_000
/** Rows of each other table; one handoff of ten is open. */
const REST = 20_000

/** 1,000 clocks are due at T0, with their actions and deliveries. */
const FILL = [
  sql`insert into app.clock (id, connection_id, link_id, handoff_id, cycle, policy, name, config_version, calendar,
      target_seconds, warn_at, started_at, state, elapsed_seconds, next_check_at)
    select 'k' || n, 'here', 'l' || n, 'h' || n, 1, 'p', 'n', 1, '{}', 60, '[]', n, 'running', 0,
      ${T0}::bigint + case when n <= 1000 then 0 else n end
    from generate_series(1, ${CLOCKS}::integer) n`,
  sql`insert into app.handoff (id, connection_id, link_id, cycle, contract, config_version, reason, urgency, owner_id,
      owner_name, owner_rule, routing, qualified_at, handed_over_at, linked_existing, company_domain, state)
    select 'h' || n, 'here', 'l' || n, 1, 'c', 1, '', 'high', '005' || n % 50, '', '', '[]', n, n, false,
      n % 5000 || '.example', case when n % 10 = 0 then 'open' else 'qualified' end
    from generate_series(1, ${REST}::integer) n`,
  sql`insert into app.owner_spell (connection_id, handoff_id, owner_id, from_at, rule, why)
    select connection_id, id, owner_id, handed_over_at, '', '' from app.handoff`,
  sql`insert into app.action (connection_id, id, clock_id, step, link_id, handoff_id, action, due_at, recorded_at, state,
      attempts, next_try_at, finished_at)
    select 'here', id, id, 's', link_id, handoff_id, '{}', next_check_at, 0,
      case when next_check_at = ${T0} then 'waiting' else 'done' end, 0, 0, case when next_check_at > ${T0} then 0 end
    from app.clock where started_at <= ${REST}`,
  sql`insert into app.alert (connection_id, id, kind, at, link_id, handoff_id, facts, also_to)
    select 'here', id, 'breach', next_check_at, link_id, handoff_id, '{}', '[]' from app.clock
    where started_at <= ${REST}`,
  sql`insert into app.delivery (connection_id, id, alert_id, channel, at, state, attempts, next_try_at, sent_at)
    select 'here', id, id, 'desk', at, case when at = ${T0} then 'waiting' else 'sent' end, 0, 0,
      case when at > ${T0} then at end from app.alert`,
]

const LOOKS: Readonly<Record<string, { readonly by: string; readonly look: (store: Store) => Promise<unknown> }>> = {
  'clocks that are due': { by: 'clock_due', look: (store) => store.clocks.due(HERE, T0, 1000) },
  'actions to lease': { by: 'action_waiting', look: (store) => store.actions.lease(HERE, 'w', T0, T0 + 1, 10) },
  'deliveries to lease': { by: 'delivery_waiting', look: (store) => store.alerts.lease(HERE, 'w', T0, T0 + 1, 10) },
  'what was sent lately': { by: 'delivery_sent', look: (store) => store.alerts.sentSince(HERE, T0 + REST) },
  'the newest deliveries': { by: 'delivery_newest', look: (store) => store.alerts.newest(HERE, 20) },
  'what owners have on their desks': { by: 'handoff_open', look: (store) => store.handoffs.openByOwner(HERE) },
  'actions that ended long ago': { by: 'action_finished', look: (store) => store.actions.forget(HERE, 1, 100) },
  'alerts of long ago': { by: 'alert_at', look: (store) => store.alerts.forget(HERE, T0 + 2000, 100) },
  'clocks that count by an older version': {
    by: 'clock_terms',
    look: (store) => store.clocks.countingBy(HERE, 1, 100),
  },
  'handoffs that wait for somebody': {
    by: 'handoff_waiting',
    look: (store) => store.handoffs.waiting(HERE, null, 200),
  },
  'a page of open handoffs': { by: 'handoff_open', look: (store) => store.handoffs.open(HERE, 'h5', 500) },
  'who returns': { by: 'handoff_return', look: (store) => store.handoffs.returning(HERE, T0, 100) },
  'who stays': { by: 'handoff_stays', look: (store) => store.handoffs.staying(HERE, { limit: 100 }) },
  'the newest of a company': {
    by: 'handoff_domain',
    look: (store) => store.handoffs.latestByDomains(HERE, ['7.example'], REST / 2),
  },
  'what an owner got today': {
    by: 'owner_spell_owner',
    look: (store) => store.handoffs.receivedByOwner(HERE, new Map([['0057', REST - 100]])),
  },
}

// Statistics are as a running server has them; the embedded database never gathers any by itself, so it is asked without as well.
for (const kind of databaseKinds()) {
  describe(`with 100,000 open clocks the store on ${kind}`, () => {
    const database = useDatabase(kind)
    beforeEach(async () => {
      for (const statement of FILL) await statement.execute(database().kysely)
    })

    it('finds by an index what its port asks for, with statistics and without', async () => {
      const found = { before: await indexesUsed(), after: {} }
      await sql`analyze app.handoff, app.owner_spell, app.clock, app.action, app.alert, app.delivery`.execute(
        database().kysely,
      )
      found.after = await indexesUsed()
      const wanted = Object.fromEntries(Object.entries(LOOKS).map(([name, { by }]) => [name, by]))
      expect(found).toEqual({ before: wanted, after: wanted })
      expect(await createStore(database().kysely).clocks.due(HERE, T0, 2000)).toHaveLength(1000)
    })

    /** The index by which each look was answered; the plan itself where it was another. */
    async function indexesUsed(): Promise<Record<string, string>> {
      const used: Record<string, string> = {}
      for (const [name, { by, look }] of Object.entries(LOOKS)) {
        const plans: string[] = []
        await look(createStore(database().kysely.withPlugin(explaining(plans))))
        const plan = plans.join('\n')
        const isUsed =
          new RegExp(`(?:using|on) ${by}\\b`).test(plan) && !/Seq Scan on (?:handoff|clock|action|delivery)/.test(plan)
        used[name] = isUsed ? by : plan
      }
      return used
    }
  })
}
