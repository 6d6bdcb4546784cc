import { afterAll, expect } from 'vitest'
import { rule } from '../rule.ts'
import { defined, openAssociationPortal, own, schema, v4 } from './association-portal.ts'
import { refusal } from './lists.ts'
import { apiRequest } from './official.ts'

const { portal, hubspot, contact, company, held } = await openAssociationPortal()
afterAll(() => portal.close())

rule(
  'a label of the portal has a type for each direction and reads back from both ends',
  {
    evidence: 'documented',
    at: schema,
    says: 'labels: POST answers 200 with both types; inverseLabel for the other direction',
  },
  async () => {
    const { definitionsApi } = hubspot.crm.associations.v4.schema
    const made = await apiRequest(hubspot, {
      method: 'POST',
      path: '/crm/associations/2026-03/contacts/companies/labels',
      body: { name: 'advisor', label: 'Advisor', inverseLabel: 'Advised by' },
    })
    expect(made).toMatchObject({ status: 200, json: { results: [{ label: 'Advisor' }, { label: 'Advised by' }] } })
    const [forth = 0, back = 0] = [0, 1].map((at) => Number(made.json['results']?.[at]?.['typeId']))
    const [a, b] = [await contact(), await company()]
    const put = await hubspot.crm.associations.v4.basicApi.create('contacts', a, 'companies', b, [own(forth)])
    expect(put.labels).toEqual(['Advisor'])
    expect(await held('companies', b, 'contacts')).toEqual({ [a]: [280, 2, back] })
    const listed = await definitionsApi.getAll('contacts', 'companies')
    expect(listed.results.map(({ typeId, label }) => [typeId, label])).toEqual([
      [279, null],
      [1, 'Primary'],
      [forth, 'Advisor'],
    ])
    const again = definitionsApi.create('contacts', 'companies', { name: 'advisor_2', label: 'Advisor' })
    expect(await refusal(again)).toMatchObject({ code: 400, body: { category: 'VALIDATION_ERROR' } })
    const sameName = definitionsApi.create('contacts', 'companies', { name: 'advisor', label: 'Adviser' })
    expect(await refusal(sameName)).toMatchObject({ code: 400, body: { category: 'VALIDATION_ERROR' } })
  },
)

rule(
  'relabelling without an inverse puts the label on both sides; deleting either type deletes both and frees the records',
  {
    evidence: 'reported',
    at: 'scopiousdigital/kalup, observations of 2026-10',
    says: 'PUT and DELETE of labels, seen on live portals',
  },
  async () => {
    for (const version of ['v4', '2026-03', '2026-09']) {
      const base = version === 'v4' ? '/crm/v4/associations' : `/crm/associations/${version}`
      const labels = `${base}/contacts/companies/labels`
      const made = await apiRequest(hubspot, {
        method: 'POST',
        path: labels,
        body:
          version === 'v4'
            ? { name: version, label: `Label ${version}` }
            : { name: `n_${version}`, label: `Label ${version}`, inverseLabel: 'Back' },
      })
      expect(made.status).toBe(200)
      const [forth, back] = [0, 1].map((at) => Number(made.json['results']?.[at]?.['typeId']))
      const [a, b] = [await contact(), await company()]
      await hubspot.crm.associations.v4.basicApi.create('contacts', a, 'companies', b, [own(forth ?? 0)])
      const renamed = await apiRequest(hubspot, {
        method: 'PUT',
        path: labels,
        body: { associationTypeId: forth, label: `New ${version}` },
      })
      expect(renamed.status).toBe(204)
      const there = await apiRequest(hubspot, { path: `${base}/companies/contacts/labels` })
      expect(there.text).toContain(`New ${version}`)
      expect((await apiRequest(hubspot, { method: 'DELETE', path: `${labels}/${back}` })).status).toBe(204)
      expect(await held('contacts', a, 'companies')).toEqual({ [b]: [279, 1] })
      expect((await apiRequest(hubspot, { path: labels })).text).not.toContain(`New ${version}`)
      expect(await apiRequest(hubspot, { method: 'DELETE', path: `${labels}/${back}` })).toMatchObject({
        status: 400,
        json: { message: 'Unable to find objectTypeIds' },
      })
    }
  },
)

rule(
  'labels answer under both orders of the path, /crm/v4/associations and /crm/associations/v4',
  {
    evidence: 'documented',
    at: 'HubSpot OpenAPI associations-schema.v4.json',
    says: '/crm/associations/v4/{from}/{to}/labels',
  },
  async () => {
    const paths = ['/crm/v4/associations', '/crm/associations/v4'].map((start) => `${start}/contacts/companies/labels`)
    const [usual, newer] = await Promise.all(paths.map((path) => apiRequest(hubspot, { method: 'GET', path })))
    expect(newer).toMatchObject({ status: 200, json: { results: usual?.json['results'] } })
  },
)

rule(
  'the 51st label of a pair is refused with a status of its own',
  {
    evidence: 'reported',
    at: 'scopiousdigital/kalup, observations of 2026-10',
    says: 'HTTP 437 No more than 50 association types are allowed between …',
  },
  async () => {
    const add = (n: number) =>
      hubspot.crm.associations.v4.schema.definitionsApi.create('deals', 'companies', {
        name: `role_${n}`,
        label: `Role ${n}`,
      })
    for (let n = 0; n < 50; n += 1) await add(n)
    expect(await refusal(add(50))).toMatchObject({ code: 437 })
  },
)

rule(
  'single labels are taken away; taking the label-less type away takes everything',
  {
    evidence: 'documented',
    at: v4,
    says: 'Deleting an unlabeled association will also delete all labeled associations between those two objects',
  },
  async () => {
    const made = await hubspot.crm.associations.v4.schema.definitionsApi.create('contacts', 'companies', {
      name: 'payer',
      label: 'Payer',
    })
    const typeId = made.results[0]?.typeId ?? 0
    const [a, b] = [await contact(), await company()]
    const { basicApi, batchApi } = hubspot.crm.associations.v4
    await basicApi.create('contacts', a, 'companies', b, [own(typeId)])
    const inputs = (type: object) => ({ inputs: [{ _from: { id: a }, to: { id: b }, types: [type] }] }) as never
    await batchApi.archiveLabels('contacts', 'companies', inputs(own(typeId)))
    expect(await held('contacts', a, 'companies')).toEqual({ [b]: [279, 1] })
    await batchApi.archiveLabels('contacts', 'companies', inputs(defined(1)))
    expect(await held('contacts', a, 'companies')).toEqual({ [b]: [279] })
    const read = await hubspot.crm.contacts.basicApi.getById(a, ['associatedcompanyid'])
    expect(read.properties['associatedcompanyid']).toBeNull()
    await basicApi.create('contacts', a, 'companies', b, [own(typeId)])
    const dated = await apiRequest(hubspot, {
      method: 'POST',
      path: '/crm/associations/2026-03/contacts/companies/batch/labels/archive',
      body: { inputs: [{ from: { id: a }, to: { id: b }, types: [defined(279)] }] },
    })
    expect(dated).toMatchObject({ status: 200, json: { status: 'COMPLETE', results: [] } })
    expect(await held('contacts', a, 'companies')).toEqual({})
  },
)
