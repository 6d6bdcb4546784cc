import { describe, expect, it } from 'vitest'
import type { Scope } from '#app/scope.ts'
import { syncCampaigns } from '#app/sync-campaigns.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import { RemoteError } from '#domain/errors.ts'
import { company, MINUTE } from '#support/company.ts'
import { writesOf } from '#support/crm-users.ts'
import type { Row } from '#support/crm-users.ts'
import { listKeeper } from '#support/lists.ts'
import { useWorld } from '#support/world.ts'

const world = useWorld()
const FIELDS = 'Id, Name, StartDate, EndDate, Status, IsActive, BudgetedCost, ActualCost, Tandem_Key__c, Description'
const campaigns = (): Promise<readonly Row[]> => world().sales.query(`SELECT ${FIELDS} FROM Campaign ORDER BY Name`)
const keeper = () => listKeeper(world().box)
const pairs = (over: NonNullable<SyncConfigInput['pairs']>['campaign-campaign'] = {}): Partial<SyncConfigInput> => ({
  pairs: { 'campaign-campaign': { enabled: true, create: 'to-salesforce', ...over } },
})
const parked = (scope: Scope) => scope.store.parked.counts(scope.connection.id)

async function begin(document: Partial<SyncConfigInput> = pairs()): Promise<Scope> {
  return world().begin(company({ campaigns: [] }), document)
}
async function turn(scope: Scope) {
  world().box.clock.advance(10 * MINUTE)
  return syncCampaigns(scope)
}

describe('a HubSpot campaign', () => {
  it('is made in Salesforce with its dates, status and costs, once', async () => {
    const scope = await begin()
    const guid = await keeper().makeCampaign({
      hs_name: 'Spring',
      hs_start_date: '2026-03-01',
      hs_end_date: '2026-05-31',
      hs_campaign_status: 'in_progress',
    })
    await keeper().spend(guid, 1250.5)
    expect(await turn(scope)).toMatchObject({ campaigns: 1, created: 1, parked: 0 })
    expect(await campaigns()).toMatchObject([
      {
        Name: 'Spring',
        StartDate: '2026-03-01',
        EndDate: '2026-05-31',
        Status: 'In Progress',
        IsActive: true,
        BudgetedCost: null,
        // Salesforce keeps the costs of a campaign in whole units.
        ActualCost: 1251,
        Tandem_Key__c: `${scope.connection.portalId}:${guid}`,
      },
    ])
    const writes = writesOf(world().box)
    expect(await turn(scope)).toMatchObject({ created: 0, updated: 0 })
    expect(writesOf(world().box)).toBe(writes)
  })

  it('goes on with every change, and takes an edit in Salesforce back where HubSpot wins', async () => {
    const scope = await begin()
    const guid = await keeper().makeCampaign({ hs_name: 'Spring', hs_campaign_status: 'planned' })
    await turn(scope)
    await keeper().editCampaign(guid, { hs_name: 'Spring sale', hs_campaign_status: 'completed' })
    await keeper().spend(guid, 99)
    expect(await turn(scope)).toMatchObject({ updated: 1 })
    const [row] = await campaigns()
    expect(row).toMatchObject({ Name: 'Spring sale', Status: 'Completed', IsActive: false, ActualCost: 99 })
    await world().sales.update('Campaign', row?.['Id'], { Name: 'Mine', Description: 'not mapped' })
    expect(await turn(scope)).toMatchObject({ updated: 1 })
    expect(await campaigns()).toMatchObject([{ Name: 'Spring sale', Description: 'not mapped' }])
    const [link] = await scope.store.links.page(scope.connection.id, 'campaign', null, 10)
    const journal = link === undefined ? [] : await scope.store.journal.ofLink(scope.connection.id, link.id, 10)
    expect(journal.map(({ side, object, action }) => `${side} ${object} ${action}`)).toEqual([
      'salesforce Campaign update',
      'salesforce Campaign update',
      'salesforce Campaign create',
    ])
    expect(journal[0]?.changes).toMatchObject([{ field: 'Name', from: 'Mine', to: 'Spring sale', lost: 'Mine' }])
  })

  it('is told what was written to it, once, when the answer was spoiled; an edit since then still travels', async () => {
    const both = { hubspot: 'hs_notes', salesforce: 'Description', rule: 'newest-wins', direction: 'both' } as const
    const scope = await begin({ ...pairs(), fields: { 'campaign-campaign': [both] } })
    const guid = await keeper().makeCampaign({ hs_name: 'Spring' })
    await turn(scope)
    const [row] = await campaigns()
    await world().sales.update('Campaign', row?.['Id'], { Description: 'Call the big ones first' })
    const spoiled: Scope = {
      ...scope,
      hubspot: {
        ...scope.hubspot,
        writeCampaigns: async (operations) => {
          await scope.hubspot.writeCampaigns(operations)
          throw new RemoteError({ code: 'SERVER_ERROR', disposition: 'retry', message: 'HTTP 502', remedy: '' })
        },
      },
    }
    await expect(turn(spoiled)).rejects.toThrow('HTTP 502')
    await world().sales.update('Campaign', row?.['Id'], { Description: 'Call the small ones' })
    await keeper().editCampaign(guid, { hs_campaign_status: 'completed' })
    await turn(scope)
    expect(await keeper().campaign(guid)).toMatchObject({ hs_notes: 'Call the small ones' })
    const [link] = await scope.store.links.page(scope.connection.id, 'campaign', null, 10)
    const journal = link === undefined ? [] : await scope.store.journal.ofLink(scope.connection.id, link.id, 10)
    const notes = journal.flatMap(({ changes }) => changes.filter(({ field }) => field === 'hs_notes'))
    expect(notes.map(({ to }) => to)).toEqual(['Call the small ones', 'Call the big ones first'])
    expect(await scope.store.writeIntents.ofSubjects(scope.connection.id, [link?.id ?? ''])).toEqual([])
  })

  it('gets a value from Salesforce where a map says so', async () => {
    const both = { hubspot: 'hs_notes', salesforce: 'Description', rule: 'newest-wins', direction: 'both' } as const
    const scope = await begin({ ...pairs(), fields: { 'campaign-campaign': [both] } })
    const guid = await keeper().makeCampaign({ hs_name: 'Spring' })
    await turn(scope)
    await world().sales.update('Campaign', (await campaigns())[0]?.['Id'], { Description: 'Call the big ones first' })
    expect(await turn(scope)).toMatchObject({ updated: 1 })
    expect(await keeper().campaign(guid)).toMatchObject({ hs_notes: 'Call the big ones first' })
    expect(await turn(scope)).toMatchObject({ updated: 0 })
  })

  it('costs nothing at all where the pair is off, and makes nothing where the configuration does not say so', async () => {
    const off = await begin({})
    const before = off.hubspot.usage().calls + off.salesforce.usage().calls
    expect(await turn(off)).toMatchObject({ campaigns: 0 })
    expect(off.hubspot.usage().calls + off.salesforce.usage().calls).toBe(before)
    await keeper().makeCampaign({ hs_name: 'Spring' })
    const linking = await world().connect(pairs({ create: 'none' }))
    expect(await turn(linking)).toMatchObject({ campaigns: 1, created: 0 })
    expect(await campaigns()).toEqual([])
  })

  it('of many take few calls', async () => {
    const scope = await begin()
    for (let n = 0; n < 120; n += 1) await keeper().makeCampaign({ hs_name: `Campaign ${n}` })
    const calls = () => [scope.hubspot.usage().calls, scope.salesforce.usage().calls] as const
    expect(await turn(scope)).toMatchObject({ created: 120 })
    const [hubspot, salesforce] = calls()
    expect(await turn(scope)).toMatchObject({ created: 0, updated: 0 })
    expect(calls()[0] - hubspot).toBe(2)
    expect(calls()[1] - salesforce).toBeLessThanOrEqual(2)
  })
})

describe('a campaign that is in Salesforce already', () => {
  it('is linked when it alone has the name, keeps its costs where HubSpot plans none, and gets the key', async () => {
    const scope = await begin()
    const id = await world().sales.create('Campaign', { Name: 'spring', ActualCost: 700, BudgetedCost: 900 })
    const guid = await keeper().makeCampaign({ hs_name: 'Spring', hs_campaign_status: 'active' })
    expect(await turn(scope)).toMatchObject({ created: 0, linked: 1 })
    expect(await campaigns()).toMatchObject([
      { Id: id, ActualCost: 700, BudgetedCost: 900, Tandem_Key__c: `${scope.connection.portalId}:${guid}` },
    ])
    const [link] = await scope.store.links.page(scope.connection.id, 'campaign', null, 10)
    const [row] = link === undefined ? [] : await scope.store.journal.ofLink(scope.connection.id, link.id, 10)
    expect(row?.changes.map(({ field }) => field)).toContain('Tandem_Key__c')
  })

  it('is told to people when several have the name, on either side', async () => {
    const scope = await begin()
    for (let n = 0; n < 2; n += 1) await world().sales.create('Campaign', { Name: 'Spring' })
    const guid = await keeper().makeCampaign({ hs_name: 'Spring' })
    expect(await turn(scope)).toMatchObject({ created: 0, linked: 0, parked: 1 })
    expect(await parked(scope)).toEqual({ SEVERAL_MATCHES: 1 })
    // A person decides by writing the key.
    const right = (await campaigns())[1]?.['Id']
    await world().sales.update('Campaign', right, { Tandem_Key__c: `${scope.connection.portalId}:${guid}` })
    expect(await turn(scope)).toMatchObject({ linked: 1, parked: 0 })
    expect(await parked(scope)).toEqual({})
  })

  it('is found by its key after the database was lost, whatever it is called', async () => {
    const scope = await begin()
    await keeper().makeCampaign({ hs_name: 'Spring' })
    await turn(scope)
    await world().forget()
    const again = await world().connect(pairs())
    await world().sales.update('Campaign', (await campaigns())[0]?.['Id'], { Name: 'Renamed' })
    expect(await turn(again)).toMatchObject({ created: 0, linked: 1 })
    expect(await campaigns()).toMatchObject([{ Name: 'Spring' }])
  })

  it('is not linked, and not doubled, where the filter leaves it out', async () => {
    const filter = { Campaign: [{ property: 'Type', notIn: ['Partners'] }] }
    const document = {
      selection: { marketingContacts: 'any' as const, stages: ['x'], optedOut: 'include' as const, salesforce: filter },
    }
    const scope = await begin({ ...pairs(), ...document })
    await world().sales.create('Campaign', { Name: 'Spring', Type: 'Partners' })
    await keeper().makeCampaign({ hs_name: 'Spring' })
    expect(await turn(scope)).toMatchObject({ created: 0, linked: 0, parked: 1 })
    expect(await parked(scope)).toEqual({ LEFT_OUT: 1 })
    expect(await campaigns()).toHaveLength(1)
  })
})

describe('a campaign that goes', () => {
  it.each([
    ['keep', 1],
    ['delete', 0],
  ] as const)('in HubSpot, with deletes: %s', async (deletes, left) => {
    const scope = await begin(pairs({ deletes }))
    const guid = await keeper().makeCampaign({ hs_name: 'Spring' })
    await turn(scope)
    await keeper().dropCampaign(guid)
    expect(await turn(scope)).toMatchObject({ unlinked: 1, parked: 0 })
    expect(await campaigns()).toHaveLength(left)
    expect(await turn(scope)).toMatchObject({ unlinked: 0 })
  })

  it('in Salesforce is told, never made again, and linked again when it is restored', async () => {
    const scope = await begin()
    const guid = await keeper().makeCampaign({ hs_name: 'Spring' })
    await turn(scope)
    const { sales, box } = world()
    const id = String((await campaigns())[0]?.['Id'])
    await sales.remove('Campaign', id)
    expect(await turn(scope)).toMatchObject({ unlinked: 1 })
    expect(await parked(scope)).toEqual({ CAMPAIGN_DELETED: 1 })
    expect(await turn(scope)).toMatchObject({ created: 0, unlinked: 0 })
    expect(await campaigns()).toEqual([])
    await undelete(box.salesforce.url, box.salesforce.credentials['adminAccessToken'] ?? '', id)
    await keeper().editCampaign(guid, { hs_name: 'Spring again' })
    expect(await turn(scope)).toMatchObject({ updated: 1 })
    expect(await campaigns()).toMatchObject([{ Id: id, Name: 'Spring again' }])
    expect(await parked(scope)).toEqual({})
  })
})

describe('what goes wrong', () => {
  it('a crash after the create repeats the same upsert', async () => {
    const scope = await begin()
    await keeper().makeCampaign({ hs_name: 'Spring' })
    const dying: Scope = {
      ...scope,
      salesforce: {
        ...scope.salesforce,
        write: async (operations) => {
          await scope.salesforce.write(operations)
          throw new Error('the process died')
        },
      },
    }
    await expect(turn(dying)).rejects.toThrow('the process died')
    expect(await campaigns()).toHaveLength(1)
    await turn(scope)
    expect(await turn(scope)).toMatchObject({ created: 0, updated: 0 })
    expect(await campaigns()).toHaveLength(1)
    expect(await scope.store.links.page(scope.connection.id, 'campaign', null, 10)).toHaveLength(1)
  })

  it('costs in another currency are left out and told; the rest is kept in step', async () => {
    const scope = await begin()
    const guid = await keeper().makeCampaign({ hs_name: 'Spring', hs_currency_code: 'EUR' })
    await keeper().spend(guid, 500)
    expect(await turn(scope)).toMatchObject({ created: 1, parked: 1 })
    expect(await campaigns()).toMatchObject([{ Name: 'Spring', ActualCost: null }])
    expect(await parked(scope)).toEqual({ FOREIGN_CURRENCY: 1 })
    await keeper().editCampaign(guid, { hs_currency_code: 'USD' })
    await turn(scope)
    expect(await campaigns()).toMatchObject([{ ActualCost: 500 }])
    expect(await parked(scope)).toEqual({})
  })

  it('a portal that refuses campaigns stops nothing', async () => {
    const scope = await begin()
    world().box.hubspot.faults.add({ path: '/marketing/campaigns', status: 403 })
    expect(await turn(scope)).toMatchObject({ campaigns: 0 })
    expect(await parked(scope)).toEqual({})
  })
})

async function undelete(url: string, session: string, id: string): Promise<void> {
  const envelope = `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:urn="urn:partner.soap.sforce.com"><soapenv:Header><urn:SessionHeader><urn:sessionId>${session}</urn:sessionId></urn:SessionHeader></soapenv:Header><soapenv:Body><urn:undelete><urn:ids>${id}</urn:ids></urn:undelete></soapenv:Body></soapenv:Envelope>`
  const response = await fetch(`${url}/services/Soap/u/68.0`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml', soapaction: '""' },
    body: envelope,
  })
  const text = await response.text()
  if (!text.includes('<success>true</success>')) throw new Error(text)
}
