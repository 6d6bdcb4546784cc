import type { Client } from '@hubspot/api-client'
import { afterAll, beforeAll, expect } from 'vitest'
import type { Json, TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { openTestPortal } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { officialClient } from './official.ts'
import { schemaDraft } from './schema-draft.ts'
import { openWebhookPortal, webhookGuide } from './webhook-portal.ts'

let portal: TestPortal
let hubspot: Client
beforeAll(async () => {
  portal = await openTestPortal()
  hubspot = officialClient(portal)
})
afterAll(() => portal.close())

const documented = (says: string, source: string) => ({ evidence: 'documented' as const, at: source, says })
const assumed = (says: string) => ({ evidence: 'assumed' as const, at, says })
const restore = async (objectType: string, id: string) => {
  const response = await fetch(`${portal.url}/__sandbox/restore-record`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ objectType, id }),
  })
  return { status: response.status, json: (await response.json()) as Json }
}
const at = 'https://knowledge.hubspot.com/records/restore-deleted-records'

rule(
  'a restored record is readable again with its values and associations',
  documented('records can be restored up to 90 days after they were deleted', at),
  async () => {
    const { id } = await hubspot.crm.contacts.basicApi.create({
      properties: { email: 'back@example.com', firstname: 'Back' },
      associations: [],
    })
    const deal = await hubspot.crm.deals.basicApi.create({ properties: { dealname: 'Deal' }, associations: [] })
    await hubspot.crm.associations.v4.basicApi.createDefault('contacts', id, 'deals', deal.id)
    await hubspot.crm.contacts.basicApi.archive(id)
    expect((await restore('contacts', id)).status).toBe(200)
    const found = await hubspot.crm.contacts.basicApi.getById(
      'back@example.com',
      ['firstname'],
      undefined,
      ['deals'],
      false,
      'email',
    )
    expect(found).toMatchObject({ id, archived: false, properties: { firstname: 'Back' } })
    expect(found.associations?.['deals']?.results.map(({ id: to }) => to)).toEqual([deal.id])
    expect((await restore('contacts', id)).status).toBe(400)
  },
)

rule(
  'what is archived is no longer associated, counted or the primary company; restored it is again',
  {
    evidence: 'documented',
    at,
    says: 'restoring a record brings its associations back',
  },
  async () => {
    const { basicApi } = hubspot.crm.contacts
    const { id } = await basicApi.create({ properties: { email: 'left@example.com' }, associations: [] })
    const join = (to: string, type: number) => [
      { to: { id: to }, types: [{ associationCategory: 'HUBSPOT_DEFINED' as never, associationTypeId: type }] },
    ]
    const company = await hubspot.crm.companies.basicApi.create({
      properties: { name: 'Leaving Ltd' },
      associations: join(id, 280),
    })
    const deal = await hubspot.crm.deals.basicApi.create({
      properties: { dealname: 'Lost' },
      associations: join(id, 3),
    })
    const seen = async () => {
      const names = ['num_associated_deals', 'associatedcompanyid']
      const found = await basicApi.getById(id, names, undefined, ['companies', 'deals'])
      return [...names.map((name) => found.properties[name]), Object.keys(found.associations ?? {}).sort()]
    }
    const withDeals = async () =>
      (
        await hubspot.crm.contacts.searchApi.doSearch({
          filterGroups: [{ filters: [{ propertyName: 'associations.deal', operator: 'HAS_PROPERTY' as never }] }],
        })
      ).results.map((found) => found.id)
    expect(await seen()).toEqual(['1', company.id, ['companies', 'deals']])
    expect(await withDeals()).toContain(id)
    await hubspot.crm.deals.basicApi.archive(deal.id)
    expect(await seen()).toEqual([null, company.id, ['companies']])
    expect(await withDeals()).not.toContain(id)
    await hubspot.crm.companies.basicApi.archive(company.id)
    expect(await seen()).toEqual([null, null, []])
    for (const [objectType, record] of [
      ['deals', deal.id],
      ['companies', company.id],
    ] as const) {
      await restore(objectType, record)
    }
    expect(await seen()).toEqual(['1', company.id, ['companies', 'deals']])
  },
)

rule(
  'a record whose unique value is taken stays in the bin',
  assumed('what HubSpot does then is not said'),
  async () => {
    const create = () =>
      hubspot.crm.contacts.basicApi.create({ properties: { email: 'taken@example.com' }, associations: [] })
    const first = await create()
    await hubspot.crm.contacts.basicApi.archive(first.id)
    const second = await create()
    expect(await restore('contacts', first.id)).toEqual({
      status: 400,
      json: { error: `contact ${second.id} has taken email taken@example.com` },
    })
  },
)

rule(
  'after 90 days a record is gone for good',
  documented('records can be restored up to 90 days after they were deleted', at),
  async () => {
    const { id } = await hubspot.crm.contacts.basicApi.create({
      properties: { email: 'late@example.com' },
      associations: [],
    })
    await hubspot.crm.contacts.basicApi.archive(id)
    portal.clock.advance(91 * 86_400_000)
    expect((await restore('contacts', id)).status).toBe(400)
  },
)
rule(
  'subscribers hear of a restored record',
  documented('{object}.restore: when a deleted record is restored', webhookGuide),
  async () => {
    const hooks = await openWebhookPortal([{ eventType: 'contact.restore' }])
    const { id } = await hooks.hubspot.crm.contacts.basicApi.create({
      properties: { email: 'b@example.com' },
      associations: [],
    })
    await hooks.hubspot.crm.contacts.basicApi.archive(id)
    await hooks.portal.call('POST', '/__sandbox/restore-record', { objectType: 'contacts', id })
    const [event] = await hooks.receiver.events(1)
    expect(event).toMatchObject({ subscriptionType: 'contact.restore', objectId: Number(id), changeSource: 'CRM_UI' })
    await hooks.close()
  },
)

rule(
  'records of custom objects come back too',
  documented(
    'records can be restored up to 90 days after they were deleted',
    'https://knowledge.hubspot.com/records/restore-deleted-records',
  ),
  async () => {
    await hubspot.crm.schemas.coreApi.create(schemaDraft('cars'))
    const car = await hubspot.crm.objects.basicApi.create('cars', { properties: { model: 'Panda' }, associations: [] })
    await hubspot.crm.objects.basicApi.archive('cars', car.id)
    expect((await restore('p_cars', car.id)).status).toBe(200)
    expect((await hubspot.crm.objects.basicApi.getById('cars', car.id)).properties['model']).toBe('Panda')
  },
)
