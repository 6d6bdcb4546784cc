import { afterAll, expect } from 'vitest'
import { companyData } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { openAssociationPortal, schema, v4 } from './association-portal.ts'
import { refusal } from './lists.ts'
import { apiRequest } from './official.ts'

const { portal, hubspot, contact } = await openAssociationPortal()
afterAll(() => portal.close())

rule(
  'an administrator limits how many records a record may be associated with',
  {
    evidence: 'documented',
    at: schema,
    says: 'definitions/configurations: maxToObjectIds per type; the text of the refusal is assumed',
  },
  async () => {
    const path = '/crm/associations/2026-03/definitions/configurations'
    const post = (verb: string, inputs: object[]) =>
      apiRequest(hubspot, { method: 'POST', path: `${path}/contacts/deals/batch/${verb}`, body: { inputs } })
    const spec = { category: 'HUBSPOT_DEFINED', typeId: 4 }
    expect(await post('create', [{ ...spec, maxToObjectIds: 2 }])).toMatchObject({
      status: 201,
      json: { results: [{ typeId: 4, userEnforcedMaxToObjectIds: 2 }] },
    })
    expect((await post('update', [{ ...spec, maxToObjectIds: 1 }])).status).toBe(200)
    expect((await apiRequest(hubspot, { path: `${path}/all` })).json['results']?.[0]).toMatchObject({
      userEnforcedMaxToObjectIds: 1,
    })
    expect((await apiRequest(hubspot, { path: `${path}/contacts/deals` })).json['results']).toHaveLength(1)
    const a = await contact()
    const deal = async () =>
      (await hubspot.crm.deals.basicApi.create({ properties: { dealname: 'D' }, associations: [] })).id
    await hubspot.crm.associations.v4.basicApi.createDefault('contacts', a, 'deals', await deal())
    const second = hubspot.crm.associations.v4.basicApi.createDefault('contacts', a, 'deals', await deal())
    expect(await refusal(second)).toMatchObject({ code: 400, body: { category: 'VALIDATION_ERROR' } })
    expect((await post('purge', [spec])).status).toBe(200)
    await hubspot.crm.associations.v4.basicApi.createDefault('contacts', a, 'deals', await deal())
  },
)

rule(
  'a report of records with very many associations is sent to a user',
  { evidence: 'documented', at: v4, says: 'POST /usage/high-usage-report/{userId}: userId, userEmail, enqueueTime' },
  async () => {
    const owner = {
      email: 'ops@acme.example',
      name: 'Olga Ops',
      role: 'rep',
      managerEmail: null,
      region: null,
    } as const
    portal.sandbox.seed(companyData({ owners: [owner] }))
    const [ops] = (await hubspot.crm.owners.ownersApi.getPage('ops@acme.example')).results
    for (const path of ['/crm/v4/associations', '/crm/associations/2026-03']) {
      const report = await apiRequest(hubspot, {
        method: 'POST',
        path: `${path}/usage/high-usage-report/${ops?.userId}`,
      })
      expect(report).toMatchObject({ status: 200, json: { userId: ops?.userId, userEmail: 'ops@acme.example' } })
    }
  },
)
