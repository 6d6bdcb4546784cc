import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { beginBackfill, workBackfill } from '#app/backfill.ts'
import { previewMapping } from '#app/preview/preview.ts'
import type { Preview, PreviewOptions } from '#app/preview/preview.ts'
import type { Scope } from '#app/scope.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import { TABLES } from '#store/tables.ts'
import { createStore } from '#store/store.ts'
import { openDatabase } from '#store/db.ts'
import type { Database } from '#store/db.ts'
import { connectAccounts } from '../../../src/compose.ts'
import { previewScope } from '../../../src/compose/preview.ts'
import { company, loopDocument, MINUTE, mql, parsed } from '#support/company.ts'
import { writesOf } from '#support/crm-users.ts'
import { emptyDatabase, useDatabase } from '#support/database.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const database = useDatabase()
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

let scratch: Database | undefined
beforeAll(async () => {
  scratch = await openDatabase('memory')
})
afterAll(async () => scratch?.close())

async function preview(
  real: Scope,
  over: Partial<SyncConfigInput> = {},
  options: Partial<PreviewOptions> = {},
): Promise<Preview> {
  if (scratch === undefined) throw new Error('no scratch database')
  await emptyDatabase(scratch)
  const { access, box } = world()
  const config = parsed(loopDocument(over))
  const accounts = await connectAccounts(access, config.connection.id, box.clock)
  const scope = await previewScope({ accounts, config, log: silent, clock: box.clock, store: real.store })
  const written = writesOf(box)
  const before = await contentOf()
  const seen = await previewMapping(scope, createStore(scratch.kysely), {
    look: { newest: 1000 },
    rows: 20,
    active: real.config,
    written: config,
    ...options,
  })
  // Neither CRM nor the database may have noticed.
  expect(writesOf(box)).toBe(written)
  expect(await contentOf()).toEqual(before)
  return seen
}

/** Every row of every table of ours. */
async function contentOf(): Promise<unknown> {
  const { kysely } = database()
  const rows: Record<string, unknown> = {}
  for (const table of Object.keys(TABLES))
    rows[table] = (
      await sql`select to_jsonb(t) as row from app.${sql.raw(table)} t order by to_jsonb(t)::text`.execute(kysely)
    ).rows
  return rows
}

const lead = (name: string) => ({
  email: `${name}@buyers.example`,
  firstName: 'Pat',
  lastName: name,
  company: `${name} Works`,
  status: 'Open - Not Contacted',
  ownerEmail: 'bob@sales.example',
})
const numbered = (count: number, prefix = 'p') => Array.from({ length: count }, (_, n) => mql(`${prefix}${n}`))

const FIELDS: SyncConfigInput['fields'] = {
  'contact-lead': [
    { id: 'job', hubspot: 'jobtitle', salesforce: 'Description', rule: 'hubspot-wins', direction: 'to-salesforce' },
  ],
}

describe('a preview before the first start', () => {
  it('tells what is made, joined, left alone and why, and writes nothing anywhere', async () => {
    const { begin } = world()
    const contacts = [
      ...numbered(5),
      mql('known'),
      mql('met', { becameMqlAt: Date.UTC(2025, 10, 3, 12) }),
      mql('cold', { marketable: false }),
      mql('twice'),
    ]
    const existingLeads = [lead('known'), lead('met'), lead('twice'), { ...lead('twice'), lastName: 'two' }]
    const scope = await begin(company({ contacts, existingLeads }))
    const seen = await preview(scope)
    expect(seen.people).toEqual({ created: 5, linked: 2, updated: 0, unchanged: 0, parked: 1, retried: 0 })
    expect(seen).toMatchObject({
      ignored: { 'not-marketing': 1 },
      adopted: 1,
      parked: { SEVERAL_MATCHES: 1 },
      conflicts: 0,
    })
    expect(seen.sides.salesforce).toMatchObject({ Lead: { created: 5, linked: 2 }, Task: { created: 6 } })
    expect(seen.sides.hubspot['contacts']?.updated).toBe(7)
    expect(seen.calls.writes.salesforce).toBeGreaterThan(0)

    // The very thing.
    const { backfill } = await beginBackfill(scope, {
      select: [],
      handOverSince: null,
      clocks: 'start',
      leaveOut: [],
      writeBack: 'now',
    })
    const done = await workBackfill(scope, backfill.id, { worker: 'test' })
    expect(done?.counts).toMatchObject({ ...seen.people, skipped: seen.ignored })
  })
})

describe('a preview of a changed mapping', () => {
  it('over more than 1,000 people says what then happens', async () => {
    const { begin, box, connect, marketing, sales } = world()
    const contacts = numbered(1_050)
    const scope = await begin(company({ contacts, existingLeads: [lead('p0')] }))
    await quiesce(scope, box)
    box.clock.advance(MINUTE)
    await marketing.edit('p1@buyers.example', { jobtitle: 'Chief of everything' })
    const fields = FIELDS
    const seen = await preview(scope, { fields }, { look: 'all' })
    expect(seen.difference).toMatchObject({ added: ['contact-lead.job'], removed: [], values: 1_050 })
    expect(seen.people).toMatchObject({ created: 0, linked: 0, updated: 1_050, unchanged: 0 })
    expect(seen.sides.salesforce['Lead']).toMatchObject({ updated: 1_050, created: 0 })
    const [row] = seen.rows.filter(({ object }) => object === 'Lead')
    expect(row?.changes).toContainEqual(
      expect.objectContaining({ field: 'Description', from: null, to: 'CTO', rule: 'job', winner: 'hubspot' }),
    )

    const next = await connect({ fields })
    const journal = await next.store.journal.count(next.connection.id)
    const { backfill } = await beginBackfill(next, {
      select: [],
      handOverSince: null,
      clocks: 'start',
      leaveOut: [],
      writeBack: 'now',
    })
    const done = await workBackfill(next, backfill.id, { worker: 'test' })
    expect(done?.counts).toMatchObject(seen.people)
    expect((await next.store.journal.count(next.connection.id)) - journal).toBe(
      (seen.sides.salesforce['Lead']?.updated ?? 0) + (seen.sides.hubspot['contacts']?.updated ?? 0),
    )
    const described = await sales.query('SELECT Description FROM Lead LIMIT 2000')
    expect(described.filter((one) => one['Description'] === 'CTO')).toHaveLength(1_049)
  })
})
