import { beforeEach, describe, expect, it } from 'vitest'
import type { Scope } from '#app/scope.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import { RemoteError } from '#domain/errors.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import type { WriteOperation } from '#ports/connector/writes.ts'
import { company, DAY, HOUR, loopDocument, mql } from '#support/company.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const DORA = 'dora@buyers.example'
const BOB = 'bob@sales.example'
const CEM = 'cem@sales.example'

const document = (over: Partial<SyncConfigInput['routing']> = {}): Partial<SyncConfigInput> => ({
  routing: { ...loopDocument().routing, by: 'salesforce', ...over },
  handover: [{ id: 'all', pool: 'sales', urgency: 'urgent' }],
  alerts: {
    channels: { ops: { type: 'slack', urlFrom: 'SLACK' } },
    rules: [{ on: ['urgent-lead', 'unowned'], to: ['owner', 'ops'] }],
  },
})

async function rule(...entries: readonly { readonly condition?: string; readonly owner?: string }[]): Promise<void> {
  const answer = await fetch(`${world().box.salesforce.url}/__sandbox/assignment-rules`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'By title', active: true, entries }),
  })
  expect(answer.status, await answer.text()).toBe(200)
}

let queue = ''
beforeEach(async () => {
  const { sales } = world()
  queue = await sales.create('Group', { Name: 'Inbound', DeveloperName: 'Inbound', Type: 'Queue' })
  await sales.create('QueueSobject', { QueueId: queue, SobjectType: 'Lead' })
})

async function newest(scope: Scope, email = DORA): Promise<Handoff | undefined> {
  const { id } = await world().linkOf(email)
  return (await scope.store.handoffs.latestByLinks(scope.connection.id, [id])).get(id)
}
const owners = async () => (await world().sales.query('SELECT OwnerId FROM Lead')).map(({ OwnerId }) => OwnerId)

describe('with routing left to Salesforce a new Lead', () => {
  it('belongs to whom the active rule names, who gets the Task, the clock and the alert', async () => {
    const { begin, box, linkOf, sales } = world()
    const scope = await begin(company({ contacts: [mql('dora', { jobTitle: 'CTO' })] }), document())
    await rule({ condition: "Title = 'CTO'", owner: BOB }, { owner: CEM })
    await quiesce(scope, box)
    const bob = await sales.userId(BOB)
    expect(await owners()).toEqual([bob])
    const handoff = await newest(scope)
    expect(handoff).toMatchObject({ ownerId: bob, ownerRule: 'salesforce', ownerAgreed: bob, state: 'open' })
    expect(handoff?.routing).toEqual([
      { rule: 'salesforce', candidate: bob, verdict: 'chosen', why: 'assigned by the rules of Salesforce' },
    ])
    expect(await sales.one('SELECT OwnerId FROM Task')).toMatchObject({ OwnerId: bob })
    const { id } = await linkOf(DORA)
    expect(await scope.store.clocks.byLinks(scope.connection.id, [id])).toMatchObject([{ state: 'running' }])
    const alerts = await scope.store.alerts.newest(scope.connection.id, 10)
    expect(new Set(alerts.map(({ alert }) => `${alert.kind} ${alert.ownerEmail}`))).toEqual(
      new Set([`urgent-lead ${BOB}`]),
    )
  })

  it('keeps that owner: neither a later write nor a repeated one asks the rule again', async () => {
    const { begin, box, marketing, sales } = world()
    const scope = await begin(company({ contacts: [mql('dora')] }), document())
    await rule({ owner: BOB })
    let lost = 0
    const salesforce: Scope['salesforce'] = {
      ...scope.salesforce,
      withLane: () => salesforce,
      write: async (operations) => {
        const outcomes = await scope.salesforce.write(operations)
        if (lost > 0) return outcomes
        lost += 1
        expect(await owners()).toEqual([await sales.userId(BOB)])
        await rule({ owner: CEM })
        throw new RemoteError({ code: 'TIMEOUT', disposition: 'retry', message: 'the answer is lost', remedy: '' })
      },
    }
    await quiesce({ ...scope, salesforce }, box)
    expect(lost).toBe(1)
    expect(await newest(scope)).toMatchObject({ ownerName: 'Bob Second', ownerRule: 'salesforce' })
    box.clock.advance(HOUR)
    await marketing.edit(DORA, { jobtitle: 'CEO' })
    await quiesce(scope, box)
    expect(await sales.one('SELECT OwnerId, Title FROM Lead')).toMatchObject({
      OwnerId: await sales.userId(BOB),
      Title: 'CEO',
    })
  })

  it('may wait in a queue that the rule names, with the fallback owner answering for it', async () => {
    const { begin, box, sales } = world()
    const scope = await begin(company({ contacts: [mql('dora')] }), document())
    await rule({ owner: 'Inbound' })
    await quiesce(scope, box)
    expect(await owners()).toEqual([queue])
    expect(await newest(scope)).toMatchObject({ queueId: queue, ownerName: 'Mia Manager', ownerRule: 'salesforce' })
    expect(await sales.one('SELECT OwnerId FROM Task')).toMatchObject({
      OwnerId: await sales.userId('mia@sales.example'),
    })
    const alerts = await scope.store.alerts.newest(scope.connection.id, 10)
    expect(alerts.filter(({ alert }) => alert.kind === 'unowned')).toEqual([])
  })

  it('goes to the fallback owner where no rule is active', async () => {
    const { begin, box, sales } = world()
    const scope = await begin(company({ contacts: [mql('dora')] }), document())
    await quiesce(scope, box)
    const mia = await sales.userId('mia@sales.example')
    expect(await owners()).toEqual([mia])
    expect(await newest(scope)).toMatchObject({ ownerId: mia, ownerAgreed: mia })
  })

  it('follows a person who takes it over later, by that rule', async () => {
    const { begin, box, sales } = world()
    const scope = await begin(company({ contacts: [mql('dora')] }), document())
    await rule({ owner: BOB })
    await quiesce(scope, box)
    box.clock.advance(DAY)
    await sales.update('Lead', (await sales.one('SELECT Id FROM Lead'))['Id'], { OwnerId: await sales.userId(CEM) })
    await quiesce(scope, box)
    expect(await newest(scope)).toMatchObject({ ownerName: 'Cem Third', ownerRule: 'changed in Salesforce' })
  })
})

it('a record that is there already is routed by Tandem, and with routing left to Tandem no rule runs', async () => {
  const { begin, box, sales } = world()
  const known = {
    email: DORA,
    firstName: null,
    lastName: 'Known',
    company: 'K',
    status: 'Working - Contacted',
    ownerEmail: CEM,
  }
  const scope = await begin(company({ contacts: [mql('dora')], existingLeads: [known] }), document())
  await rule({ owner: BOB })
  await quiesce(scope, box)
  expect(await newest(scope)).toMatchObject({ ownerName: 'Cem Third', ownerRule: 'existing-owner' })
  const own = await world().connect(document({ by: 'tandem' }))
  world().arrive([mql('emil')])
  await quiesce(own, box)
  expect(await newest(own, 'emil@buyers.example')).toMatchObject({ ownerRule: 'pool:sales' })
  expect(await owners()).not.toContain(await sales.userId(BOB))
})

it('hundreds of new Leads in one call are assigned as well, and repeated they keep their owners', async () => {
  const { begin, sales } = world()
  const scope = await begin(company(), document())
  await rule({ owner: BOB })
  const leads = Array.from({ length: 250 }, (_, i): WriteOperation => {
    const values = { LastName: `Lead ${i}`, Company: `Works ${i}` }
    const named = { object: 'Lead', keyField: 'Tandem_Key__c', key: `k:${i}`, traceId: String(i) } as const
    return { kind: 'upsert', ...named, values, owner: 'by-assignment-rule' }
  })
  const bobs = async () =>
    (await sales.query(`SELECT Id FROM Lead WHERE OwnerId = '${await sales.userId(BOB)}'`)).length
  expect((await scope.salesforce.write(leads)).filter(({ ok }) => !ok)).toEqual([])
  expect(await bobs()).toBe(250)
  await rule({ owner: CEM })
  expect((await scope.salesforce.write(leads)).every((outcome) => outcome.ok && outcome.effect === 'updated')).toBe(
    true,
  )
  expect(await bobs()).toBe(250)
})
