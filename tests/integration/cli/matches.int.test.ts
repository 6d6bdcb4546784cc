import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectionId, linkId } from '#domain/ids.ts'
import type { Store } from '#ports/store.ts'
import { openDatabase } from '#store/db.ts'
import { createStore } from '#store/store.ts'
import { place } from '#support/cli.ts'
import type { Place } from '#support/cli.ts'

const ACME = connectionId('acme')
let at: Place
beforeEach(async () => {
  at = await place()
})
afterEach(() => at.remove())

async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const database = await openDatabase({ folder: `${at.dataDir}/data` })
  try {
    return await work(createStore(database.kysely))
  } finally {
    await database.close()
  }
}

const found = (id: string, hubspotId: string, salesforceId: string) => ({
  id,
  kind: 'suggestion' as const,
  hubspotId,
  salesforceObject: 'Lead',
  salesforceId,
  reason: 'phone',
  points: 5,
  evidence: [{ field: 'phone', likeness: 1, points: 2 }],
})

const seed = (): Promise<void> =>
  withStore(async (store) => {
    const account = { id: ACME, name: 'Acme', portalId: '1', orgId: '2', currency: 'USD', orgTimeZone: 'UTC' }
    await store.connections.save(account)
    await store.reviews.add(ACME, [found('m1', '11', '00QA'), found('m2', '11', '00QB'), found('m3', '12', '00QC')], 1)
    const link = { kind: 'person' as const, key: '1:12', hubspotId: '12', adopted: false, base: {}, createdAt: 1 }
    const made = { id: linkId('00000000-0000-7000-8000-000000000001'), origin: 'created' as const }
    await store.links.save(ACME, [
      { ...link, ...made, salesforceObject: 'Lead', salesforceId: '00QM', state: 'active' as const },
    ])
  })

test('shows pairs with their evidence, and has the worker carry out what a person decides', async () => {
  await seed()
  const listed = await at.here(['matches', 'list', '--json'])
  expect(listed.code).toBe(0)
  const { counts, items } = JSON.parse(listed.stdout) as { counts: object; items: readonly { id: string }[] }
  expect(counts).toEqual({ open: 3 })
  // All have as many points.
  expect(items.map(({ id }) => id).toSorted()).toEqual(['m1', 'm2', 'm3'])
  expect((await at.here(['matches', 'show', 'm1'])).stdout).toContain('phone: 1 alike, 2 points')

  const accepted = await at.here(['matches', 'accept', 'm1', '--by', 'Rita', '--json'])
  expect(JSON.parse(accepted.stdout)).toMatchObject({
    match: { state: 'accepted', decidedBy: 'Rita' },
    leftBehind: null,
  })
  const moved = await at.here(['matches', 'accept', 'm3'])
  expect(moved.stdout).toContain('Lead 00QM is left as it is: merge it into 00QC in Salesforce.')
  expect((await at.here(['matches', 'list', '--state', 'rejected'])).stdout).toContain('m2')
  await withStore(async (store) => {
    expect(await store.inbox.depth(ACME, Date.now())).toMatchObject({ total: 2 })
  })
})

test('a decision that cannot be is refused with the reason', async () => {
  await seed()
  const unknown = await at.here(['matches', 'reject', 'nobody'])
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('tandem matches list')])
  await withStore((store) => store.reviews.add(ACME, [found('m4', '11', '00QM')], 1))
  const taken = await at.here(['matches', 'accept', 'm4'])
  expect([taken.code, taken.stderr]).toEqual([2, expect.stringContaining('belongs to HubSpot contact 12')])
})
