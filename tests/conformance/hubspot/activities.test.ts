import type { Client } from '@hubspot/api-client'
import { afterAll, beforeAll, expect } from 'vitest'
import type { TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { openTestPortal } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { apiRequest, officialClient } from './official.ts'
import { refusal } from './property-input.ts'

const guides = 'https://developers.hubspot.com/docs/api-reference/latest/crm/activities'
const documented = (page: string, says: string) => ({
  evidence: 'documented' as const,
  at: `${guides}/${page}/guide`,
  says,
})

let portal: TestPortal
let hubspot: Client
beforeAll(async () => {
  portal = await openTestPortal()
  hubspot = officialClient(portal)
})
afterAll(() => portal.close())

const hs_timestamp = '2026-11-22T09:00:00Z'

rule(
  'the addresses of an e-mail come out of its headers',
  documented(
    'email',
    'hs_email_from_email, hs_email_to_email and the names beside them are read-only; hs_email_headers, an escaped JSON text, fills them',
  ),
  async () => {
    const headers = {
      from: { email: 'rep@example.com', firstName: 'Rita', lastName: 'Rep' },
      to: [{ email: 'ada@example.com', firstName: 'Ada' }, { email: 'bob@example.com' }],
      cc: [],
    }
    const api = hubspot.crm.objects.emails.basicApi
    const properties = { hs_timestamp, hs_email_headers: JSON.stringify(headers) }
    const { id } = await api.create({ properties, associations: [] })
    const names = [
      'hs_email_from_email',
      'hs_email_from_firstname',
      'hs_email_from_lastname',
      'hs_email_to_email',
      'hs_email_to_firstname',
    ]
    expect((await api.getById(id, names)).properties).toMatchObject({
      hs_email_from_email: 'rep@example.com',
      hs_email_from_firstname: 'Rita',
      hs_email_from_lastname: 'Rep',
      hs_email_to_email: 'ada@example.com;bob@example.com',
      hs_email_to_firstname: 'Ada',
    })
    await expect(api.update(id, { properties: { hs_email_to_email: 'x@example.com' } })).rejects.toMatchObject({
      body: { errors: [{ code: 'READ_ONLY_VALUE' }] },
    })
    await api.update(id, { properties: { hs_email_headers: '' } })
    expect((await api.getById(id, names)).properties['hs_email_from_email']).toBeNull()
  },
)

rule(
  'headers of an e-mail are JSON',
  {
    evidence: 'reported',
    at: 'public code of an integration',
    says: 'INVALID_JSON on hs_email_headers; its text is not known',
  },
  async () => {
    const refused = hubspot.crm.objects.emails.basicApi.create({
      properties: { hs_timestamp, hs_email_headers: 'ada@example.com' },
      associations: [],
    })
    await expect(refused).rejects.toMatchObject(
      refusal('hs_email_headers', 'INVALID_JSON', 'hs_email_headers was not valid JSON.'),
    )
  },
)

rule(
  'a task starts as not started and is dated when it is completed',
  documented(
    'tasks',
    'hs_task_status NOT_STARTED, IN_PROGRESS, WAITING, DEFERRED, COMPLETED; the completion date is calculated',
  ),
  async () => {
    const api = hubspot.crm.objects.tasks.basicApi
    const { id } = await api.create({ properties: { hs_timestamp }, associations: [] })
    const read = async () => (await api.getById(id, ['hs_task_status', 'hs_task_completion_date'])).properties
    expect(await read()).toMatchObject({ hs_task_status: 'NOT_STARTED', hs_task_completion_date: null })
    portal.clock.advance(60_000)
    await api.update(id, { properties: { hs_task_status: 'COMPLETED' } })
    expect(await read()).toMatchObject({ hs_task_completion_date: '2026-11-21T12:01:00Z' })
    portal.clock.advance(60_000)
    await api.update(id, { properties: { hs_task_subject: 'Done' } })
    expect(await read()).toMatchObject({ hs_task_completion_date: '2026-11-21T12:01:00Z' })
    await api.update(id, { properties: { hs_task_status: 'IN_PROGRESS' } })
    expect(await read()).toMatchObject({ hs_task_completion_date: null })
    await expect(api.update(id, { properties: { hs_task_priority: 'URGENT' } })).rejects.toMatchObject({
      body: { errors: [{ code: 'INVALID_OPTION' }] },
    })
  },
)

rule(
  'an activity is created with its associations and read with them',
  documented(
    'calls',
    'an associations object in the create; note 202, call 194, e-mail 198, meeting 200, task 204 lead to a contact',
  ),
  async () => {
    const contact = await hubspot.crm.contacts.basicApi.create({
      properties: { email: 'ada@example.com' },
      associations: [],
    })
    for (const [type, typeId] of [
      ['notes', 202],
      ['calls', 194],
      ['emails', 198],
      ['meetings', 200],
      ['tasks', 204],
    ] as const) {
      const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: typeId }]
      const made = await apiRequest(hubspot, {
        method: 'POST',
        path: `/crm/objects/2026-03/${type}`,
        body: { properties: { hs_timestamp }, associations: [{ to: { id: contact.id }, types }] },
      })
      expect([type, made.status]).toEqual([type, 201])
    }
    const read = await hubspot.crm.contacts.basicApi.getById(contact.id, undefined, undefined, [
      'notes',
      'calls',
      'emails',
      'meetings',
      'tasks',
    ])
    expect(Object.entries(read.associations ?? {}).map(([type, { results }]) => [type, results.length])).toEqual([
      ['notes', 1],
      ['calls', 1],
      ['emails', 1],
      ['meetings', 1],
      ['tasks', 1],
    ])
  },
)

rule(
  'the outcome of a call is one of the GUIDs every portal has',
  documented('calls', 'hs_call_disposition: Connected f240bbac-87c9-4f6e-bf70-924b57d47db7 and five others'),
  async () => {
    const create = (hs_call_disposition: string) =>
      hubspot.crm.objects.calls.basicApi.create({ properties: { hs_timestamp, hs_call_disposition }, associations: [] })
    expect((await create('f240bbac-87c9-4f6e-bf70-924b57d47db7')).properties['hs_call_disposition']).toBe(
      'f240bbac-87c9-4f6e-bf70-924b57d47db7',
    )
    await expect(create('Connected')).rejects.toMatchObject({ body: { errors: [{ code: 'INVALID_OPTION' }] } })
  },
)
