import { describe, expect, it } from 'vitest'
import { giveTo } from '#app/handoff/give-to.ts'
import type { Scope } from '#app/scope.ts'
import { tellHubspot } from '#app/tell-hubspot.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import { company, HOUR, MINUTE, MONDAY_TEN, mql } from '#support/company.ts'
import { seller, writesOf } from '#support/crm-users.ts'
import { journalOf, quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const DORA = 'dora@buyers.example'

async function handedOver(
  over: Partial<SyncConfigInput> = {},
): Promise<{ scope: Scope; leadId: string; ann: string; bob: string }> {
  const { begin, box, sales } = world()
  const scope = await begin(company({ contacts: [mql('dora')] }), { feedback: { closesTask: true }, ...over })
  await quiesce(scope, box)
  const ann = await sales.userId('ann@sales.example')
  const bob = await sales.userId('bob@sales.example')
  const lead = await sales.one('SELECT Id, OwnerId FROM Lead')
  expect(lead['OwnerId']).toBe(ann)
  return { scope, leadId: String(lead['Id']), ann, bob }
}

async function handoffOf(scope: Scope): Promise<Handoff> {
  const { id } = await world().linkOf(DORA)
  const handoff = (await scope.store.handoffs.latestByLinks(scope.connection.id, [id])).get(id)
  if (handoff === undefined) throw new Error('nobody was handed over')
  return handoff
}

async function give(scope: Scope, repId: string): Promise<void> {
  const rep = (await scope.reps()).byId.get(repId)
  if (rep === undefined) throw new Error('nobody has this id')
  const handoff = await handoffOf(scope)
  const to = { rep, rule: 'pool:sales', log: [], queueId: null, heldForPool: null }
  await scope.store.transaction((tx) => giveTo(scope, tx, handoff, to, 'not answered', 'counts'))
}

const spellsOf = async (scope: Scope): Promise<readonly string[]> => {
  const { id } = await handoffOf(scope)
  const spells = (await scope.store.handoffs.spells(scope.connection.id, [id])).get(id) ?? []
  return spells.map(({ ownerId }) => ownerId)
}

/** Nothing more is written, however often everybody is looked at. */
async function restsNow(scope: Scope): Promise<void> {
  const { box, linkOf } = world()
  const before = writesOf(box)
  for (let look = 0; look < 2; look += 1) {
    box.clock.advance(MINUTE)
    const link = await linkOf(DORA)
    await scope.store.transaction((tx) => tellHubspot(scope, tx, [link.id], 'looked at again'))
    await quiesce(scope, box)
  }
  expect(writesOf(box)).toBe(before)
}

describe('the owner of a handoff', () => {
  it('who was given it in the database has the Lead and its Task with the next look, once', async () => {
    const { box, sales, marketing, linkOf } = world()
    const { scope, ann, bob } = await handedOver()
    expect(await handoffOf(scope)).toMatchObject({ ownerId: ann, ownerAgreed: ann })
    box.clock.advance(MINUTE)
    await give(scope, bob)
    await quiesce(scope, box)
    expect(await sales.one('SELECT OwnerId FROM Lead')).toMatchObject({ OwnerId: bob })
    expect(await sales.one('SELECT OwnerId FROM Task')).toMatchObject({ OwnerId: bob })
    expect((await marketing.contact(DORA)).properties).toMatchObject({ tandem_sales_owner_name: 'Bob Second' })
    expect(await handoffOf(scope)).toMatchObject({ ownerId: bob, ownerAgreed: bob, reassignments: 1 })
    const link = await linkOf(DORA)
    expect(await journalOf(scope, link)).toEqual([
      'salesforce Lead create',
      'salesforce Task create',
      'hubspot contacts update',
      'salesforce Lead update',
      'salesforce Task update',
      'hubspot contacts update',
    ])
    const [, , lead] = await scope.store.journal.ofLink(scope.connection.id, link.id, 3)
    expect(lead?.changes).toMatchObject([
      { field: 'OwnerId', from: ann, to: bob, rule: 'pool:sales', winner: 'tandem' },
    ])
    await restsNow(scope)
  })

  it('is whom a rep gave the Lead to in Salesforce, and nobody takes it back', async () => {
    const { box, sales, marketing } = world()
    const { scope, leadId, ann, bob } = await handedOver()
    box.clock.advance(MINUTE)
    await sales.update('Lead', leadId, { OwnerId: bob })
    await quiesce(scope, box)
    expect(await handoffOf(scope)).toMatchObject({
      ownerId: bob,
      ownerName: 'Bob Second',
      ownerAgreed: bob,
      ownerRule: 'changed in Salesforce',
      reassignments: 0,
    })
    expect(await spellsOf(scope)).toEqual([ann, bob])
    expect(await sales.one('SELECT OwnerId FROM Lead')).toMatchObject({ OwnerId: bob })
    expect(await sales.one('SELECT OwnerId FROM Task')).toMatchObject({ OwnerId: bob })
    expect((await marketing.contact(DORA)).properties).toMatchObject({ tandem_sales_owner_name: 'Bob Second' })
    await restsNow(scope)
  })

  it('whom Salesforce refuses stays wanted, and the Lead keeps the one it has', async () => {
    const { box, sales } = world()
    const { scope, ann, bob } = await handedOver()
    await sales.update('User', bob, { IsActive: false })
    await give(scope, bob)
    await quiesce(scope, box)
    expect(await sales.one('SELECT OwnerId FROM Lead')).toMatchObject({ OwnerId: ann })
    expect(await handoffOf(scope)).toMatchObject({ ownerId: bob, ownerAgreed: ann })
  })

  it('takes over a known Lead whose owner is not active', async () => {
    const { begin, box, sales } = world()
    const known = { firstName: null, lastName: 'K', company: 'K', status: 'Working - Contacted' }
    const scope = await begin(company({ existingLeads: [{ ...known, email: DORA, ownerEmail: 'bob@sales.example' }] }))
    await sales.update('User', await sales.userId('bob@sales.example'), { IsActive: false })
    box.hubspot.sandbox.seed(company({ contacts: [mql('dora')] }))
    await quiesce(scope, box)
    const ann = await sales.userId('ann@sales.example')
    expect(await sales.one('SELECT OwnerId FROM Lead')).toMatchObject({ OwnerId: ann })
    expect(await handoffOf(scope)).toMatchObject({ ownerId: ann, ownerAgreed: ann })
    await restsNow(scope)
  })
})

describe('a value that a handoff asks for', () => {
  it('is written once: what a rep makes of it afterwards stays', async () => {
    const { box, sales } = world()
    const { scope, leadId } = await handedOver()
    const handoff = await handoffOf(scope)
    await scope.store.transaction(async (tx) => {
      await tx.handoffs.update(scope.connection.id, [{ id: handoff.id, pending: { Rating: 'Hot' } }])
      await tellHubspot(scope, tx, [handoff.linkId], 'escalated')
    })
    await quiesce(scope, box)
    expect(await sales.one('SELECT Rating FROM Lead')).toMatchObject({ Rating: 'Hot' })
    expect(await handoffOf(scope)).toMatchObject({ pending: {} })
    box.clock.advance(MINUTE)
    await sales.update('Lead', leadId, { Rating: 'Cold' })
    await quiesce(scope, box)
    expect(await sales.one('SELECT Rating FROM Lead')).toMatchObject({ Rating: 'Cold' })
    await restsNow(scope)
  })
})

describe('the follow-up task', () => {
  const NOON = MONDAY_TEN + HOUR

  async function call(leadId: string, rep: string): Promise<void> {
    const when = { CreatedById: rep, CreatedDate: new Date(NOON).toISOString() }
    const logged = { Subject: 'Call', WhoId: leadId, OwnerId: rep, Status: 'Completed', TaskSubtype: 'Call' }
    await world().sales.create('Task', { ...logged, ...when })
  }
  const taskNow = () =>
    world().sales.one("SELECT Id, Status, OwnerId, Description FROM Task WHERE Subject LIKE 'Follow up%'")

  it('is closed when the rep answered by phone, which is no answer of its own', async () => {
    const { box } = world()
    const { scope, leadId, ann } = await handedOver()
    box.clock.freeze(NOON)
    await call(leadId, ann)
    await quiesce(scope, box)
    expect(await taskNow()).toMatchObject({ Status: 'Completed' })
    const link = await world().linkOf(DORA)
    const [clock] = await scope.store.clocks.byLinks(scope.connection.id, [link.id])
    expect(clock).toMatchObject({ state: 'met', stoppedAt: NOON, stoppedBy: { personId: ann } })
    await restsNow(scope)
  })

  it('stays open then, unless Tandem is told to close it', async () => {
    const { begin, box, sales } = world()
    const scope = await begin(company({ contacts: [mql('dora')] }))
    await quiesce(scope, box)
    const { Id, OwnerId } = await sales.one('SELECT Id, OwnerId FROM Lead')
    box.clock.freeze(NOON)
    await call(String(Id), String(OwnerId))
    await quiesce(scope, box)
    expect(await taskNow()).toMatchObject({ Status: 'Not Started' })
  })

  it('that a rep closed is left alone, whoever gets the lead later', async () => {
    const { box } = world()
    const { scope, ann, bob } = await handedOver()
    box.clock.advance(MINUTE)
    const { Id } = await taskNow()
    await seller(box, 'ann@sales.example').update('Task', Id, { Status: 'Completed', Description: 'Called.' })
    await quiesce(scope, box)
    await give(scope, bob)
    await quiesce(scope, box)
    expect(await taskNow()).toMatchObject({ Status: 'Completed', OwnerId: ann, Description: 'Called.' })
    await restsNow(scope)
  })

  it('keeps the notes of a rep when it is brought up to date', async () => {
    const { box, sales, marketing } = world()
    const { scope } = await handedOver({
      handover: [
        {
          id: 'all',
          urgency: 'high',
          urgencyWhen: [{ urgency: 'low', when: [{ property: 'country', in: ['Germany'] }] }],
          pool: 'sales',
        },
      ],
    })
    const { Id, Description } = await taskNow()
    await sales.update('Task', Id, { Description: `${String(Description)}\nCalls back on Friday.` })
    await marketing.edit(DORA, { country: 'Germany' })
    box.clock.advance(MINUTE)
    await quiesce(scope, box)
    const task = await sales.one('SELECT Priority, Description FROM Task')
    expect(task['Priority']).toBe('Low')
    expect(task['Description']).toContain('Urgency: low')
    expect(task['Description']).toContain('Calls back on Friday.')
    await restsNow(scope)
  })
})
