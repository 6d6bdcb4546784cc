import { describe, expect, it } from 'vitest'
import { sweepLeads, sweepReach } from '#app/handoff/sweep-leads.ts'
import type { Scope } from '#app/scope.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import { company, HOUR, loopDocument, mql } from '#support/company.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const { routing } = loopDocument()
const member = (name: string, over: object = {}) => ({ email: `${name}@sales.example`, ...over })

const openOnes = (scope: Scope): Promise<readonly Handoff[]> =>
  scope.store.handoffs.open(scope.connection.id, null, 1000)

async function ownersInSalesforce(): Promise<readonly string[]> {
  const { sales } = world()
  const names = new Map((await sales.query('SELECT Id, Name FROM User')).map((row) => [row['Id'], String(row['Name'])]))
  return (await sales.query('SELECT OwnerId FROM Lead')).map((row) => names.get(row['OwnerId']) ?? 'nobody')
}

const deactivate = async (...names: readonly string[]): Promise<void> => {
  const { sales, box } = world()
  for (const name of names) await sales.update('User', await sales.userId(`${name}@sales.example`), { IsActive: false })
  // Who is active is asked again every few minutes.
  box.clock.advance(HOUR)
}

const GERMANS: Partial<SyncConfigInput> = {
  routing: {
    ...routing,
    territories: [{ id: 'de', when: [{ property: 'country', in: ['Germany'] }], to: { pool: 'dach' } }],
    pools: [
      { id: 'dach', members: [member('ann'), member('bob')] },
      { id: 'sales', members: [member('cem')] },
    ],
  },
}
const germans = Array.from({ length: 20 }, (_, i) => mql(`de${i}`, { country: 'Germany' }))

describe('the sweep', () => {
  it('leaves none of 20 leads unowned when every owner of their territory is removed', async () => {
    const { begin, box } = world()
    const scope = await begin(company({ contacts: germans }), GERMANS)
    await quiesce(scope, box)
    expect(new Set(await ownersInSalesforce())).toEqual(new Set(['Ann First', 'Bob Second']))

    await deactivate('ann', 'bob')
    const swept = await sweepLeads(scope, 'all')
    expect(swept).toMatchObject({ looked: 20, stuck: [] })
    expect(swept.given).toHaveLength(20)

    const { byId } = await scope.reps()
    const handoffs = await openOnes(scope)
    expect(handoffs).toHaveLength(20)
    expect(handoffs.filter(({ ownerId }) => byId.get(ownerId)?.active !== true)).toEqual([])
    expect(new Set(handoffs.map(({ ownerRule }) => ownerRule))).toEqual(new Set(['pool:sales']))
    expect(handoffs[0]?.routing).toContainEqual(
      expect.objectContaining({ rule: 'territory:de > pool:dach', verdict: 'skipped', why: 'user is not active' }),
    )
    expect(await sweepLeads(scope, 'all')).toMatchObject({ given: [], stuck: [] })
  })

  it('keeps who had a lead, counts no reassignment, and lets the next look at the person carry it', async () => {
    const { begin, box, linkOf } = world()
    const scope = await begin(company({ contacts: [mql('one')] }), {
      routing: { ...routing, pools: [{ id: 'sales', members: [member('ann'), member('bob')] }] },
    })
    await quiesce(scope, box)
    await deactivate('ann')
    await sweepLeads(scope, 'all')
    const [handoff] = await openOnes(scope)
    expect(handoff).toMatchObject({ ownerName: 'Bob Second', reassignments: 0 })
    const spells = await scope.store.handoffs.spells(scope.connection.id, [handoff?.id ?? ''])
    expect(spells.get(handoff?.id ?? '')?.map(({ why }) => why)).toEqual(['handed over', 'its owner is not active'])
    expect((await linkOf('one@buyers.example')).id).toBe(handoff?.linkId)
    expect((await scope.store.inbox.depth(scope.connection.id, box.clock.now())).total).toBe(1)
  })

  it('tells once a day of a lead that nobody can take, and keeps it as it is', async () => {
    const { begin, box } = world()
    const scope = await begin(company({ contacts: [mql('one')] }), {
      alerts: { channels: { ops: { type: 'slack', urlFrom: 'SLACK' } }, rules: [{ on: ['unowned'], to: ['ops'] }] },
    })
    await quiesce(scope, box)
    await deactivate('ann', 'bob', 'cem', 'mia')
    const before = await openOnes(scope)
    for (let i = 0; i < 2; i += 1)
      expect(await sweepLeads(scope, 'all')).toMatchObject({
        given: [],
        stuck: [{ decision: { reason: 'owner-inactive' } }],
      })
    expect(await openOnes(scope)).toEqual(before)
    const alerts = await scope.store.alerts.newest(scope.connection.id, 10)
    expect(alerts.filter(({ alert }) => alert.kind === 'unowned')).toHaveLength(1)
  })

  it('gives a lead that is held to the member whose hours open, and not before', async () => {
    const { begin, box } = world()
    const hours = { timeZone: 'America/New_York', schedule: { mon: [['13:00', '17:00']] as [string, string][] } }
    const document = loopDocument()
    const scope = await begin(company({ contacts: [mql('one')] }), {
      calendars: { ...document.calendars, afternoon: hours },
      routing: {
        ...routing,
        pools: [{ id: 'sales', whenNobody: 'hold', members: [member('ann', { hours: 'afternoon' })] }],
      },
    })
    await quiesce(scope, box)
    expect(await openOnes(scope)).toMatchObject([{ heldForPool: 'sales', ownerName: 'Mia Manager' }])
    expect(await sweepLeads(scope, 'waiting')).toMatchObject({ looked: 1, given: [] })
    box.clock.advance(3 * HOUR)
    expect((await sweepLeads(scope, 'waiting')).given).toMatchObject([{ decision: { reason: 'held-open' } }])
    expect(await openOnes(scope)).toMatchObject([{ heldForPool: null, ownerName: 'Ann First' }])
  })
})

it('gives a lead that waits in the queue beyond its clock to a person, in Salesforce as well', async () => {
  const { begin, box, sales } = world()
  const QueueId = await sales.create('Group', { Name: 'Inbound', DeveloperName: 'Inbound', Type: 'Queue' })
  await sales.create('QueueSobject', { QueueId, SobjectType: 'Lead' })
  const scope = await begin(company({ contacts: [mql('one')] }), {
    routing: { ...routing, pools: [{ id: 'sales', members: [member('gone')] }], fallback: { queue: 'Inbound' } },
  })
  await quiesce(scope, box)
  expect(await openOnes(scope)).toMatchObject([{ queueId: QueueId, ownerName: 'Mia Manager' }])
  expect((await sales.one('SELECT OwnerId FROM Lead'))['OwnerId']).toBe(QueueId)
  expect(await sweepLeads(scope, 'waiting')).toMatchObject({ looked: 1, given: [] })
  box.clock.advance(4 * HOUR)
  expect((await sweepLeads(scope, 'waiting')).given).toMatchObject([{ decision: { reason: 'queue-overdue' } }])
  expect(await openOnes(scope)).toMatchObject([{ queueId: null, ownerName: 'Mia Manager' }])
  await quiesce(scope, box)
  expect(await ownersInSalesforce()).toEqual(['Mia Manager'])
})

it('looks at everything in one hour of the night of the org', () => {
  const connection = { orgTimeZone: 'America/New_York' } as Scope['connection']
  const at = (text: string) => sweepReach({ connection, clock: { now: () => Date.parse(text) } })
  expect(at('2026-03-03T08:10:00Z')).toBe('all')
  expect(at('2026-03-03T09:10:00Z')).toBe('waiting')
})
