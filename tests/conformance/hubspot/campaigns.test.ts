import { afterAll, expect } from 'vitest'
import { openTestPortal, text } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { base, guide, guidPattern, paths, spec, openCampaignPortal } from './campaign-portal.ts'
import { apiRequest, officialClient } from './official.ts'

const { portal, hubspot, get, send, make, guidOf } = await openCampaignPortal()
afterAll(() => portal.close())

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
      { hs_name: '' },
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
