import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectionId } from '#domain/ids.ts'
import { openDatabase } from '#store/db.ts'
import { createStore } from '#store/store.ts'
import { place } from '#support/cli.ts'
import type { Place } from '#support/cli.ts'
import { loopDocument } from '#support/company.ts'

const HOUR = 3_600_000
const ACME = connectionId('acme')

let at: Place
beforeEach(async () => {
  at = await place()
})
afterEach(() => at.remove())

/** A database in which Tandem has worked for a while. */
async function worked(): Promise<void> {
  const database = await openDatabase({ folder: `${at.dataDir}/data` })
  const store = createStore(database.kysely)
  const now = Date.now()
  const hour = Math.floor(now / HOUR) * HOUR
  await store.connections.save({
    id: ACME,
    name: 'Acme',
    portalId: '1',
    orgId: '2',
    currency: 'USD',
    orgTimeZone: 'UTC',
  })
  const document = { ...loopDocument(), budget: { hubspotDailyShare: 0.8, salesforceDailyShare: 0.5 } }
  await store.configs.push(ACME, { document, author: 'test', comment: '', at: now })
  const calls = (lane: 'live' | 'backfill', endpoint: string, count: number) => ({
    hour,
    lane,
    endpoint,
    calls: count,
    polls: 0,
    rateLimited: 0,
  })
  await store.budget.record(
    ACME,
    'salesforce',
    [calls('live', 'GET /query', 4_000), calls('backfill', 'POST /composite/sobjects', 4_500)],
    { limit: 20_000, used: 11_000, at: now, seenAt: now, resetsAt: null },
  )
  await store.budget.claimPoll(ACME, 'salesforce', { now, everyMs: 60_000, slackMs: 0, hour })
  await database.close()
}

test('shows the calls of the day, the share, the forecast and what is held back', async () => {
  await worked()
  const { code, stdout } = await at.here(['budget', '--json'])
  expect(code).toBe(0)
  const said = JSON.parse(stdout) as Record<string, Record<string, unknown>>
  expect(said['salesforce']).toMatchObject({
    window: 'rolling',
    limit: 20_000,
    allowance: 10_000,
    usedByTandem: 8_500,
    usedByEverybody: 11_000,
    lanes: {
      handoff: { calls: 0, pace: { kind: 'free' } },
      live: { calls: 4_000, pace: { kind: 'free' } },
      backfill: { calls: 4_500, pace: { kind: 'held' } },
    },
    pollSeconds: 60,
    endpoints: [
      { endpoint: 'POST /composite/sobjects', calls: 4_500 },
      { endpoint: 'GET /query', calls: 4_000 },
    ],
  })
  expect(said['hubspot']).toMatchObject({ limit: null, usedByTandem: 0, pollSeconds: null })
  const text = (await at.here(['budget'])).stdout
  expect(text).toContain('Salesforce: 8,500 of 10,000 (50 % of the limit) in the last 24 hours')
  expect(text).toContain('backfill   4,500 (held back)')
})

test('says what to do where there is no database, no such connection, or another process has the folder', async () => {
  const empty = await at.here(['budget'])
  expect([empty.code, empty.stderr]).toEqual([2, expect.stringContaining('run tandem start first')])
  await worked()
  const other = await at.here(['budget', '--connection', 'other'])
  expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('the database knows: acme')])
  const held = await openDatabase({ folder: `${at.dataDir}/data` })
  const busy = await at.here(['budget'])
  await held.close()
  expect([busy.code, busy.stderr]).toEqual([2, expect.stringContaining('set DATABASE_URL')])
})
