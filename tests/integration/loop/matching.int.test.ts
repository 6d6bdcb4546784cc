import { retryParked } from '#app/retry-parked.ts'
import { describe, expect, it } from 'vitest'
import { workInbox } from '#app/work-inbox.ts'
import type { ExistingContactRow, ExistingLeadRow } from '#sandbox/company/types.ts'
import { company, HOUR, mql } from '#support/company.ts'
import { writesOf } from '#support/crm-users.ts'
import { mergeLeads } from '#support/merge-leads.ts'
import { journalOf, quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const lead = (email: string, over: Partial<ExistingLeadRow> = {}): ExistingLeadRow => ({
  email,
  firstName: 'Pat',
  lastName: 'Known',
  company: 'Known Works',
  status: 'Working - Contacted',
  ownerEmail: 'cem@sales.example',
  ...over,
})
const contact = (email: string): ExistingContactRow => ({
  email,
  firstName: 'Pat',
  lastName: 'Known',
  account: 'Known Works',
  ownerEmail: 'bob@sales.example',
})

describe('a person whom Salesforce knows already', () => {
  it('as a lead, written in another case, is linked, keeps its owner and gets a task', async () => {
    const { begin, box, sales, marketing, linkOf } = world()
    const scope = await begin(company({ contacts: [mql('known')], existingLeads: [lead('KNOWN@Buyers.Example')] }))
    await quiesce(scope, box)
    const cem = await sales.userId('cem@sales.example')
    const row = await sales.one('SELECT Id, OwnerId, Status, Company, Tandem_Key__c FROM Lead')
    const { id, properties } = await marketing.contact('known@buyers.example')
    expect(row).toMatchObject({
      OwnerId: cem,
      Status: 'Working - Contacted',
      Tandem_Key__c: `${scope.connection.portalId}:${id}`,
    })
    expect(await sales.one('SELECT WhoId, OwnerId FROM Task')).toMatchObject({ WhoId: row['Id'], OwnerId: cem })
    expect(properties).toMatchObject({ tandem_sales_owner_name: 'Cem Third', tandem_salesforce_id: row['Id'] })
    const link = await linkOf('known@buyers.example')
    expect(link).toMatchObject({ origin: 'email', salesforceId: row['Id'], state: 'active' })
    expect((await journalOf(scope, link))[0]).toBe('salesforce Lead link')
    const handoff = (await scope.store.handoffs.latestByLinks(scope.connection.id, [link.id])).get(link.id)
    expect(handoff).toMatchObject({ linkedExisting: true, ownerRule: 'existing-owner' })
  })

  it('as a contact is linked; no lead is made, the task hangs on the contact', async () => {
    const { begin, box, sales } = world()
    const scope = await begin(
      company({ contacts: [mql('known')], existingContacts: [contact('Known@BUYERS.example')] }),
    )
    await quiesce(scope, box)
    expect(await sales.query('SELECT Id FROM Lead')).toHaveLength(0)
    const { Id } = await sales.one('SELECT Id FROM Contact')
    expect(await sales.one('SELECT WhoId, OwnerId FROM Task')).toMatchObject({
      WhoId: Id,
      OwnerId: await sales.userId('bob@sales.example'),
    })
  })

  it('as a lead and a contact is the contact', async () => {
    const { begin, box, sales, linkOf } = world()
    const scope = await begin(
      company({
        contacts: [mql('known')],
        existingContacts: [contact('known@buyers.example')],
        existingLeads: [lead('known@buyers.example')],
      }),
    )
    await quiesce(scope, box)
    const { Id } = await sales.one('SELECT Id FROM Contact')
    expect(await linkOf('known@buyers.example')).toMatchObject({ salesforceObject: 'Contact', salesforceId: Id })
    expect(await sales.query('SELECT Id FROM Task')).toHaveLength(1)
  })

  it('twice is parked without a single write, and linked when one is gone', async () => {
    const { begin, box, sales, marketing, linkOf } = world()
    const scope = await begin(
      company({
        contacts: [mql('twin')],
        existingLeads: [lead('twin@buyers.example'), lead('Twin@buyers.example', { company: 'Other' })],
      }),
    )
    const writes = writesOf(box)
    await quiesce(scope, box)
    expect(writesOf(box)).toBe(writes)
    const [parked] = await scope.store.parked.open(scope.connection.id, 10)
    const { id } = await marketing.contact('twin@buyers.example')
    expect(parked).toMatchObject({ code: 'SEVERAL_MATCHES', side: 'hubspot', object: 'contacts', recordId: id })

    const [first] = await sales.query('SELECT Id FROM Lead ORDER BY Id')
    await sales.remove('Lead', first?.['Id'])
    await scope.store.inbox.add(
      scope.connection.id,
      { side: 'hubspot', object: 'contacts' },
      [id],
      'retried',
      box.clock.now(),
    )
    await quiesce(scope, box)
    const left = await sales.one('SELECT Id FROM Lead')
    expect(await linkOf('twin@buyers.example')).toMatchObject({ state: 'active', salesforceId: left['Id'] })
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({})
    expect(await sales.query('SELECT Id FROM Task')).toHaveLength(1)
  })

  it('twice is linked to the one that a person writes the key on', async () => {
    const { begin, box, sales, marketing, linkOf } = world()
    const scope = await begin(
      company({
        contacts: [mql('twin')],
        existingLeads: [lead('twin@buyers.example'), lead('twin@buyers.example', { company: 'Other' })],
      }),
    )
    await quiesce(scope, box)
    const { id } = await marketing.contact('twin@buyers.example')
    const right = await sales.one("SELECT Id FROM Lead WHERE Company = 'Other'")
    await sales.update('Lead', String(right['Id']), { Tandem_Key__c: `${scope.connection.portalId}:${id}` })
    expect(await retryParked(scope, scope.connection.id, { code: 'SEVERAL_MATCHES' })).toHaveLength(1)
    await quiesce(scope, box)
    expect(await linkOf('twin@buyers.example')).toMatchObject({ salesforceId: right['Id'], origin: 'stored-id' })
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({})
  })
})

describe('a database that was made anew', () => {
  it('knows people again by the ids on their records, though the e-mail differs by now', async () => {
    const { begin, box, sales, connect, forget, linkOf } = world()
    const scope = await begin(company({ contacts: [mql('ana')] }))
    await quiesce(scope, box)
    const first = await sales.one('SELECT Id FROM Lead')
    await forget()
    await sales.update('Lead', String(first['Id']), { Email: 'ana.new@elsewhere.example' })
    await quiesce(await connect(), box)
    expect(await sales.query('SELECT Id FROM Lead')).toHaveLength(1)
    expect(await sales.query('SELECT Id FROM Task')).toHaveLength(1)
    expect(await linkOf('ana@buyers.example')).toMatchObject({ salesforceId: first['Id'], origin: 'stored-id' })
  })
})

describe('two HubSpot contacts', () => {
  it('of whom one takes over the address of the other: nobody is lost and nothing stands still', async () => {
    const { begin, arrive, box, marketing, sales } = world()
    const scope = await begin(company({ contacts: [mql('first')] }))
    await quiesce(scope, box)
    await marketing.edit('first@buyers.example', { email: 'renamed@buyers.example' })
    arrive([mql('first'), mql('bystander')])
    await quiesce(scope, box)
    const leads = await sales.query('SELECT Email FROM Lead ORDER BY Email')
    expect(leads.map((row) => row['Email'])).toEqual([
      'bystander@buyers.example',
      'first@buyers.example',
      'renamed@buyers.example',
    ])
    expect(await sales.query('SELECT Id FROM Task')).toHaveLength(3)
  })

  it('merged into one stay one person with one lead and one task', async () => {
    const { begin, box, marketing, sales } = world()
    const scope = await begin(company({ contacts: [mql('kept')] }))
    await quiesce(scope, box)
    const kept = await marketing.contact('kept@buyers.example')
    const other = await marketing.create({ email: 'other@buyers.example', lastname: 'Other' })
    await quiesce(scope, box)
    const survivor = await marketing.merge(kept.id, other)
    expect(survivor).not.toBe(kept.id)
    await quiesce(scope, box)
    for (const jobtitle of ['CFO', 'CEO']) {
      box.clock.advance(60_000)
      await marketing.edit('kept@buyers.example', { jobtitle })
      await quiesce(scope, box)
      expect(await sales.one('SELECT Title, Tandem_Key__c FROM Lead')).toMatchObject({
        Title: jobtitle,
        Tandem_Key__c: `${scope.connection.portalId}:${kept.id}`,
      })
    }
    expect(await sales.query('SELECT Id FROM Task')).toHaveLength(1)
    const links = await scope.store.links.byHubspotIds(scope.connection.id, 'person', [kept.id, survivor])
    expect(new Set([...links.values()].map((link) => link.id)).size).toBe(1)
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({})
  })

  it('who were handed over both and then merged: one of the leads goes on, nothing is doubled or parked for ever', async () => {
    const { begin, box, marketing, sales } = world()
    const scope = await begin(company({ contacts: [mql('left'), mql('right')] }))
    await quiesce(scope, box)
    const [left, right] = [
      await marketing.contact('left@buyers.example'),
      await marketing.contact('right@buyers.example'),
    ]
    const survivor = await marketing.merge(left.id, right.id)
    await quiesce(scope, box)
    box.clock.advance(60_000)
    await marketing.edit('left@buyers.example', { jobtitle: 'CEO' })
    await quiesce(scope, box)
    const leads = await sales.query('SELECT Email, Title FROM Lead ORDER BY Email')
    expect(leads).toHaveLength(2)
    expect(leads.filter((row) => row['Title'] === 'CEO')).toHaveLength(1)
    expect(await sales.query('SELECT Id FROM Task')).toHaveLength(2)
    const links = await scope.store.links.byHubspotIds(scope.connection.id, 'person', [survivor])
    expect(links.get(survivor)?.state).toBe('active')
  })
})

describe('a lead that is merged in Salesforce', () => {
  const merge = (loser: unknown, survivor: string): Promise<void> => mergeLeads(world(), loser, survivor)

  async function linkedAnd() {
    const { begin, box, sales, marketing, linkOf } = world()
    const scope = await begin(company({ contacts: [mql('dora')] }))
    await quiesce(scope, box)
    box.clock.advance(HOUR)
    const before = await linkOf(EMAIL)
    const survivor = await sales.create('Lead', { LastName: 'Dora', Company: 'Survivors', Email: EMAIL })
    await quiesce(scope, box)
    box.clock.advance(HOUR)
    const edit = async (jobtitle: string) => {
      box.clock.advance(HOUR)
      await marketing.edit(EMAIL, { jobtitle })
      await quiesce(scope, box)
    }
    return { scope, before, survivor, edit }
  }
  const EMAIL = 'dora@buyers.example'

  it('goes on as the survivor: link and edits move there, and the old id stays known', async () => {
    const { scope, before, survivor, edit } = await linkedAnd()
    const { box, sales, linkOf, marketing } = world()
    await merge(before.salesforceId, survivor)
    await quiesce(scope, box)
    const link = await linkOf(EMAIL)
    expect(link).toMatchObject({ id: before.id, key: before.key, state: 'active', salesforceId: survivor })
    expect(await journalOf(scope, link)).toContain('salesforce Lead link')
    const byOldId = await scope.store.links.bySalesforceIds(scope.connection.id, 'person', [before.salesforceId ?? ''])
    expect([...byOldId.values()].map(({ id }) => id)).toEqual([link.id])
    await edit('CEO')
    expect(await sales.one('SELECT Id, Title, Tandem_Key__c FROM Lead')).toMatchObject({ Id: survivor, Title: 'CEO' })
    expect((await marketing.contact(EMAIL)).properties).toMatchObject({ tandem_salesforce_id: survivor })
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({})
  })

  it('goes on as the survivor also when HubSpot had news before the merge was seen', async () => {
    const { scope, before, survivor } = await linkedAnd()
    const { box, linkOf } = world()
    await merge(before.salesforceId, survivor)
    const contacts = { side: 'hubspot', object: 'contacts' } as const
    await scope.store.inbox.add(scope.connection.id, contacts, [before.hubspotId ?? ''], 'news', box.clock.now())
    await workInbox(scope, 'test')
    expect(await linkOf(EMAIL)).toMatchObject({ state: 'unlinked' })
    await quiesce(scope, box)
    expect(await linkOf(EMAIL)).toMatchObject({ id: before.id, state: 'active', salesforceId: survivor })
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({})
  })

  it('into the lead of another person is parked until the contacts are merged as well', async () => {
    const { begin, box, sales, linkOf, marketing } = world()
    const scope = await begin(company({ contacts: [mql('dora'), mql('kim')] }))
    await quiesce(scope, box)
    box.clock.advance(HOUR)
    const [dora, kim] = [await linkOf(EMAIL), await linkOf('kim@buyers.example')]
    await merge(dora.salesforceId, kim.salesforceId ?? '')
    for (const jobtitle of ['CEO', 'CFO']) {
      await quiesce(scope, box)
      box.clock.advance(HOUR)
      await marketing.edit(EMAIL, { jobtitle })
    }
    await quiesce(scope, box)
    expect(await linkOf(EMAIL)).toMatchObject({ id: dora.id, state: 'unlinked' })
    expect(await linkOf('kim@buyers.example')).toEqual(kim)
    expect(await sales.one('SELECT Id, Title FROM Lead')).toEqual(
      expect.objectContaining({ Id: kim.salesforceId, Title: 'CTO' }),
    )
    const parked = await scope.store.parked.open(scope.connection.id, 10)
    expect(parked).toMatchObject([{ code: 'TWO_BECAME_ONE', recordId: dora.hubspotId, linkId: dora.id }])
    expect(parked[0]?.remedy).toContain(`Merge contacts ${dora.hubspotId ?? ''} and ${kim.hubspotId ?? ''}`)

    box.clock.advance(HOUR)
    await marketing.merge(kim.hubspotId ?? '', dora.hubspotId ?? '')
    await quiesce(scope, box)
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({})
    expect(await sales.query('SELECT Id FROM Lead')).toHaveLength(1)
  })
})

describe('a record that comes back from the recycle bin', () => {
  it.each(['salesforce', 'hubspot'] as const)('in %s is seen to be gone, and linked again', async (side) => {
    const { begin, box, sales, marketing, linkOf } = world()
    const scope = await begin(company({ contacts: [mql('dora')] }))
    await quiesce(scope, box)
    box.clock.advance(HOUR)
    const before = await linkOf('dora@buyers.example')
    const alive = box[side].sandbox.snapshot()
    if (side === 'salesforce') await sales.remove('Lead', before.salesforceId)
    else await marketing.archive('contacts', before.hubspotId ?? '')
    box.clock.advance(HOUR)
    await quiesce(scope, box)
    const stored = await scope.store.links.byIds(scope.connection.id, [before.id])
    expect(stored.get(before.id)?.state).toBe('unlinked')
    const contacts = { side: 'hubspot', object: 'contacts' } as const
    await scope.store.inbox.add(scope.connection.id, contacts, [before.hubspotId ?? ''], 'news', box.clock.now())
    await quiesce(scope, box)
    const parked = await scope.store.parked.open(scope.connection.id, 10)
    expect(parked).toMatchObject([{ code: 'DELETED_ON_ONE_SIDE', linkId: before.id }])
    expect(parked[0]?.remedy).toContain('linked again')

    box[side].sandbox.restore(alive)
    box.clock.advance(HOUR)
    await sales.update('Lead', before.salesforceId, { FirstName: 'Theodora' })
    await quiesce(scope, box)
    const link = await linkOf('dora@buyers.example')
    expect(link).toMatchObject({ id: before.id, state: 'active', salesforceId: before.salesforceId })
    expect((await journalOf(scope, link)).slice(-3)).toContain('salesforce Lead link')
    expect((await marketing.contact('dora@buyers.example')).properties).toMatchObject({ firstname: 'Theodora' })
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({})
    expect(await sales.query('SELECT Id FROM Lead')).toHaveLength(1)
    expect(await sales.query('SELECT Id FROM Task')).toHaveLength(1)
    // Sales has the lead again, with its deadline.
    const lead = (await scope.store.handoffs.latestByLinks(scope.connection.id, [link.id])).get(link.id)
    expect(lead).toMatchObject({ state: 'open' })
    const [clock] = await scope.store.clocks.byLinks(scope.connection.id, [link.id])
    expect(clock).toMatchObject({ state: 'running', nextCheckAt: expect.any(Number) })
  })
})
