import { describe, expect, it } from 'vitest'
import { captureSide } from '#app/capture-changes.ts'
import type { Scope } from '#app/scope.ts'
import { workInbox } from '#app/work-inbox.ts'
import { RemoteError } from '#domain/errors.ts'
import type { LinkKind } from '#domain/identity/link.ts'
import { company, MINUTE, mql } from '#support/company.ts'
import { Killed, mortal } from '#support/mortal.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const EMAIL = 'ana@buyers.example'
const LEASE = 6 * MINUTE

/**
 * Lives of the engine, each one effect longer, until one ends right after this effect; nobody hears of it.
 * @param first effects of the first life: what a life did the next one does not do again.
 */
async function dieAfter(scope: Scope, effect: string, first = 1): Promise<void> {
  const deaths: string[] = []
  for (let lives = first; lives < 14; lives += 1) {
    const dying = mortal(scope, lives)
    const death = await workInbox(dying.scope, 'dies').catch((error: unknown) => error)
    if (!(death instanceof Killed)) break
    deaths.push(dying.effects.at(-1) ?? '')
    if (deaths.at(-1) === effect) return
    world().box.clock.advance(LEASE)
  }
  throw new Error(`never died after ${effect}: ${deaths.join(', ')}`)
}

/** Writes of this object to Salesforce are carried out and answered with an error of the server. */
function withoutAnswer(scope: Scope, object: string): Scope {
  const wrap = (connector: Scope['salesforce']): Scope['salesforce'] => ({
    ...connector,
    write: async (operations) => {
      const outcomes = await connector.write(operations)
      if (!operations.some((one) => 'object' in one && one.object === object)) return outcomes
      return operations.map(({ traceId }) => ({ traceId, ok: false as const, error: serverError() }))
    },
    withLane: (lane) => wrap(connector.withLane(lane)),
  })
  return { ...scope, salesforce: wrap(scope.salesforce) }
}

const serverError = () =>
  new RemoteError({ code: 'SERVER_ERROR', disposition: 'retry', message: 'HTTP 502', remedy: '', status: 502 })

/** What the journal says of one record, oldest first: `action field = value`. */
async function toldOf(scope: Scope, kind: LinkKind, hubspotId: string, recordId: string): Promise<readonly string[]> {
  const link = (await scope.store.links.byHubspotIds(scope.connection.id, kind, [hubspotId])).get(hubspotId)
  if (link === undefined) throw new Error(`no link of ${kind} ${hubspotId}`)
  const rows = await scope.store.journal.ofLink(scope.connection.id, link.id, 100)
  return rows
    .filter((row) => row.recordId === recordId)
    .toReversed()
    .flatMap(({ action, changes }) => changes.map(({ field, to }) => `${action} ${field} = ${String(to)}`))
}

const nothingLeft = async (scope: Scope, subject: string): Promise<void> =>
  expect(await scope.store.writeIntents.ofSubjects(scope.connection.id, [subject])).toEqual([])

describe('a record that was made by key before the process ended', { timeout: 60_000 }, () => {
  it('is told as it was made: a follow-up Task that a rep completed and whose Lead was converted', async () => {
    const { begin, box, marketing, sales } = world()
    const scope = await begin(company({ contacts: [mql('ana')] }))
    await captureSide(scope, 'hubspot')
    await dieAfter(scope, 'salesforce.write Task', 6)
    const task = await sales.one('SELECT Id, WhoId, Subject FROM Task')
    const lead = await sales.one('SELECT Id, OwnerId FROM Lead')
    await sales.update('Task', task['Id'], { Status: 'Completed' })
    const account = await sales.create('Account', { Name: 'ana Works' })
    await sales.convert(String(lead['Id']), account, String(lead['OwnerId']))
    box.clock.advance(LEASE)
    await quiesce(scope, box)
    const told = await toldOf(scope, 'person', (await marketing.contact(EMAIL)).id, String(task['Id']))
    expect(told).toEqual(
      expect.arrayContaining([
        'create Status = Not Started',
        `create WhoId = ${String(lead['Id'])}`,
        `create Subject = ${String(task['Subject'])}`,
      ]),
    )
    expect(new Set(told.map((text) => text.split(' = ')[0])).size).toBe(told.length)
    expect(told.filter((text) => text.includes('Tandem_Key__c'))).toEqual([])
    expect(await sales.one('SELECT Status FROM Task')).toMatchObject({ Status: 'Completed' })
    await nothingLeft(scope, (await world().linkOf(EMAIL)).id)
  })

  it('is told as it was made: a deal whose opportunity moved on', async () => {
    const { begin, box, marketing, sales } = world()
    const scope = await begin(company({ contacts: [mql('ana')] }))
    await quiesce(scope, box)
    const lead = await sales.one('SELECT Id, OwnerId FROM Lead')
    const AccountId = await sales.create('Account', { Name: 'ana Works' })
    const ContactId = await sales.convert(String(lead['Id']), AccountId, String(lead['OwnerId']))
    await quiesce(scope, box)
    box.clock.advance(MINUTE)
    const opportunity = await sales.create('Opportunity', {
      Name: 'Big deal',
      AccountId,
      StageName: 'Prospecting',
      CloseDate: '2026-06-01',
      Amount: 1000.5,
    })
    await sales.create('OpportunityContactRole', { OpportunityId: opportunity, ContactId, IsPrimary: true })
    await captureSide(scope, 'salesforce')
    await dieAfter(scope, 'hubspot.write deals')
    await sales.update('Opportunity', opportunity, { StageName: 'Proposal/Price Quote' })
    box.clock.advance(LEASE)
    await quiesce(scope, box)
    const [deal, ...more] = await marketing.deals()
    expect(more).toEqual([])
    expect(deal?.properties).toMatchObject({ dealstage: 'contractsent' })
    const told = await toldOf(scope, 'deal', deal?.id ?? '', deal?.id ?? '')
    for (const text of [
      'create dealstage = appointmentscheduled',
      'create tandem_salesforce_stage = Prospecting',
      'update dealstage = contractsent',
      'update tandem_salesforce_stage = Proposal/Price Quote',
      'create dealname = Big deal',
    ])
      expect(told.filter((one) => one === text)).toEqual([text])
    expect(told.filter((text) => text.includes('dealname ='))).toHaveLength(1)
    await nothingLeft(scope, opportunity)
  })

  it('is told as it was made: a Lead that a rep changed', async () => {
    const { begin, box, marketing, sales } = world()
    const scope = await begin(company({ contacts: [mql('ana', { phone: '+1 555 0100' })] }))
    await captureSide(scope, 'hubspot')
    await workInbox(withoutAnswer(scope, 'Lead'), 'not heard of')
    const lead = await sales.one('SELECT Id, OwnerId FROM Lead')
    box.clock.advance(MINUTE)
    await sales.update('Lead', lead['Id'], { Phone: '+1 555 0999', OwnerId: await sales.userId('ann@sales.example') })
    box.clock.advance(LEASE)
    await quiesce(scope, box)
    const told = await toldOf(scope, 'person', (await marketing.contact(EMAIL)).id, String(lead['Id']))
    for (const text of ['create Phone = +1 555 0100', `create OwnerId = ${String(lead['OwnerId'])}`])
      expect(told.filter((one) => one === text)).toEqual([text])
    await nothingLeft(scope, (await world().linkOf(EMAIL)).id)
  })

  it('tells nothing of a record that was there before, although it bears the key now', async () => {
    const { begin, box, marketing, sales } = world()
    const existing = {
      email: EMAIL,
      firstName: 'Anna',
      lastName: 'Berg',
      company: 'Berg Works',
      status: 'Working - Contacted',
      ownerEmail: 'bob@sales.example',
    }
    const scope = await begin(company({ contacts: [mql('ana')], existingLeads: [existing] }))
    box.clock.advance(10 * MINUTE)
    await quiesce(scope, box)
    box.clock.advance(MINUTE)
    const { id } = await world().linkOf(EMAIL)
    const lead = await sales.one('SELECT Id FROM Lead')
    const change = { from: null, because: 'create', winner: 'hubspot' as const, map: null, source: null }
    const { key } = await world().linkOf(EMAIL)
    await scope.store.writeIntents.add(scope.connection.id, [
      {
        subject: id,
        batch: 'refused',
        side: 'salesforce',
        object: 'Lead',
        linkId: id,
        recordId: null,
        changes: [
          { ...change, field: 'Title', to: 'Never written', rule: 'create' },
          { ...change, field: 'Tandem_Key__c', to: key, rule: 'key' },
        ],
        at: box.clock.now(),
        configVersion: scope.configVersion,
        told: false,
      },
    ])
    await marketing.edit(EMAIL, { phone: '+1 555 0333' })
    await quiesce(scope, box)
    const told = await toldOf(scope, 'person', (await marketing.contact(EMAIL)).id, String(lead['Id']))
    expect(told.filter((text) => text.includes('Never written'))).toEqual([])
  })
})
