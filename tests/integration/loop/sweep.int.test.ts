import { describe, expect, it } from 'vitest'
import { sweepLeads, sweepReach } from '#app/handoff/sweep-leads.ts'
import type { Scope } from '#app/scope.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import { company, DAY, HOUR, loopDocument, mql } from '#support/company.ts'
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
  it('asks nobody anything while nothing waits', async () => {
    const { begin, box } = world()
    const scope = await begin(company({ contacts: [mql('dora')] }))
    await quiesce(scope, box)
    const silent = () => Promise.reject(new Error('Salesforce was asked'))
    expect(await sweepLeads({ ...scope, reps: silent, queues: silent }, 'waiting')).toEqual({
      looked: 0,
      given: [],
      stuck: [],
    })
  })

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

  it('tells once of a lead that nobody can take, not every night, and keeps it as it is', async () => {
    const { begin, box } = world()
    const scope = await begin(company({ contacts: [mql('one')] }), {
      alerts: { channels: { ops: { type: 'slack', urlFrom: 'SLACK' } }, rules: [{ on: ['unowned'], to: ['ops'] }] },
    })
    await quiesce(scope, box)
    await deactivate('ann', 'bob', 'cem', 'mia')
    const before = await openOnes(scope)
    for (let i = 0; i < 3; i += 1) {
      expect(await sweepLeads(scope, 'all')).toMatchObject({
        given: [],
        stuck: [{ decision: { reason: 'owner-inactive' } }],
      })
      box.clock.advance(DAY)
    }
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
      alerts: { channels: { ops: { type: 'slack', urlFrom: 'SLACK' } }, rules: [{ on: ['unowned'], to: ['ops'] }] },
    })
    await quiesce(scope, box)
    expect(await openOnes(scope)).toMatchObject([{ heldForPool: 'sales', ownerName: 'Mia Manager' }])
    expect(await sweepLeads(scope, 'waiting')).toMatchObject({ looked: 1, given: [] })
    box.clock.advance(3 * HOUR)
    expect((await sweepLeads(scope, 'waiting')).given).toMatchObject([{ decision: { reason: 'held-open' } }])
    expect(await openOnes(scope)).toMatchObject([{ heldForPool: null, ownerName: 'Ann First' }])
    // It waited as it was told to: nobody has to do anything about it.
    expect(await scope.store.alerts.newest(scope.connection.id, 10)).toEqual([])
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

/** A queue for Leads by this developer name. */
async function queueNamed(DeveloperName: string): Promise<string> {
  const { sales } = world()
  const QueueId = await sales.create('Group', { Name: DeveloperName, DeveloperName, Type: 'Queue' })
  await sales.create('QueueSobject', { QueueId, SobjectType: 'Lead' })
  return QueueId
}

const afternoon = { timeZone: 'America/New_York', schedule: { mon: [['13:00', '17:00']] as [string, string][] } }
const inTheAfternoon = [{ id: 'sales', members: [member('ann', { hours: 'afternoon' })] }]

describe('a lead in the fallback queue', () => {
  it('without a clock goes to whoever is there first, by the sweep of every few minutes', async () => {
    const { begin, box } = world()
    await queueNamed('Inbound')
    const scope = await begin(company({ contacts: [mql('one')] }), {
      calendars: { ...loopDocument().calendars, afternoon },
      sla: [],
      routing: { ...routing, pools: inTheAfternoon, fallback: { queue: 'Inbound' } },
    })
    await quiesce(scope, box)
    expect(await openOnes(scope)).toMatchObject([{ ownerRule: 'fallback', policy: null }])
    expect(await sweepLeads(scope, 'waiting')).toMatchObject({ looked: 1, given: [], stuck: [] })
    box.clock.advance(3 * HOUR)
    expect((await sweepLeads(scope, 'waiting')).given).toMatchObject([{ decision: { reason: 'queue-open' } }])
    await quiesce(scope, box)
    expect(await ownersInSalesforce()).toEqual(['Ann First'])
  })

  it('follows the policy of the fallback from when the sweep put it there', async () => {
    const { begin, box } = world()
    await queueNamed('Inbound')
    const [standard] = loopDocument().sla ?? []
    const late = { id: 'late', clocks: [{ target: '6h', calendar: 'office' }] }
    const scope = await begin(company({ contacts: [mql('one')] }), {
      sla: [...(standard === undefined ? [] : [standard]), late],
      routing: {
        ...routing,
        pools: [{ id: 'sales', members: [member('ann')] }],
        fallback: { queue: 'Inbound', policy: 'late' },
      },
    })
    await quiesce(scope, box)
    expect(await openOnes(scope)).toMatchObject([{ policy: 'standard', ownerName: 'Ann First' }])
    await deactivate('ann')
    const movedAt = box.clock.now()
    expect((await sweepLeads(scope, 'all')).given).toMatchObject([{ decision: { reason: 'owner-inactive' } }])
    const [handoff] = await openOnes(scope)
    expect(handoff).toMatchObject({ policy: 'late', ownerRule: 'fallback' })
    const clocks = await scope.store.clocks.byLinks(scope.connection.id, handoff === undefined ? [] : [handoff.linkId])
    expect(clocks.filter(({ policy }) => policy === 'late')).toMatchObject([
      { startedAt: movedAt, startCause: 'came to the fallback', state: 'running' },
    ])
    // The four hours that the lead had from the beginning are over; those of the fallback are not.
    box.clock.advance(4 * HOUR)
    await quiesce(scope, box)
    expect(await sweepLeads(scope, 'waiting')).toMatchObject({ looked: 1, given: [] })
    box.clock.advance(DAY)
    expect((await sweepLeads(scope, 'waiting')).given).toMatchObject([{ decision: { reason: 'queue-overdue' } }])
  })
})

it('gives a lead that somebody puts into a queue again and again out so often, then people are told once', async () => {
  const { begin, box, sales } = world()
  const pit = await queueNamed('Pit')
  const scope = await begin(company({ contacts: [mql('one')] }), {
    routing: { ...routing, maxReassignments: 1 },
    alerts: { channels: { ops: { type: 'slack', urlFrom: 'SLACK' } }, rules: [{ on: ['unowned'], to: ['ops'] }] },
  })
  await quiesce(scope, box)
  const putAway = async (): Promise<void> => {
    const { Id } = await sales.one('SELECT Id FROM Lead')
    box.clock.advance(DAY)
    await sales.update('Lead', Id, { OwnerId: pit })
    await quiesce(scope, box)
  }
  await putAway()
  expect((await sweepLeads(scope, 'waiting')).given).toMatchObject([{ decision: { reason: 'queue-overdue' } }])
  expect(await openOnes(scope)).toMatchObject([{ queueId: null, reassignments: 1 }])
  await quiesce(scope, box)
  expect(await ownersInSalesforce()).not.toEqual(['nobody'])
  await putAway()
  for (let i = 0; i < 2; i += 1) {
    expect(await sweepLeads(scope, 'waiting')).toMatchObject({
      given: [],
      stuck: [{ decision: { reason: 'queue-overdue' } }],
    })
    box.clock.advance(DAY)
  }
  expect(await openOnes(scope)).toMatchObject([{ queueId: pit, reassignments: 1 }])
  const alerts = await scope.store.alerts.newest(scope.connection.id, 10)
  expect(alerts.filter(({ alert }) => alert.kind === 'unowned')).toHaveLength(1)
})

it('looks at everything in one hour of the night of the org', () => {
  const connection = { orgTimeZone: 'America/New_York' } as Scope['connection']
  const at = (text: string) => sweepReach({ connection, clock: { now: () => Date.parse(text) } })
  expect(at('2026-03-03T08:10:00Z')).toBe('all')
  expect(at('2026-03-03T09:10:00Z')).toBe('waiting')
})
