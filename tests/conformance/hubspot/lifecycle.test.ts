import type { Client } from '@hubspot/api-client'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import type { TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { noon, openTestPortal } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { apiRequest, officialClient } from './official.ts'

const contactsGuide = 'https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide'
const stages = 'https://knowledge.hubspot.com/records/use-lifecycle-stages'
const sync = 'https://knowledge.hubspot.com/crm-setup/manage-how-lifecycle-stages-sync-between-objects'
const calculated = 'https://knowledge.hubspot.com/properties/stage-calculated-properties'
const documented = (at: string, says: string) => ({ evidence: 'documented' as const, at, says })

let portal: TestPortal
let hubspot: Client
beforeAll(async () => {
  portal = await openTestPortal()
  hubspot = officialClient(portal)
})
afterAll(() => portal.close())

type Kind = 'contacts' | 'companies'
let made = 0
const create = async (kind: Kind, lifecyclestage?: string, client = hubspot): Promise<string> => {
  made += 1
  const identity: Record<string, string> =
    kind === 'contacts' ? { email: `person${made}@example.com` } : { name: `Company ${made}` }
  const properties = { ...identity, ...(lifecyclestage === undefined ? {} : { lifecyclestage }) }
  return (await client.crm[kind].basicApi.create({ properties, associations: [] })).id
}
const read = async (kind: Kind, id: string, name = 'lifecyclestage', client = hubspot) =>
  (await client.crm[kind].basicApi.getById(id, [name])).properties[name]
const move = async (kind: Kind, id: string, lifecyclestage: string) =>
  (await hubspot.crm[kind].basicApi.update(id, { properties: { lifecyclestage } })).properties['lifecyclestage']
const join = (from: string, fromId: string, to: string, toId: string, client = hubspot) =>
  client.crm.associations.v4.basicApi.createDefault(from, fromId, to, toId)
const deal = async (dealstage: string, client = hubspot) =>
  (await client.crm.deals.basicApi.create({ properties: { dealname: 'Deal', dealstage }, associations: [] })).id

describe.each(['contacts', 'companies'] as const)('stages of %s', (kind) => {
  rule(
    'stages move forward',
    documented(contactsGuide, 'the API moves a lifecycle stage only forward in the order of stages'),
    async () => {
      const id = await create(kind, 'lead')
      expect(await move(kind, id, 'marketingqualifiedlead')).toBe('marketingqualifiedlead')
      expect(await move(kind, id, 'customer')).toBe('customer')
    },
  )

  rule(
    'a backward stage is kept silently',
    documented(contactsGuide, 'a backward PATCH is answered 200 with the old stage'),
    async () => {
      const id = await create(kind, 'opportunity')
      expect(await move(kind, id, 'lead')).toBe('opportunity')
      const upper = kind === 'contacts' ? 'contacts' : 'companies'
      const dated = await apiRequest(hubspot, {
        method: 'PATCH',
        path: `/crm/objects/2026-09/${upper}/${id}`,
        body: { properties: { lifecyclestage: 'lead' } },
      })
      expect([dated.status, dated.json['properties']?.['lifecyclestage']]).toEqual([200, 'opportunity'])
      expect(await read(kind, id)).toBe('opportunity')
    },
  )

  rule(
    'a cleared stage can be set to any',
    documented(contactsGuide, 'to go back, clear the stage first, then set it in a second request'),
    async () => {
      const id = await create(kind, 'customer')
      expect(await move(kind, id, '')).toBeNull()
      expect(await move(kind, id, 'subscriber')).toBe('subscriber')
    },
  )

  rule(
    'entering and leaving a stage is dated',
    documented(calculated, 'date entered and date exited are calculated for each stage'),
    async () => {
      portal.clock.freeze(noon)
      const id = await create(kind, 'lead')
      portal.clock.advance(90_000)
      const answer = await hubspot.crm[kind].basicApi.update(id, {
        properties: { lifecyclestage: 'salesqualifiedlead' },
      })
      // Seen on the wire: calculated dates come back from writes as milliseconds, from reads as ISO.
      expect(answer.properties['hs_v2_date_entered_salesqualifiedlead']).toBe(String(noon + 90_000))
      expect(await read(kind, id, 'hs_v2_date_entered_salesqualifiedlead')).toBe('2026-11-21T12:01:30Z')
      expect(await read(kind, id, 'hs_v2_date_exited_lead')).toBe('2026-11-21T12:01:30Z')
      expect(await read(kind, id, 'hs_v2_date_entered_lead')).toBe('2026-11-21T12:00:00Z')
      expect(await read(kind, id, 'hs_v2_latest_time_in_lead')).toBe('90000')
    },
  )

  rule(
    'an associated deal makes an opportunity',
    documented(stages, 'records become opportunities when they are associated with a deal'),
    async () => {
      const id = await create(kind, 'lead')
      await join(kind, id, 'deals', await deal('qualifiedtobuy'))
      expect(await read(kind, id)).toBe('opportunity')
    },
  )

  rule(
    'a won deal makes a customer',
    documented(stages, 'records become customers when an associated deal is won'),
    async () => {
      const id = await create(kind, 'lead')
      const open = await deal('qualifiedtobuy')
      await join('deals', open, kind, id)
      await hubspot.crm.deals.basicApi.update(open, { properties: { dealstage: 'closedwon' } })
      expect(await read(kind, id)).toBe('customer')
      const other = await create(kind, 'lead')
      await join(kind, other, 'deals', await deal('closedwon'))
      expect(await read(kind, other)).toBe('customer')
    },
  )

  rule(
    'deals never move a stage back',
    documented(sync, 'this setting will not set the lifecycle stage backwards'),
    async () => {
      const id = await create(kind, 'evangelist')
      const won = await deal('closedwon')
      await join(kind, id, 'deals', won)
      expect(await read(kind, id)).toBe('evangelist')
    },
  )

  rule(
    'only a new association or a won deal moves a stage',
    documented(sync, 'stages change when a deal is created or closed as won'),
    async () => {
      const id = await create(kind, 'lead')
      const open = await deal('qualifiedtobuy')
      await join(kind, id, 'deals', open)
      await move(kind, id, '')
      await move(kind, id, 'lead')
      await hubspot.crm.deals.basicApi.update(open, { properties: { amount: '100', dealstage: 'contractsent' } })
      expect(await read(kind, id)).toBe('lead')
      await hubspot.crm.deals.basicApi.update(open, { properties: { dealstage: 'closedlost' } })
      expect(await read(kind, id)).toBe('lead')
      await hubspot.crm.deals.basicApi.update(open, { properties: { dealstage: 'closedwon' } })
      expect(await read(kind, id)).toBe('customer')
      await move(kind, id, '')
      await move(kind, id, 'lead')
      await hubspot.crm.deals.basicApi.update(open, { properties: { amount: '200' } })
      expect(await read(kind, id)).toBe('lead')
    },
  )
})

describe('companies and their contacts', () => {
  rule(
    "a company's stage is pushed to its contacts",
    documented(sync, "changes of a primary company's stage are applied to its contacts"),
    async () => {
      const company = await create('companies')
      const [early, late] = [await create('contacts', 'subscriber'), await create('contacts', 'opportunity')]
      for (const person of [early, late]) await join('contacts', person, 'companies', company)
      await move('companies', company, 'lead')
      expect([await read('contacts', early), await read('contacts', late)]).toEqual(['lead', 'opportunity'])
      await move('companies', company, 'customer')
      expect([await read('contacts', early), await read('contacts', late)]).toEqual(['customer', 'customer'])
      const history = (await hubspot.crm.contacts.basicApi.getById(early, undefined, ['lifecyclestage']))
        .propertiesWithHistory
      expect(history?.['lifecyclestage']?.[0]).toMatchObject({ value: 'customer', sourceType: 'COMPANIES' })
    },
  )

  rule(
    "a contact's stage is not pushed to its company",
    documented(sync, 'this is not a bi-directional sync'),
    async () => {
      const company = await create('companies', 'lead')
      const person = await create('contacts', 'lead')
      await join('contacts', person, 'companies', company)
      await move('contacts', person, 'customer')
      expect(await read('companies', company)).toBe('lead')
    },
  )

  rule(
    'only the primary company pushes',
    documented(sync, 'the lifecycle stage of a primary company record'),
    async () => {
      const [primary, second] = [await create('companies'), await create('companies')]
      const person = await create('contacts', 'lead')
      for (const company of [primary, second]) await join('contacts', person, 'companies', company)
      await move('companies', second, 'customer')
      expect(await read('contacts', person)).toBe('lead')
      await move('companies', primary, 'opportunity')
      expect(await read('contacts', person)).toBe('opportunity')
    },
  )

  rule(
    'a company that a deal moves takes its contacts along',
    documented(sync, "a deal moves its companies, and a company's stage is applied to its contacts"),
    async () => {
      const company = await create('companies', 'lead')
      const person = await create('contacts', 'lead')
      await join('contacts', person, 'companies', company)
      await join('companies', company, 'deals', await deal('closedwon'))
      expect([await read('companies', company), await read('contacts', person)]).toEqual(['customer', 'customer'])
    },
  )
})

describe('settings of the account', () => {
  rule(
    'contacts without a stage become leads, or stay without',
    {
      evidence: 'recorded',
      at: 'public captures since 2023',
      says: 'an account setting, lifecyclestage=lead when none is sent',
    },
    async () => {
      expect(await read('contacts', await create('contacts'))).toBe('lead')
      const other = await openTestPortal({ defaultLifecycleStage: null })
      const client = officialClient(other)
      const id = await create('contacts', undefined, client)
      expect(await read('contacts', id, 'lifecyclestage', client)).toBeNull()
      await other.close()
    },
  )

  rule(
    'deals and companies leave stages alone where an administrator says so',
    documented(sync, 'both kinds of sync can be switched off'),
    async () => {
      const other = await openTestPortal({ dealsMoveLifecycle: 'off', companiesMoveLifecycle: 'off' })
      const client = officialClient(other)
      const [person, company] = [await create('contacts', 'lead', client), await create('companies', 'lead', client)]
      await join('contacts', person, 'companies', company, client)
      await join('contacts', person, 'deals', await deal('closedwon', client), client)
      await client.crm.companies.basicApi.update(company, { properties: { lifecyclestage: 'customer' } })
      expect(await read('contacts', person, 'lifecyclestage', client)).toBe('lead')
      await other.close()
    },
  )

  rule(
    'a stage of their own has a number, a place in the order and dates, on contacts and companies alike',
    documented(
      'https://knowledge.hubspot.com/object-settings/create-and-customize-lifecycle-stages',
      'lifecycle stages are shared by contacts and companies; the internal value of a custom stage is a number',
    ),
    async () => {
      const other = await openTestPortal()
      const client = officialClient(other)
      const made = await client.crm.pipelines.pipelineStagesApi.create('contacts', 'contacts-lifecycle-pipeline', {
        label: 'Recycled',
        displayOrder: 2,
        metadata: { state: 'OPEN' },
      })
      expect(made.id).toMatch(/^\d+$/)
      for (const kind of ['contacts', 'companies'] as const) {
        const id = await create(kind, 'lead', client)
        const written = async (lifecyclestage: string) =>
          (await client.crm[kind].basicApi.update(id, { properties: { lifecyclestage } })).properties['lifecyclestage']
        expect(await written(made.id)).toBe(made.id)
        expect(await read(kind, id, `hs_v2_date_entered_${made.id}`, client)).toBe('2026-11-21T12:00:00Z')
        expect(await written('lead')).toBe(made.id)
        expect(await written('customer')).toBe('customer')
      }
      await other.close()
    },
  )

  rule(
    'stages edited as options of the property are the stages of the pipeline',
    { evidence: 'recorded', at: 'public captures of the wire', says: 'lifecyclestage: readOnlyOptions false' },
    async () => {
      const other = await openTestPortal()
      const client = officialClient(other)
      const stage = (value: string, displayOrder: number) => ({ value, label: value, displayOrder, hidden: false })
      await client.crm.properties.coreApi.update('contacts', 'lifecyclestage', {
        options: [stage('lead', 0), stage('4711', 1), stage('customer', 2)],
      })
      const pipeline = await client.crm.pipelines.pipelinesApi.getById('contacts', 'contacts-lifecycle-pipeline')
      expect(pipeline.stages.map(({ id }) => id)).toEqual(['lead', '4711', 'customer'])
      const id = await create('contacts', '4711', client)
      expect(await read('contacts', id, 'hs_v2_date_entered_4711', client)).toBe('2026-11-21T12:00:00Z')
      await other.close()
    },
  )

  rule(
    'older portals date stages a second time',
    {
      evidence: 'reported',
      at: 'public code of several integrations',
      says: 'hs_lifecyclestage_<stage>_date is absent in a newer portal',
    },
    async () => {
      const entered = 'hs_lifecyclestage_customer_date'
      const id = await create('contacts', 'customer')
      expect(await read('contacts', id, entered)).toBeUndefined()
      const older = await openTestPortal({ olderStageDates: 'present' })
      const client = officialClient(older)
      const person = await create('contacts', 'lead', client)
      await client.crm.contacts.basicApi.update(person, { properties: { lifecyclestage: 'customer' } })
      expect(await read('contacts', person, entered, client)).toBe('2026-11-21T12:00:00Z')
      expect(await read('contacts', person, 'hs_lifecyclestage_lead_date', client)).toBe('2026-11-21T12:00:00Z')
      await older.close()
    },
  )

  rule(
    'times in a stage add up',
    documented(calculated, 'latest time in a stage is that of the last stay, cumulative time that of all stays'),
    async () => {
      const id = await create('contacts', 'lead')
      for (const ms of [1_000, 2_000]) {
        portal.clock.advance(ms)
        await move('contacts', id, 'customer')
        await move('contacts', id, '')
        await move('contacts', id, 'lead')
      }
      expect(await read('contacts', id, 'hs_v2_latest_time_in_lead')).toBe('2000')
      expect(await read('contacts', id, 'hs_v2_cumulative_time_in_lead')).toBe('3000')
    },
  )
})
