import type { Client } from '@hubspot/api-client'
import { afterAll, beforeAll, expect } from 'vitest'
import type { TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { openTestPortal } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { officialClient } from './official.ts'

let portal: TestPortal
let hubspot: Client
let contact: string
beforeAll(async () => {
  portal = await openTestPortal()
  hubspot = officialClient(portal)
  const made = await hubspot.crm.contacts.basicApi.create({
    properties: { email: 'ada@example.com' },
    associations: [],
  })
  contact = made.id
})
afterAll(() => portal.close())

const primary = (id: string) => ({
  to: { id },
  types: [{ associationCategory: 'HUBSPOT_DEFINED' as never, associationTypeId: 578 }],
})
const primaryContact = () => [primary(contact)]

const at = 'https://developers.hubspot.com/docs/api-reference/latest/crm/objects/leads/guide'
const create = (properties: Record<string, string>, associations = primaryContact()) =>
  hubspot.crm.objects.leads.basicApi.create({ properties: { hs_lead_name: 'Ada', ...properties }, associations })

rule(
  'a lead needs its primary contact',
  { evidence: 'documented', at, says: 'a lead must be associated with an existing contact; type 578' },
  async () => {
    await expect(create({}, [])).rejects.toMatchObject({ code: 400, body: { category: 'VALIDATION_ERROR' } })
    const batch = hubspot.crm.objects.leads.batchApi.create({
      inputs: [{ properties: { hs_lead_name: 'Ada' }, associations: [] }],
    })
    await expect(batch).rejects.toMatchObject({ code: 400, body: { category: 'VALIDATION_ERROR' } })
  },
)

rule(
  'a lead starts at the first stage of the lead pipeline',
  {
    evidence: 'reported',
    at: 'public code of several integrations',
    says: 'pipeline lead-pipeline-id with new-stage-id, attempting-stage-id, connected-stage-id, qualified-stage-id, unqualified-stage-id',
  },
  async () => {
    const { id } = await create({})
    const lead = await hubspot.crm.objects.leads.basicApi.getById(id, ['hs_pipeline', 'hs_pipeline_stage'], undefined, [
      'contacts',
    ])
    expect(lead.properties).toMatchObject({ hs_pipeline: 'lead-pipeline-id', hs_pipeline_stage: 'new-stage-id' })
    expect(lead.associations?.['contacts']?.results.map(({ id: to }) => to)).toContain(contact)
    const moved = await hubspot.crm.objects.leads.basicApi.update(id, {
      properties: { hs_pipeline_stage: 'connected-stage-id' },
    })
    expect(moved.properties['hs_pipeline_stage']).toBe('connected-stage-id')
    const wrong = hubspot.crm.objects.leads.basicApi.update(id, { properties: { hs_pipeline_stage: 'closedwon' } })
    await expect(wrong).rejects.toMatchObject({ code: 400, body: { errors: [{ code: 'INVALID_OPTION' }] } })
  },
)

rule(
  'the lead pipeline is readable',
  { evidence: 'reported', at: 'public code of several integrations', says: 'GET /crm/v3/pipelines/0-136' },
  async () => {
    const { results } = await hubspot.crm.pipelines.pipelinesApi.getAll('leads')
    expect(results.map(({ id, stages }) => [id, stages.map((stage) => stage.id)])).toEqual([
      [
        'lead-pipeline-id',
        ['new-stage-id', 'attempting-stage-id', 'connected-stage-id', 'qualified-stage-id', 'unqualified-stage-id'],
      ],
    ])
  },
)
rule(
  'a contact may be the primary one of several leads, a lead has one primary contact',
  { evidence: 'documented', at, says: 'type 578 is a lead with its primary contact, 608 any contact of a lead' },
  async () => {
    const [first, second] = [await create({}), await create({})]
    const held = async (lead: string) =>
      (await hubspot.crm.associations.v4.basicApi.getPage('leads', lead, 'contacts')).results.map(
        ({ toObjectId, associationTypes }) => [
          String(toObjectId as unknown),
          associationTypes.map(({ typeId }) => typeId).toSorted((a, b) => a - b),
        ],
      )
    expect([await held(first.id), await held(second.id)]).toEqual([[[contact, [578, 608]]], [[contact, [578, 608]]]])
    const other = await hubspot.crm.contacts.basicApi.create({
      properties: { email: 'grace@example.com' },
      associations: [],
    })
    await hubspot.crm.associations.v4.basicApi.create('leads', first.id, 'contacts', other.id, primary(other.id).types)
    expect(new Map((await held(first.id)) as [string, number[]][])).toEqual(
      new Map([
        [contact, [608]],
        [other.id, [578, 608]],
      ]),
    )
  },
)
