import { describe, expect, it } from 'vitest'
import { retryParked } from '#app/retry-parked.ts'
import type { Scope } from '#app/scope.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import { company, mql, TEAM } from '#support/company.ts'
import { companyHands, parkedCodes, rest, withCompanies } from '#support/companies.ts'
import { writesOf } from '#support/crm-users.ts'
import { useWorld } from '#support/world.ts'

const world = useWorld()
const hands = () => companyHands(world())
const begin = (settings = {}, over: Partial<SyncConfigInput> = {}) =>
  world().begin(company(), withCompanies(settings, over))
const again = (scope: Scope) => rest(scope, world())

describe('a company without a partner', () => {
  it('that began in HubSpot is made in Salesforce once, with its values, and told where it is', async () => {
    const scope = await begin()
    const id = await hands().company({
      name: 'Acme',
      domain: 'acme.com',
      phone: '+1 212 555 0100',
      city: 'Ulm',
      industry: 'BANKING',
    })
    await again(scope)
    const [account, ...others] = await hands().accounts()
    expect(others).toEqual([])
    expect(account).toMatchObject({ Name: 'Acme', Website: 'acme.com', BillingCity: 'Ulm', Industry: 'Banking' })
    expect(account?.['Tandem_Key__c']).toBe(`${scope.connection.portalId}:${id}`)
    expect((await hands().companies())[0]?.properties).toMatchObject({ tandem_salesforce_id: account?.['Id'] })
    const writes = writesOf(world().box)
    await again(scope)
    expect(writesOf(world().box)).toBe(writes)
    expect(await parkedCodes(scope)).toEqual({})
  })

  it('that began in Salesforce is made in HubSpot once, by its key', async () => {
    const scope = await begin()
    const Id = await world().sales.create('Account', { Name: 'Acme', Website: 'https://www.acme.com/about' })
    await again(scope)
    await again(scope)
    const found = await hands().companies()
    expect(found).toHaveLength(1)
    expect(found[0]?.properties).toMatchObject({
      name: 'Acme',
      domain: 'acme.com',
      tandem_key: `${scope.connection.orgId}:${Id}`,
      tandem_salesforce_id: Id,
    })
    expect(await hands().accounts()).toHaveLength(1)
    expect(await parkedCodes(scope)).toEqual({})
  })

  it('is left alone where its pair makes none, and one with neither name nor domain everywhere', async () => {
    const scope = await begin({ create: 'to-hubspot' })
    await hands().company({ name: 'Acme', domain: 'acme.com' })
    await again(scope)
    expect(await hands().accounts()).toEqual([])
    expect(await parkedCodes(scope)).toEqual({})
  })

  it('is not made in HubSpot while Salesforce filters it out', async () => {
    const scope = await begin(
      {},
      {
        selection: {
          marketingContacts: 'required',
          stages: ['marketingqualifiedlead'],
          optedOut: 'exclude',
          salesforce: { Account: [{ property: 'Industry', in: ['Banking'] }] },
        },
      },
    )
    await world().sales.create('Account', { Name: 'Bank', Industry: 'Banking' })
    await world().sales.create('Account', { Name: 'Mill', Industry: 'Machinery' })
    await again(scope)
    expect((await hands().companies()).map(({ properties }) => properties['name'])).toEqual(['Bank'])
  })
})

describe('a company that is there on both sides', () => {
  it.each(['acme.com', 'www.acme.com', 'https://www.acme.com/', 'http://acme.com/en/start?x=1'])(
    'is linked by the domain of %s, and nothing is made',
    async (website) => {
      const scope = await begin()
      const Id = await world().sales.create('Account', { Name: 'Acme Incorporated', Website: website })
      const id = await hands().company({ name: 'acme', domain: 'acme.com' })
      await again(scope)
      expect(await hands().accounts()).toHaveLength(1)
      const [only, ...others] = await hands().companies()
      expect(others).toEqual([])
      expect(only).toMatchObject({ id, properties: { name: 'Acme Incorporated', tandem_salesforce_id: Id } })
      expect((await hands().accounts())[0]).toMatchObject({ Tandem_Key__c: `${scope.connection.portalId}:${id}` })
      expect(await parkedCodes(scope)).toEqual({})
    },
  )

  it('is linked when the account comes later, though nothing is made for the company before', async () => {
    const scope = await begin({ create: 'to-hubspot' })
    const id = await hands().company({ name: 'acme', domain: 'acme.com' })
    await again(scope)
    const Id = await world().sales.create('Account', { Name: 'Acme', Website: 'https://acme.com/de' })
    await again(scope)
    const found = await hands().companies()
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ id, properties: { tandem_salesforce_id: Id } })
  })

  it('is never linked by a domain that many share', async () => {
    const scope = await begin({ create: 'none' })
    await world().sales.create('Account', { Name: 'One', Website: 'gmail.com' })
    await hands().company({ name: 'Two', domain: 'gmail.com' })
    await again(scope)
    expect((await hands().companies())[0]?.properties['tandem_salesforce_id'] ?? null).toBeNull()
    expect(await parkedCodes(scope)).toEqual({})
  })

  it('more than once is nobody’s guess: it waits, until the key says which', async () => {
    const scope = await begin()
    const first = await world().sales.create('Account', { Name: 'Acme East', Website: 'acme.com' })
    await world().sales.create('Account', { Name: 'Acme West', Website: 'www.acme.com' })
    const id = await hands().company({ name: 'acme', domain: 'acme.com' })
    await again(scope)
    expect(await hands().companies()).toHaveLength(1)
    expect(await parkedCodes(scope)).toMatchObject({ SEVERAL_MATCHES: 3 })
    await world().sales.update('Account', first, { Tandem_Key__c: `${scope.connection.portalId}:${id}` })
    await retryParked(scope, scope.connection.id, {})
    await again(scope)
    expect((await hands().companies())[0]?.properties).toMatchObject({ tandem_salesforce_id: first })
  })

  it('by its name alone is only suggested: listed when it is made all the same, held when the config says so', async () => {
    const listed = await begin()
    await world().sales.create('Account', { Name: 'ACME Inc.' })
    const add = () => hands().company({ name: 'Acme, Incorporated', domain: 'acme.com' })
    await again(listed)
    const before = (await hands().accounts()).length
    await add()
    await again(listed)
    expect(await hands().accounts()).toHaveLength(before + 1)
    await again(listed)
    expect(await parkedCodes(listed)).toEqual({ POSSIBLE_DUPLICATE: 1 })
    await world().reset()
    const held = await begin({ create: 'to-salesforce' }, { matching: { suggestions: 'hold' } })
    await world().sales.create('Account', { Name: 'ACME Inc.' })
    await again(held)
    await add()
    await again(held)
    expect(await hands().accounts()).toHaveLength(1)
    expect(await parkedCodes(held)).toEqual({ POSSIBLE_DUPLICATE: 1 })
    await retryParked(held, held.connection.id, {})
    await again(held)
    expect(await hands().accounts()).toHaveLength(2)
    expect(await parkedCodes(held)).toEqual({})
  })

  it('twice in HubSpot is linked once; the second waits for a merge', async () => {
    const scope = await begin()
    const first = await hands().company({ name: 'Acme', domain: 'acme.com' })
    await again(scope)
    const second = await hands().company({ name: 'Acme too', domain: 'acme.com' })
    await again(scope)
    expect(await hands().accounts()).toHaveLength(1)
    expect(await parkedCodes(scope)).toEqual({ ALREADY_LINKED: 1 })
    await hands().merge(first, second)
    await again(scope)
    expect(await hands().accounts()).toHaveLength(1)
    await hands().change((await hands().companies())[0]?.id ?? '', { city: 'Rome' })
    await again(scope)
    expect((await hands().accounts())[0]).toMatchObject({ BillingCity: 'Rome' })
  })
})

describe('a linked company', () => {
  async function linked(settings = {}, over: Partial<SyncConfigInput> = {}) {
    const scope = await begin(settings, over)
    const id = await hands().company({ name: 'Acme', domain: 'acme.com' })
    await again(scope)
    const Id = String((await hands().accounts())[0]?.['Id'])
    return { scope, id, Id }
  }

  it('is kept in step both ways, blanks included', async () => {
    const { scope, id, Id } = await linked()
    await hands().change(id, { phone: '+49 731 1', city: 'Ulm' })
    await again(scope)
    expect((await hands().accounts())[0]).toMatchObject({ Phone: '+49 731 1', BillingCity: 'Ulm' })
    await world().sales.update('Account', Id, { Name: 'Acme Group', BillingCity: 'Bonn' })
    await again(scope)
    expect((await hands().companies())[0]?.properties).toMatchObject({ name: 'Acme Group', city: 'Bonn' })
  })

  it('is not made anew when it is deleted on one side, and joined again when it is restored', async () => {
    const { scope, id, Id } = await linked()
    await world().sales.remove('Account', Id)
    await again(scope)
    await hands().change(id, { city: 'Ulm' })
    await again(scope)
    expect(await hands().accounts()).toEqual([])
    expect(await hands().companies()).toHaveLength(1)
    expect(await parkedCodes(scope)).toEqual({ DELETED_ON_ONE_SIDE: 1 })
    await undelete(Id)
    await again(scope)
    expect((await hands().accounts())[0]).toMatchObject({ Id, BillingCity: 'Ulm' })
    expect(await parkedCodes(scope)).toEqual({})
  })

  it.each(['hubspot', 'salesforce'] as const)(
    'takes its partner along where the pair deletes: deleted in %s',
    async (side) => {
      const { scope, id, Id } = await linked({ deletes: 'delete' })
      if (side === 'salesforce') await world().sales.remove('Account', Id)
      else await world().marketing.archive('companies', id)
      world().box.clock.advance(16 * 60_000)
      await again(scope)
      expect(await hands().accounts()).toEqual([])
      expect(await hands().companies()).toEqual([])
      expect(await parkedCodes(scope)).toEqual({})
    },
  )

  it('deleted in HubSpot stays in Salesforce as it is', async () => {
    const { scope, id, Id } = await linked()
    await world().marketing.archive('companies', id)
    world().box.clock.advance(16 * 60_000)
    await again(scope)
    await world().sales.update('Account', Id, { BillingCity: 'Ulm' })
    await again(scope)
    expect(await hands().companies()).toEqual([])
    expect(await hands().accounts()).toHaveLength(1)
    expect(await parkedCodes(scope)).toEqual({ DELETED_ON_ONE_SIDE: 1 })
  })

  it('goes on under the record that a merge in Salesforce left over', async () => {
    const { scope, id, Id } = await linked()
    const winner = await world().sales.create('Account', { Name: 'Acme Holding', Website: 'holding.example.org' })
    await mergeAccounts(winner, Id)
    await again(scope)
    await hands().change(id, { city: 'Ulm' })
    await again(scope)
    expect(await hands().accounts()).toMatchObject([{ Id: winner, BillingCity: 'Ulm' }])
    expect((await hands().companies()).find((one) => one.id === id)?.properties).toMatchObject({
      tandem_salesforce_id: winner,
    })
  })

  it('has the owner of the same e-mail, and an owner nobody knows stays where they are', async () => {
    const scope = await begin({}, { owners: { 'ann@sales.example': 'bob@sales.example' } })
    const { results } = (await ownersOf()) as { results: { id: string; email: string }[] }
    const idOf = (email: string) => results.find((owner) => owner.email === email)?.id ?? ''
    await hands().company({ name: 'Acme', domain: 'acme.com', hubspot_owner_id: idOf('ann@sales.example') })
    await hands().company({ name: 'Unowned', domain: 'unowned.com' })
    await again(scope)
    const bob = await world().sales.userId('bob@sales.example')
    const mia = await world().sales.userId('mia@sales.example')
    expect(await hands().accounts()).toMatchObject([
      { Name: 'Acme', OwnerId: bob },
      { Name: 'Unowned', OwnerId: mia },
    ])
    expect(TEAM.length).toBeGreaterThan(0)
  })

  it('is told what its opportunities add up to, also those of people whom nobody knows', async () => {
    const { scope, Id } = await linked()
    const opportunity = (over: object) =>
      world().sales.create('Opportunity', {
        Name: 'O',
        AccountId: Id,
        StageName: 'Prospecting',
        CloseDate: '2026-03-02',
        ...over,
      })
    await opportunity({ Amount: 100.5, StageName: 'Closed Won' })
    const open = await opportunity({ Amount: 50 })
    await again(scope)
    expect((await hands().companies())[0]?.properties).toMatchObject({
      tandem_won_amount: '100.5',
      tandem_open_opportunities: '1',
    })
    await world().sales.update('Opportunity', open, { StageName: 'Closed Won' })
    await again(scope)
    expect((await hands().companies())[0]?.properties).toMatchObject({
      tandem_won_amount: '150.5',
      tandem_open_opportunities: '0',
      tandem_won_opportunities: '2',
      tandem_lost_opportunities: '0',
    })
    await world().sales.update('Opportunity', open, { StageName: 'Closed Lost' })
    await again(scope)
    expect((await hands().companies())[0]?.properties).toMatchObject({
      tandem_won_amount: '100.5',
      tandem_won_opportunities: '1',
      tandem_lost_opportunities: '1',
    })
  })
})

describe('people of a linked company', () => {
  it('belong to it in HubSpot, whichever was linked first', async () => {
    const known = {
      email: 'dora@buyers.example',
      firstName: 'Pat',
      lastName: 'D',
      account: 'Acme',
      ownerEmail: 'bob@sales.example',
    }
    const scope = await world().begin(company({ contacts: [mql('dora')], existingContacts: [known] }), withCompanies())
    await again(scope)
    await again(scope)
    const { Id } = await world().sales.one("SELECT Id FROM Account WHERE Name = 'Acme'")
    const acme = (await hands().companies()).find(({ properties }) => properties['tandem_salesforce_id'] === Id)
    expect((await world().marketing.contact('dora@buyers.example')).properties).toMatchObject({
      associatedcompanyid: acme?.id,
    })
  })
})

/** Dora of Acme bought for 100. */
async function sold() {
  const known = {
    email: 'dora@buyers.example',
    firstName: 'Pat',
    lastName: 'D',
    account: 'Acme',
    ownerEmail: 'bob@sales.example',
  }
  const { sales } = world()
  const scope = await world().begin(company({ contacts: [mql('dora')], existingContacts: [known] }), withCompanies())
  const { Id, AccountId } = await sales.one('SELECT Id, AccountId FROM Contact')
  const lost = { Name: 'O', AccountId, StageName: 'Closed Won', CloseDate: '2026-03-02', Amount: 100 }
  const OpportunityId = await sales.create('Opportunity', lost)
  await sales.create('OpportunityContactRole', { OpportunityId, ContactId: Id })
  await again(scope)
  await again(scope)
  const told = async (accountId = AccountId) =>
    (await hands().companies()).find(({ properties }) => properties['tandem_salesforce_id'] === accountId)?.properties
  return { scope, opportunityId: OpportunityId, told }
}

it('an opportunity that is deleted is told no more', async () => {
  const { scope, opportunityId, told } = await sold()
  // Of somebody whom a campaign brought: what was sold is credited to it.
  expect(await told()).toMatchObject({ tandem_won_amount: '100', tandem_attributed_revenue: '100' })
  await world().sales.remove('Opportunity', opportunityId)
  await again(scope)
  await again(scope)
  expect((await told())?.['tandem_won_amount'] ?? '').toBe('')
  expect((await told())?.['tandem_attributed_revenue'] ?? '').toBe('')
})

it('an opportunity that moves to another account is taken from the one it was of', async () => {
  const { scope, opportunityId, told } = await sold()
  const { sales } = world()
  const elsewhere = await sales.create('Account', { Name: 'Bolt', Website: 'bolt.com' })
  await again(scope)
  await sales.update('Opportunity', opportunityId, { AccountId: elsewhere })
  await again(scope)
  await again(scope)
  expect(await told(elsewhere)).toMatchObject({ tandem_won_amount: '100', tandem_won_opportunities: '1' })
  expect((await told())?.['tandem_won_amount'] ?? '').toBe('')
})

it('an opportunity that is deleted is taken from its account also where nobody of it works there', async () => {
  const { scope, opportunityId, told } = await sold()
  const { sales } = world()
  const elsewhere = await sales.create('Account', { Name: 'Bolt', Website: 'bolt.com' })
  await sales.update('Opportunity', opportunityId, { AccountId: elsewhere })
  await again(scope)
  await again(scope)
  expect(await told(elsewhere)).toMatchObject({ tandem_won_amount: '100' })
  await sales.remove('Opportunity', opportunityId)
  await again(scope)
  await again(scope)
  expect((await told(elsewhere))?.['tandem_won_amount'] ?? '').toBe('')
})

it('a pair that is off costs nothing', async () => {
  const scope = await world().begin(company())
  await hands().company({ name: 'Acme', domain: 'acme.com' })
  await again(scope)
  const { byEndpoint } = scope.hubspot.usage()
  expect(Object.keys(byEndpoint).filter((endpoint) => /companies|tasks/.test(endpoint))).toEqual([])
  expect(await hands().accounts()).toEqual([])
})

const ownersOf = async (): Promise<unknown> => {
  const { box } = world()
  const response = await fetch(`${box.hubspot.url}/crm/v3/owners?limit=100`, {
    headers: { authorization: `Bearer ${box.hubspot.credentials['personToken'] ?? ''}` },
  })
  return response.json()
}

const undelete = async (id: string): Promise<void> =>
  soap(`<undelete xmlns="urn:partner.soap.sforce.com"><ids>${id}</ids></undelete>`)
const mergeAccounts = async (master: string, loser: string): Promise<void> =>
  soap(
    `<merge xmlns="urn:partner.soap.sforce.com"><mergeRequests><masterRecord xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="sObject"><type>Account</type><Id>${master}</Id></masterRecord><recordToMergeIds>${loser}</recordToMergeIds></mergeRequests></merge>`,
  )

async function soap(body: string): Promise<void> {
  const { box } = world()
  const response = await fetch(`${box.salesforce.url}/services/Soap/u/68.0`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml', soapaction: '""' },
    body: `<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Header><SessionHeader xmlns="urn:partner.soap.sforce.com"><sessionId>${box.salesforce.credentials['adminAccessToken'] ?? ''}</sessionId></SessionHeader></env:Header><env:Body>${body}</env:Body></env:Envelope>`,
  })
  const text = await response.text()
  if (!response.ok || /<success>false/.test(text)) throw new Error(text)
}

describe('what Salesforce has to say', () => {
  it('a record type of the settings is that of accounts made there; an unknown one waits, named', async () => {
    const { sales } = world()
    const type = await sales.create('RecordType', {
      Name: 'Business',
      DeveloperName: 'Business',
      SobjectType: 'Account',
      IsActive: true,
    })
    await sales.create('RecordType', {
      Name: 'Private',
      DeveloperName: 'Private',
      SobjectType: 'Account',
      IsActive: true,
    })
    const scope = await begin({ recordType: 'Business' })
    await hands().company({ name: 'Acme', domain: 'acme.com' })
    await again(scope)
    expect(await sales.query('SELECT RecordTypeId FROM Account')).toMatchObject([{ RecordTypeId: type }])
    const other = await world().connect(withCompanies({ recordType: 'Nonsense' }))
    await hands().company({ name: 'Other', domain: 'other.com' })
    await again(other)
    expect(await parkedCodes(other)).toEqual({ UNKNOWN_RECORD_TYPE: 1 })
  })

  it('a duplicate rule that warns lets the account through unless the config holds it back', async () => {
    const rule = {
      name: 'One_City',
      object: 'Account',
      onCreate: 'alert',
      match: { object: 'Account', equation: [['BillingCity']] },
    }
    const play = async (suggestions: 'list' | 'hold'): Promise<Scope> => {
      const scope = await begin({ create: 'to-salesforce' }, { matching: { suggestions } })
      await control('duplicate-rules', rule)
      await world().sales.create('Account', { Name: 'Elsewhere', BillingCity: 'Ulm' })
      await hands().company({ name: 'Acme', domain: 'acme.com', city: 'Ulm' })
      await again(scope)
      return scope
    }
    expect(await parkedCodes(await play('list'))).toEqual({ POSSIBLE_DUPLICATE: 1 })
    expect(await hands().accounts()).toHaveLength(2)
    await world().reset()
    expect(await parkedCodes(await play('hold'))).toEqual({ DUPLICATES_DETECTED: 1 })
    expect(await hands().accounts()).toHaveLength(1)
  })

  it('a record that is deleted while it is written to is unlinked, not made anew', async () => {
    const scope = await begin()
    const id = await hands().company({ name: 'Acme', domain: 'acme.com' })
    await again(scope)
    await hands().change(id, { city: 'Ulm' })
    world().box.salesforce.faults.add({
      path: '/composite/sobjects',
      method: 'PATCH',
      status: 200,
      body: [
        { success: false, errors: [{ statusCode: 'ENTITY_IS_DELETED', message: 'entity is deleted', fields: [] }] },
      ],
    })
    await again(scope)
    world().box.salesforce.faults.clear()
    expect(await parkedCodes(scope)).toEqual({ DELETED_ON_ONE_SIDE: 1 })
    expect(await hands().accounts()).toHaveLength(1)
  })

  it('a contact without an account gets that of its primary company, and is never moved after', async () => {
    const { sales, marketing } = world()
    const scope = await begin()
    const companyId = await hands().company({ name: 'Acme', domain: 'acme.com' })
    await again(scope)
    const Id = await sales.create('Contact', { LastName: 'D', Email: 'dora@buyers.example' })
    world().arrive([mql('dora')])
    await again(scope)
    const dora = await marketing.contact('dora@buyers.example')
    await associate(dora.id, companyId)
    await marketing.edit('dora@buyers.example', { jobtitle: 'CEO' })
    await again(scope)
    const { AccountId } = await sales.one(`SELECT AccountId FROM Contact WHERE Id = '${Id}'`)
    expect(AccountId).toBe((await hands().accounts())[0]?.['Id'])
    const elsewhere = await sales.create('Account', { Name: 'Elsewhere' })
    await sales.update('Contact', Id, { AccountId: elsewhere })
    await again(scope)
    await again(scope)
    expect(await sales.one(`SELECT AccountId FROM Contact WHERE Id = '${Id}'`)).toMatchObject({ AccountId: elsewhere })
    const other = (await hands().companies()).find(({ properties }) => properties['tandem_salesforce_id'] === elsewhere)
    expect((await marketing.contact('dora@buyers.example')).properties).toMatchObject({
      associatedcompanyid: other?.id,
    })
  })
})

const control = async (path: string, body: unknown): Promise<void> => {
  const response = await fetch(`${world().box.salesforce.url}/__sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(await response.text())
}

const PRIMARY_COMPANY = 1
const associate = async (contact: string, companyId: string): Promise<void> => {
  const { box } = world()
  const response = await fetch(
    `${box.hubspot.url}/crm/v4/objects/contacts/${contact}/associations/companies/${companyId}`,
    {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${box.hubspot.credentials['personToken'] ?? ''}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify([{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: PRIMARY_COMPANY }]),
    },
  )
  if (!response.ok) throw new Error(await response.text())
}
