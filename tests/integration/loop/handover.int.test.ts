import { describe, expect, it } from 'vitest'
import { company, DAY, HOUR, MINUTE, MONDAY_TEN, mql } from '#support/company.ts'
import { writesOf } from '#support/crm-users.ts'
import { journalOf, quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const iso = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z')

describe('a marketing-qualified contact', () => {
  it('becomes one lead with owner, task and running clock, and HubSpot tells so', async () => {
    const { begin, box, marketing, sales, linkOf } = world()
    const scope = await begin(company({ contacts: [mql('dora')] }))
    await quiesce(scope, box)

    const lead = await sales.one(
      'SELECT Id, Email, FirstName, LastName, Company, LeadSource, OwnerId, Tandem_Key__c, Tandem_Campaign__c FROM Lead',
    )
    const ann = await sales.userId('ann@sales.example')
    const contact = await marketing.contact('dora@buyers.example')
    const key = `${scope.connection.portalId}:${contact.id}`
    expect(lead).toMatchObject({
      Email: 'dora@buyers.example',
      FirstName: 'Pat',
      LastName: 'dora',
      Company: 'dora Works',
      LeadSource: 'Paid Search',
      OwnerId: ann,
      Tandem_Key__c: key,
      Tandem_Campaign__c: 'Webinar',
    })
    const task = await sales.one(
      'SELECT Subject, ActivityDate, WhoId, OwnerId, Status, Priority, Description, Tandem_Key__c FROM Task',
    )
    expect(task).toMatchObject({
      Subject: 'Follow up: Pat dora (dora Works)',
      ActivityDate: '2026-03-02',
      WhoId: lead['Id'],
      OwnerId: ann,
      Status: 'Not Started',
      Priority: 'High',
      Tandem_Key__c: `${key}:task:1`,
    })
    expect(task['Description']).toContain('Answer by: 2026-03-02T13:30 (America/New_York)')
    expect(task['Description']).toContain('Campaign: Webinar')

    const link = await linkOf('dora@buyers.example')
    expect(link).toMatchObject({
      key,
      salesforceObject: 'Lead',
      salesforceId: lead['Id'],
      state: 'active',
      adopted: false,
    })
    const handoff = (await scope.store.handoffs.latestByLinks(scope.connection.id, [link.id])).get(link.id)
    expect(handoff).toMatchObject({
      cycle: 1,
      contract: 'all',
      ownerId: ann,
      ownerRule: 'pool:sales',
      campaign: 'Webinar',
    })
    const [clock] = await scope.store.clocks.byLinks(scope.connection.id, [link.id])
    const qualifiedAt = MONDAY_TEN - 30 * MINUTE
    expect(clock).toMatchObject({ state: 'running', startedAt: qualifiedAt, dueAt: qualifiedAt + 4 * HOUR })

    expect(contact.properties).toMatchObject({
      tandem_salesforce_id: lead['Id'],
      tandem_sales_owner_name: 'Ann First',
      tandem_sales_owner_email: 'ann@sales.example',
      tandem_sla_status: 'running',
      tandem_sla_due_at: iso(qualifiedAt + 4 * HOUR),
      tandem_handover_reason: 'every selected contact (all)',
      tandem_first_campaign: 'Webinar',
      tandem_outcome: null,
    })
    expect(await journalOf(scope, link)).toEqual([
      'salesforce Lead create',
      'salesforce Task create',
      'hubspot contacts update',
    ])
  })

  it('whose stage opens an opportunity that Salesforce refuses is handed over all the same', async () => {
    const { begin, box, marketing, sales, linkOf } = world()
    const stage = { stages: ['salesqualifiedlead'], convertedStatus: 'No such status' }
    const scope = await begin(company({ contacts: [mql('dora', { lifecycleStage: 'salesqualifiedlead' })] }), {
      lifecycle: { opensOpportunity: stage },
    })
    await quiesce(scope, box)
    const lead = await sales.one('SELECT Id, IsConverted FROM Lead')
    expect(lead).toMatchObject({ IsConverted: false })
    expect(await sales.one('SELECT WhoId FROM Task')).toMatchObject({ WhoId: lead['Id'] })
    const { id, properties } = await marketing.contact('dora@buyers.example')
    expect(properties).toMatchObject({
      tandem_salesforce_id: lead['Id'],
      tandem_sales_owner_name: 'Ann First',
      tandem_sla_status: 'running',
    })
    const parked = await scope.store.parked.open(scope.connection.id, 10)
    expect(parked).toMatchObject([{ side: 'hubspot', object: 'contacts', recordId: id }])
    expect(parked[0]?.linkId).toBe((await linkOf('dora@buyers.example')).id)

    box.clock.advance(MINUTE)
    await marketing.edit('dora@buyers.example', { jobtitle: 'CEO' })
    await quiesce(scope, box)
    expect(await sales.one('SELECT Title FROM Lead')).toMatchObject({ Title: 'CEO' })
    expect(await sales.query('SELECT Id FROM Task')).toHaveLength(1)
  })

  it('alone of all contacts: subscribers, unpaid contacts and opted-out ones stay out', async () => {
    const { begin, box, marketing, sales } = world()
    const scope = await begin(
      company({
        contacts: [
          mql('enters'),
          mql('subscriber', { lifecycleStage: 'subscriber', becameMqlAt: null }),
          mql('unpaid', { marketable: false }),
          mql('optedout'),
        ],
      }),
    )
    await marketing.edit('optedout@buyers.example', { hs_email_optout: 'true' })
    await quiesce(scope, box)
    expect((await sales.query('SELECT Email FROM Lead')).map((row) => row['Email'])).toEqual(['enters@buyers.example'])
    expect(await sales.query('SELECT Id FROM Task')).toHaveLength(1)
    for (const name of ['subscriber', 'unpaid', 'optedout'])
      expect((await marketing.contact(`${name}@buyers.example`)).properties['tandem_salesforce_id'] ?? null).toBeNull()
    expect(await scope.store.parked.counts(scope.connection.id)).toEqual({})
  })

  it('who enters later is handed over then', async () => {
    const { begin, box, marketing, sales } = world()
    const scope = await begin(company({ contacts: [mql('later', { lifecycleStage: 'lead', becameMqlAt: null })] }))
    await quiesce(scope, box)
    expect(await sales.query('SELECT Id FROM Lead')).toHaveLength(0)
    box.clock.advance(HOUR)
    await marketing.edit('later@buyers.example', { lifecyclestage: 'marketingqualifiedlead' })
    await quiesce(scope, box)
    expect(await sales.query('SELECT Id FROM Lead')).toHaveLength(1)
    const { properties } = await marketing.contact('later@buyers.example')
    expect(properties['tandem_sla_due_at']?.slice(0, 16)).toBe('2026-03-02T20:00')
  })

  it('leads without company or last name get the required values from what is known', async () => {
    const { begin, box, sales } = world()
    const scope = await begin(company({ contacts: [mql('bare', { lastName: null, firstName: null, company: null })] }))
    await quiesce(scope, box)
    expect(await sales.one('SELECT LastName, Company FROM Lead')).toMatchObject({ LastName: 'bare', Company: 'bare' })
  })

  it('whoever qualified before go-live is linked if known and never made', async () => {
    const { begin, box, marketing, sales, linkOf } = world()
    const before = { becameMqlAt: MONDAY_TEN - 90 * DAY, createdAt: MONDAY_TEN - 100 * DAY }
    const scope = await begin(
      company({
        contacts: [mql('known', before), mql('unknown', before)],
        existingLeads: [
          {
            email: 'known@buyers.example',
            firstName: 'Pat',
            lastName: 'known',
            company: 'K',
            status: 'Working - Contacted',
            ownerEmail: 'bob@sales.example',
          },
        ],
      }),
    )
    await quiesce(scope, box)
    expect(await sales.query('SELECT Id FROM Lead')).toHaveLength(1)
    expect(await sales.query('SELECT Id FROM Task')).toHaveLength(0)
    expect(await linkOf('known@buyers.example')).toMatchObject({ adopted: true, state: 'active' })
    const { properties } = await marketing.contact('known@buyers.example')
    expect(properties).toMatchObject({ tandem_sales_owner_name: 'Bob Second' })
    expect(properties['tandem_sla_status'] ?? null).toBeNull()
  })
})

describe('at rest', () => {
  it('a second round changes nothing: no write call, no journal row', async () => {
    const { begin, box } = world()
    const scope = await begin(company({ contacts: ['one', 'two', 'three'].map((name) => mql(name)) }))
    await quiesce(scope, box)
    const [writes, rows] = [writesOf(box), await scope.store.journal.count(scope.connection.id)]
    box.clock.advance(MINUTE)
    await quiesce(scope, box)
    expect(writesOf(box)).toBe(writes)
    expect(await scope.store.journal.count(scope.connection.id)).toBe(rows)
  })

  it('nor does reading everything again without remembered cursors and captures', async () => {
    const { begin, box } = world()
    const scope = await begin(company({ contacts: ['one', 'two', 'three'].map((name) => mql(name)) }))
    await quiesce(scope, box)
    const [writes, rows] = [writesOf(box), await scope.store.journal.count(scope.connection.id)]
    const { sales, marketing } = world()
    const again = async (object: 'Lead' | 'Task', ids: readonly unknown[]) =>
      scope.store.inbox.add(
        scope.connection.id,
        { side: 'salesforce', object },
        ids.map(String),
        'again',
        box.clock.now(),
      )
    for (const object of ['Lead', 'Task'] as const)
      await again(
        object,
        (await sales.query(`SELECT Id FROM ${object}`)).map((row) => row['Id']),
      )
    const ids = (await marketing.contacts()).map((contact) => contact.id)
    await scope.store.inbox.add(
      scope.connection.id,
      { side: 'hubspot', object: 'contacts' },
      ids,
      'again',
      box.clock.now(),
    )
    await quiesce(scope, box)
    expect(writesOf(box)).toBe(writes)
    expect(await scope.store.journal.count(scope.connection.id)).toBe(rows)
  })
})
