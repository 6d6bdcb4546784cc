import { describe, expect, it } from 'vitest'
import { captureSide } from '#app/capture-changes.ts'
import type { Scope } from '#app/scope.ts'
import { workInbox } from '#app/work-inbox.ts'
import { RemoteError } from '#domain/errors.ts'
import type { LinkKind } from '#domain/identity/link.ts'
import { company, HOUR, MINUTE, mql } from '#support/company.ts'
import { companyHands, withCompanies } from '#support/companies.ts'
import { Killed, mortal } from '#support/mortal.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const EMAIL = 'ana@buyers.example'
const LEASE = 6 * MINUTE
const WITH_TASKS = { pairs: { 'task-task': { enabled: true, create: 'both' as const } } }
const TASK_TO_CONTACT = 204

/** The same engine, whose first write of this object is carried out and answered with an error of the server. */
function spoiling(scope: Scope, side: 'hubspot' | 'salesforce', object: string, isHit = () => true): Scope {
  let isOver = false
  const wrap = <C extends Scope['salesforce']>(connector: C): C => ({
    ...connector,
    write: async (operations: Parameters<C['write']>[0]) => {
      const outcomes = await connector.write(operations)
      if (isOver || !operations.some((one) => 'object' in one && one.object === object) || !isHit()) return outcomes
      isOver = true
      return operations.map(({ traceId }) => ({ traceId, ok: false as const, error: serverError() }))
    },
    withLane: (lane: Parameters<C['withLane']>[0]) => wrap(connector.withLane(lane)),
  })
  return side === 'hubspot'
    ? { ...scope, hubspot: wrap(scope.hubspot) }
    : { ...scope, salesforce: wrap(scope.salesforce) }
}

const serverError = () =>
  new RemoteError({ code: 'SERVER_ERROR', disposition: 'retry', message: 'HTTP 502', remedy: '', status: 502 })

/** How often the journal says that a field of a record was given a value, as `side field = value`; of follow-up Tasks nothing. */
async function tellings(scope: Scope, kind: LinkKind, hubspotId: string): Promise<Readonly<Record<string, number>>> {
  const link = (await scope.store.links.byHubspotIds(scope.connection.id, kind, [hubspotId])).get(hubspotId)
  if (link === undefined) throw new Error(`no link of ${kind} ${hubspotId}`)
  const rows = await scope.store.journal.ofLink(scope.connection.id, link.id, 100)
  const counts: Record<string, number> = {}
  for (const { side, object, changes } of rows)
    for (const { field, to } of kind === 'person' && object === 'Task' ? [] : changes) {
      const what = `${side} ${field} = ${String(to)}`
      counts[what] = (counts[what] ?? 0) + 1
    }
  return counts
}

const nothingLeft = async (scope: Scope, ...subjects: readonly string[]): Promise<void> =>
  expect(await scope.store.writeIntents.ofSubjects(scope.connection.id, subjects)).toEqual([])

async function linked(values: Readonly<Record<string, string>> = {}): Promise<Scope> {
  const { begin, box } = world()
  const scope = await begin(company({ contacts: [mql('ana', { phone: '+1 555 0100', ...values })] }))
  await quiesce(scope, box)
  box.clock.advance(MINUTE)
  return scope
}

const told = async (scope: Scope) => tellings(scope, 'person', (await world().marketing.contact(EMAIL)).id)

describe('a write that was carried out and whose answer was spoiled', { timeout: 60_000 }, () => {
  it('to a Lead is told once', async () => {
    const { box, marketing, sales } = world()
    const scope = await linked()
    await marketing.edit(EMAIL, { phone: '+1 555 0222' })
    await quiesce(spoiling(scope, 'salesforce', 'Lead'), box)
    expect(await sales.one('SELECT Phone FROM Lead')).toMatchObject({ Phone: '+1 555 0222' })
    expect(await told(scope)).toMatchObject({ 'salesforce Phone = +1 555 0222': 1 })
    await nothingLeft(scope, (await world().linkOf(EMAIL)).id)
  })

  it('to a contact is told once', async () => {
    const { box, marketing, sales } = world()
    const scope = await linked()
    await sales.update('Lead', (await sales.one('SELECT Id FROM Lead'))['Id'], { LastName: 'Berg' })
    await quiesce(spoiling(scope, 'hubspot', 'contacts'), box)
    expect((await marketing.contact(EMAIL)).properties).toMatchObject({ lastname: 'Berg' })
    expect(await told(scope)).toMatchObject({ 'hubspot lastname = Berg': 1 })
    await nothingLeft(scope, (await world().linkOf(EMAIL)).id)
  })

  it.each(['Lead', 'contacts', 'Task'])('of a first meeting (%s) is told once', async (object) => {
    const { begin, box, sales } = world()
    const existing = {
      email: EMAIL,
      firstName: 'Anna',
      lastName: 'Berg',
      company: 'Berg Works',
      status: 'Working - Contacted',
      ownerEmail: 'bob@sales.example',
    }
    const people = company({ contacts: [mql('ana', { phone: '+1 555 0100' })], existingLeads: [existing] })
    const scope = await begin(people)
    await quiesce(spoiling(scope, object === 'contacts' ? 'hubspot' : 'salesforce', object), box)
    const lead = await sales.one('SELECT Id, Phone FROM Lead')
    expect(lead['Phone']).toBe('+1 555 0100')
    const counts = await told(scope)
    expect(counts).toMatchObject({
      'salesforce Phone = +1 555 0100': 1,
      [`hubspot tandem_salesforce_id = ${String(lead['Id'])}`]: 1,
    })
    expect(Object.entries(counts).filter(([, count]) => count > 1)).toEqual([])
    expect(await sales.query('SELECT Id FROM Task')).toHaveLength(1)
    await nothingLeft(scope, (await world().linkOf(EMAIL)).id)
  })

  it('that made a Lead is told once, as a making', async () => {
    const { begin, box, sales } = world()
    const scope = await begin(company({ contacts: [mql('ana', { phone: '+1 555 0100' })] }))
    await quiesce(spoiling(scope, 'salesforce', 'Lead'), box)
    const { OwnerId } = await sales.one('SELECT OwnerId FROM Lead')
    expect(await told(scope)).toMatchObject({
      'salesforce Phone = +1 555 0100': 1,
      [`salesforce OwnerId = ${String(OwnerId)}`]: 1,
    })
    const rows = await scope.store.journal.ofLink(scope.connection.id, (await world().linkOf(EMAIL)).id, 100)
    expect(rows.filter(({ object, action }) => object === 'Lead' && action === 'create')).toHaveLength(1)
  })

  it('that made a Lead is told once, also when sales convert it before the repeat', async () => {
    const { begin, box, sales } = world()
    const scope = await begin(company({ contacts: [mql('ana', { phone: '+1 555 0100' })] }))
    await captureSide(scope, 'hubspot')
    await workInbox(spoiling(scope, 'salesforce', 'Lead'), 'spoiled')
    const lead = await sales.one('SELECT Id, OwnerId FROM Lead')
    const account = await sales.create('Account', { Name: 'ana Works' })
    await sales.convert(String(lead['Id']), account, String(lead['OwnerId']))
    await quiesce(scope, box)
    const rows = await scope.store.journal.ofLink(scope.connection.id, (await world().linkOf(EMAIL)).id, 100)
    const made = rows.filter(({ recordId, action }) => recordId === lead['Id'] && action === 'create')
    expect(made.map(({ changes }) => changes.find(({ field }) => field === 'Phone'))).toMatchObject([
      { to: '+1 555 0100', because: 'found-as-written' },
    ])
    await nothingLeft(scope, (await world().linkOf(EMAIL)).id)
  })

  it.each(['tasks', 'Task'])('to a task (%s) is told once', async (object) => {
    const { begin, box, marketing, sales } = world()
    const scope = await begin(company({ contacts: [mql('ana')] }), WITH_TASKS)
    await quiesce(scope, box)
    const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: TASK_TO_CONTACT }]
    const made = (await marketing.call('POST', 'objects/tasks', {
      properties: { hs_task_subject: 'Call', hs_timestamp: '2026-03-05T14:30:00Z' },
      associations: [{ to: { id: (await marketing.contact(EMAIL)).id }, types }],
    })) as { readonly id: string }
    const side = object === 'tasks' ? 'hubspot' : 'salesforce'
    // Its making; later an edit of the other side.
    await quiesce(side === 'salesforce' ? spoiling(scope, side, object) : scope, box)
    box.clock.advance(MINUTE)
    const { Id } = await sales.one("SELECT Id FROM Task WHERE Subject = 'Call'")
    if (side === 'hubspot') await sales.update('Task', Id, { Subject: 'Ring' })
    else await marketing.call('PATCH', `objects/tasks/${made.id}`, { properties: { hs_task_subject: 'Ring' } })
    await quiesce(spoiling(scope, side, object), box)
    const counts = await tellings(scope, 'task', made.id)
    expect(counts).toMatchObject({
      'salesforce Subject = Call': 1,
      [side === 'hubspot' ? 'hubspot hs_task_subject = Ring' : 'salesforce Subject = Ring']: 1,
    })
  })

  it.each(['companies', 'Account'])('to a company pair (%s) is told once', async (object) => {
    const { begin, box, sales } = world()
    const hands = companyHands(world())
    const scope = await begin(company(), withCompanies())
    const side = object === 'companies' ? 'hubspot' : 'salesforce'
    const id = await hands.company({ name: 'Known', domain: 'known.com', city: 'Ulm' })
    await quiesce(side === 'salesforce' ? spoiling(scope, side, object) : scope, box)
    box.clock.advance(MINUTE)
    const { Id } = await sales.one('SELECT Id FROM Account')
    if (side === 'hubspot') await sales.update('Account', Id, { BillingCity: 'Bonn' })
    else await hands.change(id, { phone: '+49 731 100' })
    await quiesce(spoiling(scope, side, object), box)
    expect(await tellings(scope, 'company', id)).toMatchObject({
      'salesforce BillingCity = Ulm': 1,
      [side === 'hubspot' ? 'hubspot city = Bonn' : 'salesforce Phone = +49 731 100']: 1,
    })
  })

  it('to a deal is told once', async () => {
    const { box, marketing, sales } = world()
    const scope = await linked()
    const lead = await sales.one('SELECT Id, OwnerId FROM Lead')
    const AccountId = await sales.create('Account', { Name: 'ana Works' })
    const contactId = await sales.convert(String(lead['Id']), AccountId, String(lead['OwnerId']))
    box.clock.advance(MINUTE)
    const opportunity = await sales.create('Opportunity', {
      Name: 'Big deal',
      AccountId,
      StageName: 'Prospecting',
      CloseDate: '2026-06-01',
      Amount: 1000.5,
    })
    await sales.create('OpportunityContactRole', {
      OpportunityId: opportunity,
      ContactId: contactId,
      IsPrimary: true,
    })
    await quiesce(scope, box)
    box.clock.advance(HOUR)
    await sales.update('Opportunity', opportunity, { Amount: 2000 })
    await quiesce(spoiling(scope, 'hubspot', 'deals'), box)
    const [deal] = await marketing.deals()
    expect(deal?.properties).toMatchObject({ amount: '2000' })
    expect(await tellings(scope, 'deal', deal?.id ?? '')).toMatchObject({ 'hubspot amount = 2000': 1 })
    await nothingLeft(scope, opportunity)
  })
})

/** One life of the engine that ends right after a write of this object; nobody hears of it. */
async function dieAfter(scope: Scope, effect: string): Promise<void> {
  const undisturbed: string[] = []
  for (let lives = 1; lives < 12; lives += 1) {
    const dying = mortal(scope, lives)
    const death = await workInbox(dying.scope, 'dies').catch((error: unknown) => error)
    if (!(death instanceof Killed)) break
    undisturbed.push(dying.effects.at(-1) ?? '')
    if (dying.effects.at(-1) === effect) return
    world().box.clock.advance(LEASE)
  }
  throw new Error(`never died after ${effect}: ${undisturbed.join(', ')}`)
}

describe('an edit between a write and its remembering', { timeout: 60_000 }, () => {
  it('of a Lead arrives in HubSpot, although its contact was written to right before', async () => {
    const { box, marketing, sales } = world()
    const scope = await linked()
    const lead = (await sales.one('SELECT Id FROM Lead'))['Id']
    await sales.update('Lead', lead, { Phone: '+1 555 0222' })
    await captureSide(scope, 'salesforce')
    await dieAfter(scope, 'hubspot.write contacts')
    expect((await marketing.contact(EMAIL)).properties).toMatchObject({ phone: '+1 555 0222' })
    box.clock.advance(MINUTE)
    await sales.update('Lead', lead, { Phone: '+1 555 0333' })
    box.clock.advance(MINUTE)
    // Somebody touches the contact as well, so that its time stamp is the newer one.
    await marketing.edit(EMAIL, { jobtitle: 'CEO' })
    box.clock.advance(LEASE)
    await quiesce(scope, box)
    expect((await marketing.contact(EMAIL)).properties).toMatchObject({ phone: '+1 555 0333', jobtitle: 'CEO' })
    expect(await sales.one('SELECT Phone, Title FROM Lead')).toMatchObject({ Phone: '+1 555 0333', Title: 'CEO' })
    expect(await told(scope)).toMatchObject({ 'hubspot phone = +1 555 0222': 1, 'hubspot phone = +1 555 0333': 1 })
  })

  it('of a contact arrives in Salesforce, although its Lead was written to right before', async () => {
    const { box, marketing, sales } = world()
    const scope = await linked()
    const lead = (await sales.one('SELECT Id FROM Lead'))['Id']
    await marketing.edit(EMAIL, { phone: '+1 555 0222' })
    await captureSide(scope, 'hubspot')
    await dieAfter(scope, 'salesforce.write Lead')
    box.clock.advance(MINUTE)
    await marketing.edit(EMAIL, { phone: '+1 555 0333' })
    box.clock.advance(MINUTE)
    await sales.update('Lead', lead, { Title: 'CEO' })
    box.clock.advance(LEASE)
    await quiesce(scope, box)
    expect(await sales.one('SELECT Phone, Title FROM Lead')).toMatchObject({ Phone: '+1 555 0333', Title: 'CEO' })
    expect((await marketing.contact(EMAIL)).properties).toMatchObject({ phone: '+1 555 0333', jobtitle: 'CEO' })
    expect(await told(scope)).toMatchObject({
      'salesforce Phone = +1 555 0222': 1,
      'salesforce Phone = +1 555 0333': 1,
    })
  })

  it('of a contact arrives in Salesforce when the Lead was told and only HubSpot failed', async () => {
    const { box, marketing, sales } = world()
    const scope = await linked()
    const lead = (await sales.one('SELECT Id FROM Lead'))['Id']
    await sales.update('Lead', lead, { LastName: 'Berg' })
    await marketing.edit(EMAIL, { phone: '+1 555 0222' })
    await captureSide(scope, 'hubspot')
    await captureSide(scope, 'salesforce')
    await workInbox(spoiling(scope, 'hubspot', 'contacts'), 'spoiled')
    box.clock.advance(MINUTE)
    await marketing.edit(EMAIL, { phone: '+1 555 0333' })
    box.clock.advance(MINUTE)
    await sales.update('Lead', lead, { Title: 'CEO' })
    await quiesce(scope, box)
    expect(await sales.one('SELECT Phone FROM Lead')).toMatchObject({ Phone: '+1 555 0333' })
    expect((await marketing.contact(EMAIL)).properties).toMatchObject({ phone: '+1 555 0333', lastname: 'Berg' })
    expect(await told(scope)).toMatchObject({ 'salesforce Phone = +1 555 0222': 1, 'hubspot lastname = Berg': 1 })
    await nothingLeft(scope, (await world().linkOf(EMAIL)).id)
  })
})
