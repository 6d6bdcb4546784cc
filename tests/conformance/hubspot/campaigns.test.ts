import type { Client } from '@hubspot/api-client'
import { afterAll, beforeAll, expect } from 'vitest'
import type { Answered } from './official.ts'
import type { TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { companyData, contactRow, noon, openTestPortal, text } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { apiRequest, officialClient } from './official.ts'

const guide = 'https://developers.hubspot.com/docs/api-reference/2026-03/marketing/campaigns/guide'
const spec = 'HubSpot OpenAPI campaigns.v3.json'
const dayMs = 86_400_000
const guidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const paths = ['/marketing/v3/campaigns', '/marketing/campaigns/2026-03', '/marketing/campaigns/2026-09'] as const
const base = paths[1]

let portal: TestPortal
let hubspot: Client

beforeAll(async () => {
  portal = await openTestPortal()
  hubspot = officialClient(portal)
  const campaign = { channel: 'PAID_SOCIAL', currency: 'EUR', startOn: '2026-03-01', endOn: null }
  portal.sandbox.seed(
    companyData({
      campaigns: [
        { ...campaign, name: 'Spring', spend: '100.10' },
        { ...campaign, name: 'Autumn', spend: '0' },
      ],
      contacts: [
        contactRow('ada@acme.example', {
          campaign: 'Spring',
          createdAt: noon - 10 * dayMs,
          becameMqlAt: noon - 2 * dayMs,
        }),
        contactRow('bob@acme.example', { campaign: 'Spring', createdAt: noon - 5 * dayMs }),
        contactRow('cy@acme.example', { campaign: 'Autumn', createdAt: noon - 4 * dayMs }),
      ],
    }),
  )
})
afterAll(() => portal.close())

// The client joins arrays with commas, as HubSpot accepts.
const get = (path: string, qs: object = {}): Promise<Answered> => apiRequest(hubspot, { path, qs })
const send = (method: string, path: string, body?: object): Promise<Answered> =>
  apiRequest(hubspot, { method, path, ...(body === undefined ? {} : { body }) })

async function make(properties: object, path: string = base): Promise<string> {
  const made = await send('POST', path, { properties })
  expect(made.status).toBe(201)
  return text(made.json['id'])
}

const guidOf = async (name: string): Promise<string> => text((await get(base, { name })).json['results']?.[0]?.['id'])

rule(
  'a campaign is made, read with the properties that are asked for, changed and deleted',
  {
    evidence: 'documented',
    at: spec,
    says: 'id is a GUID; blank properties are left out; an empty text resets; DELETE answers 204 whether it exists or not',
  },
  async () => {
    for (const path of paths) {
      const guid = await make({ hs_name: `Made at ${path}`, hs_notes: 'n', hs_start_date: '2026-05-01' }, path)
      expect(guid).toMatch(guidPattern)
      expect((await get(`${path}/${guid}`)).json).toMatchObject({
        id: guid,
        properties: {},
        assets: {},
        businessUnits: [{ id: 0 }],
      })
      const changed = await send('PATCH', `${path}/${guid}`, { properties: { hs_notes: '', hs_audience: 'CFOs' } })
      expect(changed.status).toBe(200)
      const read = await get(`${path}/${guid}`, {
        properties: ['hs_name', 'hs_notes', 'hs_audience', 'hs_start_date', 'nonsense'],
      })
      expect(read.json['properties']).toEqual({
        hs_name: `Made at ${path}`,
        hs_audience: 'CFOs',
        hs_start_date: '2026-05-01',
      })
      expect((await send('DELETE', `${path}/${guid}`)).status).toBe(204)
      expect((await send('DELETE', `${path}/${guid}`)).status).toBe(204)
      expect((await get(`${path}/${guid}`)).status).toBe(404)
    }
  },
)

rule(
  'the list has no properties unless they are asked for, and pages by an opaque cursor with a total',
  {
    evidence: 'recorded',
    at: 'amp-labs/connectors read/campaigns/1-first-page.json',
    says: 'total, results, paging.next.after "Mg%3D%3D"; limit 1–100, default 50',
  },
  async () => {
    for (const path of paths) {
      const first = await get(path, { limit: 1, sort: 'hs_name', properties: 'hs_name,hs_spend_items_sum_amount' })
      expect(first.json).toMatchObject({
        total: 2,
        results: [{ properties: { hs_name: 'Autumn', hs_spend_items_sum_amount: '0.0' } }],
      })
      const after = text(first.json['paging']?.['next']?.['after'])
      expect(after).toMatch(/%3D$/)
      const second = await get(path, { limit: 1, sort: 'hs_name', after })
      expect(second.json['results']).toMatchObject([{ properties: {} }])
      expect(second.json).not.toHaveProperty('paging')
    }
    expect((await get(base, { limit: 101 })).status).toBe(400)
    expect((await get(base, { after: '%' })).status).toBe(400)
  },
)

rule(
  'the list sorts by name or date, also downwards, and filters by a part of the name',
  {
    evidence: 'documented',
    at: guide,
    says: 'sort: hs_name, createdAt, updatedAt, "-" for descending; name: part of the name',
  },
  async () => {
    const names = async (qs: object) => {
      const { json } = await get(base, { properties: 'hs_name', ...qs })
      return (json['results'] as unknown as readonly { properties: { hs_name: string } }[]).map(
        ({ properties }) => properties.hs_name,
      )
    }
    expect(await names({ sort: '-hs_name' })).toEqual(['Spring', 'Autumn'])
    expect(await names({ sort: 'createdAt' })).toEqual(['Spring', 'Autumn'])
    expect(await names({ name: 'PRI' })).toEqual(['Spring'])
    expect((await get(base, { sort: 'hs_notes' })).status).toBe(400)
  },
)

rule(
  'read-only and unknown properties are refused with 400, and so are values that do not fit',
  { evidence: 'documented', at: spec, says: 'Read-only and non-existent properties will cause 400 error' },
  async () => {
    const guid = await guidOf('Spring')
    for (const properties of [
      { hs_spend_items_sum_amount: '1' },
      { hs_object_id: '1' },
      { no_such_property: 'x' },
      { hs_start_date: 'yesterday' },
      { hs_campaign_status: 'dreaming' },
    ]) {
      expect(await send('PATCH', `${base}/${guid}`, { properties })).toMatchObject({
        status: 400,
        json: { category: 'VALIDATION_ERROR' },
      })
    }
    expect((await send('POST', base, { properties: {} })).status).toBe(400)
  },
)

rule(
  'whether a portal takes properties of its own on campaigns is found out by making, writing and reading one',
  { evidence: 'assumed', at: guide, says: 'not documented: the setting accepts, ignores or refuses them' },
  async () => {
    const found: Record<string, unknown> = {}
    for (const customCampaignProperties of ['accepted', 'ignored', 'refused'] as const) {
      const other = await openTestPortal({ customCampaignProperties })
      const client = officialClient(other)
      const call = (method: string, path: string, body?: object) =>
        apiRequest(client, { method, path, ...(body === undefined ? {} : { body }) })
      const definition = {
        name: 'tandem_cpl',
        label: 'Cost per lead',
        type: 'number',
        fieldType: 'number',
        groupName: 'campaigninformation',
      }
      const defined = await call('POST', '/crm/properties/2026-03/0-35', definition)
      const made = await call('POST', base, { properties: { hs_name: 'Probe' } })
      const path = `${base}/${text(made.json['id'])}`
      const written = await call('PATCH', path, { properties: { tandem_cpl: '12.5' } })
      const read = await apiRequest(client, { path, qs: { properties: 'tandem_cpl' } })
      found[customCampaignProperties] = [defined.status, written.status, read.json['properties']]
      await other.close()
    }
    expect(found).toEqual({
      accepted: [201, 200, { tandem_cpl: '12.5' }],
      ignored: [201, 200, {}],
      refused: [400, 400, {}],
    })
    const listed = await hubspot.crm.properties.coreApi.getAll('campaigns')
    expect(listed.results.find(({ name }) => name === 'hs_spend_items_sum_amount')).toMatchObject({ calculated: true })
  },
)

rule(
  'batches take 50, fail input by input, drop duplicates and keep no order',
  {
    evidence: 'recorded',
    at: 'amp-labs/connectors batch/read/campaigns/multi-207.json',
    says: "Invalid request: 'Invalid campaign GUID format: …', CampaignApiError.INVALID_REQUEST",
  },
  async () => {
    for (const path of paths) {
      const made = await send('POST', `${path}/batch/create`, {
        inputs: [{ properties: { hs_name: `One ${path}` } }, { properties: { hs_name: `Two ${path}` } }],
      })
      expect(made.status).toBe(201)
      const ids = [0, 1].map((at) => text(made.json['results']?.[at]?.['id']))
      const read = await apiRequest(hubspot, {
        method: 'POST',
        path: `${path}/batch/read`,
        qs: { properties: 'hs_name' },
        body: { inputs: [{ id: ids[1] }, { id: ids[0] }, { id: ids[0] }, { id: 'not-a-guid' }] },
      })
      expect(read).toMatchObject({
        status: 207,
        json: {
          numErrors: 1,
          errors: [
            {
              status: 'error',
              category: 'VALIDATION_ERROR',
              subCategory: 'CampaignApiError.INVALID_REQUEST',
              message: "Invalid request: 'Invalid campaign GUID format: not-a-guid'",
              context: { message: ['Invalid campaign GUID format: not-a-guid'] },
            },
          ],
        },
      })
      expect(read.json['results']).toHaveLength(2)
      const updated = await send('POST', `${path}/batch/update`, {
        inputs: [{ id: ids[0], properties: { hs_notes: 'x' } }],
      })
      expect(updated).toMatchObject({ status: 200, json: { results: [{ id: ids[0], properties: { hs_notes: 'x' } }] } })
      const archived = await send('POST', `${path}/batch/archive`, {
        inputs: [...ids.map((id) => ({ id })), { id: ids[0] }],
      })
      expect(archived.status).toBe(204)
    }
    const inputs = Array.from({ length: 51 }, (_, n) => ({ properties: { hs_name: `No ${n}` } }))
    expect((await send('POST', `${base}/batch/create`, { inputs })).status).toBe(400)
    expect((await get(base)).json['total']).toBe(2)
  },
)

rule(
  'budget and spend are kept as items, summed exactly; totals are numbers, the sums of the campaign texts',
  {
    evidence: 'documented',
    at: guide,
    says: 'budget|spend items; budget/totals {budgetTotal, spendTotal, remainingBudget, currencyCode}',
  },
  async () => {
    for (const path of paths) {
      const guid = await make({ hs_name: `Money ${path}`, hs_currency_code: 'EUR' }, path)
      for (const kind of ['budget', 'spend']) {
        const made = await send('POST', `${path}/${guid}/${kind}`, {
          name: 'Ads',
          amount: 0.1,
          order: 0,
          description: 'd',
        })
        expect(made).toMatchObject({
          status: 201,
          json: { name: 'Ads', amount: 0.1, order: 0, createdAt: noon, updatedAt: noon },
        })
        const item = `${path}/${guid}/${kind}/${text(made.json['id'])}`
        expect((await get(item)).json).toEqual(made.json)
        expect((await send('PUT', item, { name: 'Ads', amount: 0.3, order: 1 })).json['amount']).toBe(0.3)
        const more = await send('POST', `${path}/${guid}/${kind}`, { name: 'More', amount: 2, order: 2 })
        if (kind === 'spend')
          expect((await send('DELETE', `${path}/${guid}/spend/${text(more.json['id'])}`)).status).toBe(204)
      }
      expect((await get(`${path}/${guid}/budget/totals`)).json).toMatchObject({
        budgetTotal: 2.3,
        spendTotal: 0.3,
        remainingBudget: 2,
        currencyCode: 'EUR',
        spendItems: [{ amount: 0.3 }],
      })
      const sums = await get(`${path}/${guid}`, { properties: 'hs_budget_items_sum_amount,hs_spend_items_sum_amount' })
      expect(sums.json['properties']).toEqual({ hs_budget_items_sum_amount: '2.3', hs_spend_items_sum_amount: '0.3' })
      await send('DELETE', `${path}/${guid}`)
    }
  },
)

rule(
  'assets belong to a campaign by type; a list is shown by its name',
  {
    evidence: 'recorded',
    at: 'amp-labs/connectors batch/read/campaigns/ok-200.json',
    says: 'assets: {OBJECT_LIST: {results: [{id, name}]}}',
  },
  async () => {
    const { list } = await hubspot.crm.lists.listsApi.create({
      name: 'Invited',
      objectTypeId: '0-1',
      processingType: 'MANUAL',
    })
    for (const path of paths) {
      const guid = await make({ hs_name: `Assets ${path}` }, path)
      const asset = `${path}/${guid}/assets/OBJECT_LIST/${list.listId}`
      expect((await send('PUT', asset)).status).toBe(204)
      expect((await get(`${path}/${guid}`)).json['assets']).toEqual({
        OBJECT_LIST: { results: [{ id: list.listId, name: 'Invited' }] },
      })
      expect((await get(`${path}/${guid}/assets/OBJECT_LIST`)).json['results']).toEqual([
        { id: list.listId, name: 'Invited' },
      ])
      expect((await send('DELETE', asset)).status).toBe(204)
      expect((await get(`${path}/${guid}/assets/OBJECT_LIST`)).json['results']).toEqual([])
      await send('DELETE', `${path}/${guid}`)
    }
  },
)

rule(
  'metrics and contacts of a campaign come from the touches of the contacts, within days',
  {
    evidence: 'documented',
    at: guide,
    says: 'metrics {sessions, newContactsFirstTouch, newContactsLastTouch, influencedContacts}; contacts/{type}: ids, paged; dates default to 2006-01-01 … today',
  },
  async () => {
    const guid = await guidOf('Spring')
    const byEmail = async (email: string) =>
      (await hubspot.crm.contacts.basicApi.getById(email, undefined, undefined, undefined, false, 'email')).id
    const [ada, bob] = [await byEmail('ada@acme.example'), await byEmail('bob@acme.example')]
    for (const path of paths) {
      expect((await get(`${path}/${guid}/reports/metrics`)).json).toEqual({
        sessions: 0,
        newContactsFirstTouch: 2,
        newContactsLastTouch: 2,
        influencedContacts: 2,
      })
      const days = { startDate: '2026-11-18', endDate: '2026-11-20' }
      expect((await get(`${path}/${guid}/reports/metrics`, days)).json).toMatchObject({
        newContactsFirstTouch: 0,
        newContactsLastTouch: 1,
      })
      const first = await get(`${path}/${guid}/reports/contacts/contactFirstTouch`, { limit: 1 })
      expect(first.json['results']).toEqual([{ id: ada }])
      const after = text(first.json['paging']?.['next']?.['after'])
      expect((await get(`${path}/${guid}/reports/contacts/contactFirstTouch`, { limit: 1, after })).json).toEqual({
        results: [{ id: bob }],
      })
      expect((await get(`${path}/${guid}/reports/contacts/influencedContacts`, days)).json).toEqual({
        results: [{ id: ada }],
      })
      expect((await get(`${path}/${guid}/reports/contacts/contactLastTouch`)).json['results']).toHaveLength(2)
    }
  },
)

rule(
  'revenue of a campaign is its share in won deals of its contacts, by the model that is asked for',
  {
    evidence: 'documented',
    at: guide,
    says: 'revenue {dealAmount, dealsNumber, revenueAmount, contactsNumber, currencyCode}; LINEAR by default',
  },
  async () => {
    const { results } = await hubspot.crm.contacts.basicApi.getPage(10, undefined, ['email'])
    const idOf = (name: string) =>
      results.find(({ properties }) => properties['email']?.startsWith(name) === true)?.id ?? ''
    const deal = async (amount: string, dealstage: string, people: readonly string[]) => {
      const made = await hubspot.crm.deals.basicApi.create({
        properties: { dealname: 'D', amount, dealstage },
        associations: [],
      })
      for (const id of people)
        await hubspot.crm.associations.v4.basicApi.createDefault('deals', made.id, 'contacts', id)
    }
    // Touches in order: Ada by Spring, Cy by Autumn, Ada by Spring again.
    await deal('900', 'closedwon', [idOf('ada'), idOf('cy')])
    await deal('50', 'qualifiedtobuy', [idOf('bob')])
    const guid = await guidOf('Spring')
    const revenue = async (qs: object = {}, name = guid) => (await get(`${base}/${name}/reports/revenue`, qs)).json
    expect(await revenue()).toEqual({
      dealsNumber: 2,
      dealAmount: 950,
      revenueAmount: 600,
      contactsNumber: 2,
      currencyCode: 'EUR',
    })
    const amounts: Record<string, unknown> = {}
    for (const model of [
      'FIRST_INTERACTION',
      'LAST_INTERACTION',
      'U_SHAPED',
      'J_SHAPED',
      'INVERSE_J_SHAPED',
      'W_SHAPED',
      'FULL_PATH',
      'TIME_DECAY',
    ]) {
      const [ours, theirs] = [
        await revenue({ attributionModel: model }),
        await revenue({ attributionModel: model }, await guidOf('Autumn')),
      ]
      amounts[model] = Number(ours['revenueAmount'])
      // Every model gives the whole deal away.
      expect(Number(ours['revenueAmount']) + Number(theirs['revenueAmount'])).toBeCloseTo(900)
    }
    expect(amounts).toMatchObject({
      FIRST_INTERACTION: 900,
      LAST_INTERACTION: 900,
      U_SHAPED: 720,
      J_SHAPED: 720,
      W_SHAPED: 810,
    })
    expect(await revenue({ endDate: '2026-11-20' })).toMatchObject({ dealsNumber: 0, revenueAmount: 0 })
    expect((await get(`${base}/${guid}/reports/revenue`, { attributionModel: 'MAGIC' })).status).toBe(400)
  },
)

rule(
  'a malformed GUID on a report is a 400 without category',
  {
    evidence: 'reported',
    at: 'live probe of 2026-04',
    says: '{"status":"error","message":"There was a problem with the request.","correlationId"}',
  },
  async () => {
    const answer = await get(`${base}/not-a-guid/reports/metrics`)
    expect(answer.status).toBe(400)
    expect(Object.keys(answer.json).toSorted()).toEqual(['correlationId', 'message', 'status'])
    expect(answer.json['message']).toBe('There was a problem with the request.')
  },
)

rule(
  'campaigns need their own scopes, revenue one of its own',
  { evidence: 'documented', at: spec, says: 'security: marketing.campaigns.read, .write, .revenue.read' },
  async () => {
    const narrow = await openTestPortal({ scopes: ['marketing.campaigns.read'] })
    const client = officialClient(narrow)
    expect((await apiRequest(client, { path: base })).status).toBe(200)
    const write = await apiRequest(client, { method: 'POST', path: base, body: { properties: { hs_name: 'X' } } })
    expect(write).toMatchObject({ status: 403, json: { category: 'MISSING_SCOPES' } })
    const revenue = await apiRequest(client, { path: `${base}/5f7bff76-193f-43af-968b-f13c6576ca76/reports/revenue` })
    expect(revenue.json['errors']?.[0]?.['context']).toEqual({
      requiredGranularScopes: ['marketing.campaigns.revenue.read'],
    })
    await narrow.close()
  },
)
