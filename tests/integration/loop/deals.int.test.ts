import { describe, expect, it } from 'vitest'
import type { Scope } from '#app/scope.ts'
import { campaignFigures } from '#app/campaign-figures.ts'
import { reconcileActivities } from '#app/reconcile-activities.ts'
import { reconcilePeople } from '#app/reconcile-people.ts'
import { refreshCosts } from '#app/refresh-costs.ts'
import { retryParked } from '#app/retry-parked.ts'
import { company, DAY, HOUR, MINUTE, mql } from '#support/company.ts'
import { writesOf } from '#support/crm-users.ts'
import { journalOf, quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const EMAIL = 'dora@buyers.example'
const contact = async () => (await world().marketing.contact(EMAIL)).properties

/** A person with a lead that sales has converted to a contact of an account. */
async function converted() {
  const { begin, box, sales } = world()
  const scope = await begin(company({ contacts: [mql('dora')] }))
  await refreshCosts(scope)
  await quiesce(scope, box)
  box.clock.advance(HOUR)
  const lead = await sales.one('SELECT Id, OwnerId, Company FROM Lead')
  const accountId = await sales.create('Account', { Name: 'dora Works' })
  const contactId = await sales.convert(String(lead['Id']), accountId, String(lead['OwnerId']))
  return { scope, leadId: String(lead['Id']), contactId, accountId, ownerId: String(lead['OwnerId']) }
}

type Converted = Awaited<ReturnType<typeof converted>>
async function opportunity(of: Converted, values: Record<string, unknown> = {}): Promise<string> {
  const { sales, box } = world()
  box.clock.advance(MINUTE)
  const id = await sales.create('Opportunity', {
    Name: 'Big deal',
    AccountId: of.accountId,
    OwnerId: of.ownerId,
    StageName: 'Prospecting',
    CloseDate: '2026-06-01',
    Amount: 1000.5,
    ...values,
  })
  await sales.create('OpportunityContactRole', { OpportunityId: id, ContactId: of.contactId, IsPrimary: true })
  return id
}

/** HubSpot as if every deal had been deleted. */
function withoutDeals(scope: Scope): Scope {
  const read: Scope['hubspot']['read'] = async (request) =>
    request.object === 'deals' ? [] : scope.hubspot.read(request)
  return { ...scope, hubspot: { ...scope.hubspot, read } }
}

/** The org as one with several currencies: every opportunity that is asked for its currency has this one. */
function inCurrency(scope: Scope, code: string): Scope {
  const read: Scope['salesforce']['read'] = async (request) => {
    const records = await scope.salesforce.read(request)
    if (request.object !== 'Opportunity' || !request.fields.includes('CurrencyIsoCode')) return records
    return records.map((record) => ({ ...record, values: { ...record.values, CurrencyIsoCode: code } }))
  }
  const changes: Scope['salesforce']['changes'] = async (request) => {
    const page = await scope.salesforce.changes(request)
    if (request.object !== 'Opportunity') return page
    const notices = page.notices.map((notice) =>
      notice.record === undefined
        ? notice
        : { ...notice, record: { ...notice.record, values: { ...notice.record.values, CurrencyIsoCode: code } } },
    )
    return { ...page, notices }
  }
  return { ...scope, salesforce: { ...scope.salesforce, read, changes } }
}

async function webinar(scope: Scope) {
  return (await campaignFigures(scope, 'linear')).campaigns.find((row) => row.name === 'Webinar')
}

describe('a converted lead', () => {
  it('is the same person: link, task, clock and history move with it', async () => {
    const of = await converted()
    const { scope, leadId, contactId } = of
    const { box, linkOf, sales } = world()
    const before = await linkOf(EMAIL)
    await quiesce(scope, box)
    const link = await linkOf(EMAIL)
    expect(link).toMatchObject({ id: before.id, key: before.key, salesforceObject: 'Contact', salesforceId: contactId })
    const byLead = await scope.store.links.bySalesforceIds(scope.connection.id, 'person', [leadId])
    expect(byLead.get(leadId)?.id).toBe(link.id)
    expect(await sales.one('SELECT WhoId FROM Task')).toMatchObject({ WhoId: contactId })
    expect(await scope.store.clocks.byLinks(scope.connection.id, [link.id])).toHaveLength(1)
    expect(await contact()).toMatchObject({ tandem_salesforce_id: contactId })
    expect(await journalOf(scope, link)).toContain('salesforce Contact link')
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({})
  })

  it('goes on as a contact: edits flow both ways, and its activities stop the clock', async () => {
    const of = await converted()
    const { box, sales, marketing, linkOf } = world()
    await quiesce(of.scope, box)
    box.clock.advance(MINUTE)
    await sales.update('Contact', of.contactId, { Title: 'Chair' })
    await marketing.edit(EMAIL, { firstname: 'Theodora' })
    await quiesce(of.scope, box)
    expect(await contact()).toMatchObject({ jobtitle: 'Chair', firstname: 'Theodora' })
    expect(await sales.one('SELECT FirstName, Title FROM Contact')).toMatchObject({
      FirstName: 'Theodora',
      Title: 'Chair',
    })
    expect(await sales.query('SELECT Id FROM Task')).toHaveLength(1)
    await sales.create('Task', {
      Subject: 'Call',
      WhoId: of.contactId,
      Status: 'Completed',
      CreatedById: of.ownerId,
      CreatedDate: new Date(box.clock.now()).toISOString(),
    })
    await quiesce(of.scope, box)
    const link = await linkOf(EMAIL)
    expect(await of.scope.store.clocks.byLinks(of.scope.connection.id, [link.id])).toMatchObject([{ state: 'met' }])
  })

  it('before Tandem has seen the lead again: an activity on the new contact is the same person’s', async () => {
    const of = await converted()
    const { box, sales, linkOf } = world()
    await sales.create('Task', {
      Subject: 'Call',
      WhoId: of.contactId,
      Status: 'Completed',
      CreatedById: of.ownerId,
      CreatedDate: new Date(box.clock.now()).toISOString(),
    })
    const { id } = of.scope.connection
    const task = await sales.one("SELECT Id FROM Task WHERE Subject = 'Call'")
    await of.scope.store.inbox.add(
      id,
      { side: 'salesforce', object: 'Task' },
      [String(task['Id'])],
      'early',
      box.clock.now(),
    )
    const rows = await of.scope.store.inbox.lease(id, [{ side: 'salesforce', object: 'Task' }], {
      limit: 10,
      leaseMs: 1000,
      worker: 't',
      now: box.clock.now(),
    })
    await reconcileActivities(of.scope, rows)
    expect(await of.scope.store.clocks.byLinks(id, [(await linkOf(EMAIL)).id])).toMatchObject([{ state: 'met' }])
  })
})

describe('an opportunity', () => {
  it('open becomes one deal of its person, and the person reads open', async () => {
    const of = await converted()
    const { box, marketing } = world()
    const id = await opportunity(of, { StageName: 'Proposal/Price Quote' })
    await quiesce(of.scope, box)
    const deals = await marketing.deals()
    expect(deals).toHaveLength(1)
    expect(deals[0]?.contacts).toEqual([(await marketing.contact(EMAIL)).id])
    expect(deals[0]?.properties).toMatchObject({
      dealname: 'Big deal',
      amount: '1000.5',
      dealstage: 'contractsent',
      tandem_salesforce_stage: 'Proposal/Price Quote',
      tandem_salesforce_opportunity_id: id,
      closedate: '2026-06-01T12:00:00Z',
    })
    expect(await contact()).toMatchObject({
      tandem_outcome: 'open',
      tandem_opportunity_stage: 'Proposal/Price Quote',
      lifecyclestage: 'opportunity',
    })
    expect(await webinar(of.scope)).toMatchObject({ leads: 1, won: 0, open: 1, spendMinor: 120050n, cplMinor: 120050n })
  })

  it('won: customer, amount, credit; amended: all of it follows; deleted: all of it is taken back', async () => {
    const of = await converted()
    const { box, marketing, sales } = world()
    const id = await opportunity(of, { StageName: 'Closed Won', CloseDate: '2026-03-02', Amount: 2500 })
    await quiesce(of.scope, box)
    expect(await contact()).toMatchObject({
      tandem_outcome: 'won',
      tandem_won_amount: '2500',
      tandem_won_on: '2026-03-02',
      tandem_attributed_revenue: '2500',
      lifecyclestage: 'customer',
    })
    expect((await marketing.deals())[0]?.properties).toMatchObject({ dealstage: 'closedwon', amount: '2500' })
    expect(await webinar(of.scope)).toMatchObject({ won: 1, revenueMinor: 250000n })

    box.clock.advance(DAY)
    await sales.update('Opportunity', id, { Amount: 3000.25 })
    await quiesce(of.scope, box)
    expect(await contact()).toMatchObject({ tandem_won_amount: '3000.25', tandem_attributed_revenue: '3000.25' })
    expect((await marketing.deals())[0]?.properties).toMatchObject({ amount: '3000.25' })
    expect(await webinar(of.scope)).toMatchObject({ won: 1, revenueMinor: 300025n })

    box.clock.advance(DAY)
    await sales.remove('Opportunity', id)
    await quiesce(of.scope, box)
    const { tandem_outcome, tandem_won_amount, tandem_won_on, tandem_attributed_revenue } = await contact()
    expect([tandem_outcome, tandem_won_amount, tandem_won_on, tandem_attributed_revenue].map((v) => v ?? '')).toEqual([
      '',
      '',
      '',
      '',
    ])
    expect(await webinar(of.scope)).toMatchObject({ won: 0, revenueMinor: 0n })
    expect(await of.scope.store.reports.summary(of.scope.connection.id)).toMatchObject({ won: 0, revenueMinor: 0n })
  })

  it('lost tells its reason and credits nothing', async () => {
    const of = await converted()
    const { box, marketing } = world()
    await opportunity(of, { StageName: 'Closed Lost', CloseDate: '2026-03-02', Tandem_Loss_Reason__c: 'Too dear' })
    await quiesce(of.scope, box)
    expect(await contact()).toMatchObject({
      tandem_outcome: 'lost',
      tandem_lost_reason: 'Too dear',
      lifecyclestage: 'opportunity',
    })
    expect((await contact())['tandem_won_amount'] ?? null).toBeNull()
    expect((await marketing.deals())[0]?.properties).toMatchObject({
      dealstage: 'closedlost',
      closed_lost_reason: 'Too dear',
    })
    expect(await of.scope.store.reports.summary(of.scope.connection.id)).toMatchObject({
      lost: 1,
      won: 0,
      revenueMinor: 0n,
    })
  })

  it('reopened after a win takes customer figures back', async () => {
    const of = await converted()
    const { box, sales } = world()
    const id = await opportunity(of, { StageName: 'Closed Won', CloseDate: '2026-03-02', Amount: 2500 })
    await quiesce(of.scope, box)
    box.clock.advance(HOUR)
    await sales.update('Opportunity', id, { StageName: 'Negotiation/Review' })
    await quiesce(of.scope, box)
    expect(await contact()).toMatchObject({ tandem_outcome: 'open', tandem_opportunity_stage: 'Negotiation/Review' })
    expect((await contact())['tandem_attributed_revenue'] ?? '').toBe('')
    expect(await webinar(of.scope)).toMatchObject({ won: 0, open: 1, revenueMinor: 0n })
  })

  it('of strangers stays out of HubSpot', async () => {
    const of = await converted()
    const { box, marketing, sales } = world()
    await sales.create('Opportunity', { Name: 'Nobody', StageName: 'Prospecting', CloseDate: '2026-06-01' })
    await quiesce(of.scope, box)
    expect(await marketing.deals()).toEqual([])
  })

  it('whose deal was deleted in HubSpot gets no new one, is parked once, and its people still learn that it was won', async () => {
    const of = await converted()
    const { box, marketing, sales } = world()
    const { store, connection } = of.scope
    const id = await opportunity(of)
    await quiesce(of.scope, box)
    const [deal] = await marketing.deals()
    await marketing.archive('deals', deal?.id ?? '')
    box.clock.advance(MINUTE)
    await sales.update('Opportunity', id, { StageName: 'Closed Won', Amount: 2500 })
    await quiesce(of.scope, box)
    expect(await marketing.deals()).toEqual([])
    expect(await contact()).toMatchObject({ tandem_outcome: 'won', tandem_won_amount: '2500' })
    const [parked, ...more] = await store.parked.open(connection.id, 10)
    expect(more).toEqual([])
    expect(parked).toMatchObject({ code: 'DEAL_DELETED', side: 'hubspot', object: 'deals', recordId: deal?.id })
    expect(parked?.remedy).toContain('Restore the deal')

    box.clock.advance(MINUTE)
    await sales.update('Opportunity', id, { Amount: 2600 })
    await quiesce(of.scope, box)
    expect(await contact()).toMatchObject({ tandem_won_amount: '2600' })
    expect(await store.parked.open(connection.id, 10)).toEqual([parked])
    expect(await marketing.deals()).toEqual([])
  })

  it('whose deal comes back in HubSpot goes on with it once the parked record is retried', async () => {
    const of = await converted()
    const { box, marketing, sales } = world()
    const { store, connection, clock } = of.scope
    const id = await opportunity(of)
    await quiesce(of.scope, box)
    box.clock.advance(MINUTE)
    await sales.update('Opportunity', id, { Amount: 2500 })
    await quiesce(withoutDeals(of.scope), box)
    expect(await store.parked.counts(connection.id)).toEqual({ DEAL_DELETED: 1 })
    expect((await marketing.deals())[0]?.properties).toMatchObject({ amount: '1000.5' })
    await retryParked({ store, clock }, connection.id, { code: 'DEAL_DELETED' })
    await quiesce(of.scope, box)
    expect(await store.parked.counts(connection.id)).toEqual({})
    expect(await marketing.deals()).toMatchObject([{ properties: { amount: '2500' } }])
  })

  it('tells its people also while HubSpot refuses to put them on the deal, and puts them there later', async () => {
    const of = await converted()
    const { box, marketing } = world()
    const { store, connection, clock } = of.scope
    box.hubspot.faults.add({
      path: 'associations',
      method: 'POST',
      status: 400,
      body: { status: 'error', message: 'no' },
    })
    await opportunity(of, { StageName: 'Closed Won', CloseDate: '2026-03-02' })
    await quiesce(of.scope, box)
    expect(Object.values(await store.parked.counts(connection.id))).toEqual([1])
    expect(await contact()).toMatchObject({ tandem_outcome: 'won', tandem_won_amount: '1000.5' })
    expect(await marketing.deals()).toMatchObject([{ contacts: [] }])
    box.hubspot.faults.clear()
    await retryParked({ store, clock }, connection.id, {})
    await quiesce(of.scope, box)
    expect(await marketing.deals()).toMatchObject([{ contacts: [(await marketing.contact(EMAIL)).id] }])
    expect(await store.parked.counts(connection.id)).toEqual({})
  })

  it('that loses everybody it had is taken back from them, and its deal goes on', async () => {
    const of = await converted()
    const { box, marketing, sales } = world()
    const elsewhere = await sales.create('Account', { Name: 'Partner Inc' })
    const id = await opportunity(of, { AccountId: elsewhere })
    await quiesce(of.scope, box)
    expect(await contact()).toMatchObject({ tandem_outcome: 'open' })
    box.clock.advance(MINUTE)
    const role = await sales.one('SELECT Id FROM OpportunityContactRole')
    await sales.remove('OpportunityContactRole', role['Id'])
    await quiesce(of.scope, box)
    expect((await contact())['tandem_outcome'] ?? '').toBe('')
    box.clock.advance(MINUTE)
    await sales.update('Opportunity', id, { StageName: 'Closed Won', CloseDate: '2026-03-02' })
    await quiesce(of.scope, box)
    expect((await contact())['tandem_outcome'] ?? '').toBe('')
    expect((await marketing.deals())[0]?.properties).toMatchObject({ dealstage: 'closedwon' })
    expect(await of.scope.store.parked.counts(of.scope.connection.id)).toEqual({})
  })

  it('that gets its contact role after it was seen becomes the deal of that person', async () => {
    const of = await converted()
    const { box, marketing, sales } = world()
    const elsewhere = await sales.create('Account', { Name: 'Partner Inc' })
    const values = { Name: 'Late', AccountId: elsewhere, StageName: 'Prospecting', CloseDate: '2026-06-01', Amount: 10 }
    const id = await sales.create('Opportunity', values)
    await quiesce(of.scope, box)
    expect(await marketing.deals()).toEqual([])
    box.clock.advance(HOUR)
    await sales.create('OpportunityContactRole', { OpportunityId: id, ContactId: of.contactId })
    await quiesce(of.scope, box)
    expect(await marketing.deals()).toMatchObject([{ contacts: [(await marketing.contact(EMAIL)).id] }])
    expect(await contact()).toMatchObject({ tandem_outcome: 'open' })
  })

  it('in another currency is parked: its stage is told, its amount counts nowhere until it is in ours', async () => {
    const of = await converted()
    const { box, marketing, sales } = world()
    const { store, connection } = of.scope
    const multiCurrency = inCurrency(of.scope, 'EUR')
    const id = await opportunity(of, { StageName: 'Closed Won', CloseDate: '2026-03-02', Amount: 2500 })
    await quiesce(multiCurrency, box)
    const [parked, ...more] = await store.parked.open(connection.id, 10)
    expect(more).toEqual([])
    expect(parked).toMatchObject({ code: 'FOREIGN_CURRENCY', object: 'Opportunity', recordId: id })
    expect(parked?.message).toContain('EUR')
    expect(await store.reports.summary(connection.id)).toMatchObject({ won: 1, revenueMinor: 0n })
    expect(await contact()).toMatchObject({ tandem_outcome: 'won' })
    expect((await contact())['tandem_won_amount'] ?? null).toBeNull()
    expect((await marketing.deals())[0]?.properties['amount'] ?? '').toBe('')

    box.clock.advance(MINUTE)
    await sales.update('Opportunity', id, { Description: 'Now in dollars' })
    await quiesce(inCurrency(of.scope, 'USD'), box)
    expect(await store.parked.counts(connection.id)).toEqual({})
    expect(await store.reports.summary(connection.id)).toMatchObject({ won: 1, revenueMinor: 250000n })
    expect((await marketing.deals())[0]?.properties).toMatchObject({ amount: '2500' })
  })

  it('in another currency counts by the rate of its close date; new rates are followed, and without news nothing is written', async () => {
    const of = await converted()
    const { box, marketing, connect } = world()
    const { store, connection } = of.scope
    const rated = async (rate: string): Promise<Scope> =>
      inCurrency(await connect({ attribution: { rates: [{ currency: 'EUR', from: '2026-03-02', rate }] } }), 'EUR')
    const id = await opportunity(of, { StageName: 'Closed Won', CloseDate: '2026-03-02', Amount: 2500 })
    await quiesce(inCurrency(of.scope, 'EUR'), box)
    expect(await store.parked.open(connection.id, 10)).toMatchObject([{ code: 'FOREIGN_CURRENCY', recordId: id }])
    expect((await store.parked.open(connection.id, 10))[0]?.remedy).toContain('attribution.rates')

    await quiesce(await rated('1.10'), box)
    expect(await store.parked.counts(connection.id)).toEqual({})
    expect(await store.reports.summary(connection.id)).toMatchObject({ won: 1, revenueMinor: 275_000n })
    expect((await store.opportunities.byIds(connection.id, [id])).get(id)).toMatchObject({
      amountMinor: 275_000n,
      originalAmountMinor: 250_000n,
      originalCurrency: 'EUR',
      rate: '1.10',
    })
    expect((await marketing.deals())[0]?.properties).toMatchObject({ amount: '2750' })
    expect(await contact()).toMatchObject({ tandem_won_amount: '2750' })

    box.clock.advance(HOUR)
    await quiesce(await rated('1.2'), box)
    expect(await store.reports.summary(connection.id)).toMatchObject({ won: 1, revenueMinor: 300_000n })
    expect((await marketing.deals())[0]?.properties).toMatchObject({ amount: '3000' })
    expect(await contact()).toMatchObject({ tandem_won_amount: '3000' })
    expect(await webinar(of.scope)).toMatchObject({ revenueMinor: 300_000n })
    // Sales changed nothing: all of it is money of the close date, whenever the rates came.
    const entries = (await store.outcomes.byOpportunities(connection.id, [id])).get(id) ?? []
    expect(entries.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
      ['won', 0n],
      ['amended', 275_000n],
      ['amended', 25_000n],
    ])
    expect(new Set(entries.map(({ at }) => at)).size).toBe(1)

    const same = await rated('1.2')
    expect(await store.inbox.depth(connection.id)).toMatchObject({ total: 0 })
    const writes = writesOf(box)
    await quiesce(same, box)
    expect(writesOf(box)).toBe(writes)
  })

  it('edited in HubSpot is put back as Salesforce has it', async () => {
    const of = await converted()
    const { box, marketing } = world()
    await opportunity(of)
    await quiesce(of.scope, box)
    box.clock.advance(MINUTE)
    const [deal] = await marketing.deals()
    await marketing.call('PATCH', `objects/deals/${deal?.id ?? ''}`, { properties: { amount: '1' } })
    await quiesce(of.scope, box)
    expect((await marketing.deals())[0]?.properties).toMatchObject({ amount: '1000.5' })
  })
})

describe('a HubSpot stage that opens an opportunity', () => {
  const asks = async (email = EMAIL) => world().marketing.edit(email, { lifecyclestage: 'salesqualifiedlead' })

  it('converts the lead, reuses the account of the same name and opens exactly one', async () => {
    const { begin, box, sales, marketing, linkOf } = world()
    const scope = await begin(company({ contacts: [mql('dora')] }))
    await quiesce(scope, box)
    const accountId = await sales.create('Account', { Name: 'DORA works' })
    box.clock.advance(HOUR)
    await asks()
    await quiesce(scope, box)
    const lead = await sales.one(
      'SELECT IsConverted, ConvertedAccountId, ConvertedContactId, ConvertedOpportunityId, OwnerId FROM Lead',
    )
    expect(lead).toMatchObject({ IsConverted: true, ConvertedAccountId: accountId })
    const opened = await sales.one('SELECT Id, OwnerId, AccountId FROM Opportunity')
    expect(opened).toMatchObject({ Id: lead['ConvertedOpportunityId'], AccountId: accountId, OwnerId: lead['OwnerId'] })
    expect(await linkOf(EMAIL)).toMatchObject({ salesforceObject: 'Contact', salesforceId: lead['ConvertedContactId'] })
    expect(await sales.query('SELECT Id FROM Account')).toHaveLength(1)
    expect(await sales.one('SELECT WhoId FROM Task')).toMatchObject({ WhoId: lead['ConvertedContactId'] })
    expect(await marketing.deals()).toHaveLength(1)
    expect(await contact()).toMatchObject({ lifecyclestage: 'opportunity', tandem_outcome: 'open' })
  })

  it('does so on an existing contact with a contact role', async () => {
    const { begin, box, sales } = world()
    const scope = await begin(
      company({
        contacts: [mql('dora')],
        existingContacts: [
          { email: EMAIL, firstName: 'Pat', lastName: 'D', account: 'Acme', ownerEmail: 'bob@sales.example' },
        ],
      }),
    )
    await quiesce(scope, box)
    box.clock.advance(HOUR)
    await asks()
    await quiesce(scope, box)
    const opened = await sales.one('SELECT Id, StageName, OwnerId, Tandem_Key__c FROM Opportunity')
    expect(opened).toMatchObject({ StageName: 'Prospecting', OwnerId: await sales.userId('bob@sales.example') })
    expect(await sales.query('SELECT Id FROM OpportunityContactRole')).toHaveLength(1)
  })

  it('does nothing for a person who has an opportunity, nor when HubSpot moves stages by itself', async () => {
    const of = await converted()
    const { box, sales, marketing } = world()
    await opportunity(of)
    await quiesce(of.scope, box)
    box.clock.advance(HOUR)
    await marketing.edit(EMAIL, { lifecyclestage: '' })
    await asks()
    await quiesce(of.scope, box)
    expect(await sales.query('SELECT Id FROM Opportunity')).toHaveLength(1)
  })

  it('opens one even if the person is looked at again before the opportunity was', async () => {
    const { begin, box, sales, marketing } = world()
    const scope = await begin(company({ contacts: [mql('dora')] }))
    await quiesce(scope, box)
    box.clock.advance(HOUR)
    await asks()
    const { id } = await marketing.contact(EMAIL)
    const stream = { side: 'hubspot', object: 'contacts' } as const
    for (const cause of ['first', 'again']) {
      await scope.store.inbox.add(scope.connection.id, stream, [id], cause, box.clock.now())
      const rows = await scope.store.inbox.lease(scope.connection.id, [stream], {
        limit: 10,
        leaseMs: 1000,
        worker: 't',
        now: box.clock.now(),
      })
      expect(rows).toHaveLength(1)
      await reconcilePeople(scope, rows)
    }
    await quiesce(scope, box)
    expect(await sales.query('SELECT Id FROM Opportunity')).toHaveLength(1)
    expect(await marketing.deals()).toHaveLength(1)
  })
})
