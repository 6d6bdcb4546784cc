import type { Client } from '@hubspot/api-client'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import type { TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { text as asText, noon, openTestPortal } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { apiRequest, officialClient } from './official.ts'

const guides = 'https://developers.hubspot.com/docs/api-reference/latest/crm'

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

const primaryContact = () => [
  { to: { id: contact }, types: [{ associationCategory: 'HUBSPOT_DEFINED' as never, associationTypeId: 578 }] },
]
const dueAt = '2026-11-22T09:00:00Z'

type ActivityApi = Client['crm']['objects']['calls']

interface Row {
  readonly name: string
  readonly typeId: string
  readonly singular: string
  readonly guide: string
  /** The generated clients of all types have the same methods, each with enumerations of its own. */
  readonly api: () => ActivityApi
  readonly properties: Readonly<Record<string, string>>
  readonly text: string
  readonly missing: string
}

const rows: readonly Row[] = [
  {
    name: 'calls',
    typeId: '0-48',
    singular: 'call',
    guide: `${guides}/activities/calls/guide`,
    api: () => hubspot.crm.objects.calls,
    properties: {
      hs_timestamp: dueAt,
      hs_call_title: 'Intro',
      hs_call_duration: '90000',
      hs_call_direction: 'OUTBOUND',
    },
    text: 'hs_call_title',
    missing: 'hs_timestamp',
  },
  {
    name: 'emails',
    typeId: '0-49',
    singular: 'email',
    guide: `${guides}/activities/email/guide`,
    api: () => hubspot.crm.objects.emails as unknown as ActivityApi,
    properties: {
      hs_timestamp: dueAt,
      hs_email_subject: 'Offer',
      hs_email_direction: 'EMAIL',
      hs_email_status: 'SENT',
    },
    text: 'hs_email_subject',
    missing: 'hs_timestamp',
  },
  {
    name: 'meetings',
    typeId: '0-47',
    singular: 'meeting',
    guide: `${guides}/activities/meetings/guide`,
    api: () => hubspot.crm.objects.meetings as unknown as ActivityApi,
    properties: { hs_timestamp: dueAt, hs_meeting_title: 'Demo', hs_meeting_outcome: 'SCHEDULED' },
    text: 'hs_meeting_title',
    missing: 'hs_timestamp',
  },
  {
    name: 'notes',
    typeId: '0-46',
    singular: 'note',
    guide: `${guides}/activities/notes/guide`,
    api: () => hubspot.crm.objects.notes as unknown as ActivityApi,
    properties: { hs_timestamp: dueAt, hs_note_body: '<p>Called back</p>' },
    text: 'hs_note_body',
    missing: 'hs_timestamp',
  },
  {
    name: 'tasks',
    typeId: '0-27',
    singular: 'task',
    guide: `${guides}/activities/tasks/guide`,
    api: () => hubspot.crm.objects.tasks as unknown as ActivityApi,
    properties: { hs_timestamp: dueAt, hs_task_subject: 'Call back', hs_task_priority: 'HIGH', hs_task_type: 'CALL' },
    text: 'hs_task_subject',
    missing: 'hs_timestamp',
  },
  {
    name: 'leads',
    typeId: '0-136',
    singular: 'lead',
    guide: `${guides}/objects/leads/guide`,
    api: () => hubspot.crm.objects.leads as unknown as ActivityApi,
    properties: { hs_lead_name: 'Ada Lind', hs_lead_label: 'WARM', hs_lead_type: 'NEW BUSINESS' },
    text: 'hs_lead_name',
    missing: 'hs_lead_name',
  },
]

describe.each(rows)('$name', (row) => {
  const { name, properties, text, guide } = row
  const associations = () => (name === 'leads' ? primaryContact() : [])
  const create = (more: Record<string, string> = {}) =>
    row.api().basicApi.create({ properties: { ...properties, ...more }, associations: associations() })
  const source = (says: string) => ({ evidence: 'documented' as const, at: guide, says })

  rule(
    `${name} can be created, read, changed and archived`,
    source('POST, GET, PATCH, DELETE /crm/v3/objects/…'),
    async () => {
      const api = row.api().basicApi
      const made = await create()
      expect(made.properties).toMatchObject(properties)
      const read = await api.getById(made.id, [text, 'hubspot_owner_id'], [text])
      expect(read.properties).toEqual({
        [text]: properties[text],
        hubspot_owner_id: null,
        hs_createdate: new Date(noon).toISOString().replace('.000Z', 'Z'),
        hs_lastmodifieddate: new Date(noon).toISOString().replace('.000Z', 'Z'),
        hs_object_id: made.id,
      })
      const changed = await api.update(made.id, { properties: { [text]: 'Another' } })
      expect(changed.properties[text]).toBe('Another')
      const history = (await api.getById(made.id, undefined, [text])).propertiesWithHistory?.[text]
      expect(history?.map(({ value, sourceType }) => [value, sourceType])).toEqual([
        ['Another', 'INTEGRATION'],
        [properties[text], 'INTEGRATION'],
      ])
      await api.archive(made.id)
      await expect(api.getById(made.id)).rejects.toMatchObject({ code: 404 })
      const archived = await api.getById(made.id, [text], undefined, undefined, true)
      expect(archived).toMatchObject({ archived: true, properties: { [text]: 'Another' } })
    },
  )

  rule(
    `${name} are listed, living and archived apart`,
    source('GET /crm/v3/objects/… pages by id; archived=true lists the deleted'),
    async () => {
      const api = row.api().basicApi
      const [first, second] = [await create(), await create()]
      await api.archive(first.id)
      const living = await api.getPage(100)
      const archived = await api.getPage(100, undefined, undefined, undefined, undefined, true)
      expect(living.results.map(({ id }) => id)).toContain(second.id)
      expect(living.results.map(({ id }) => id)).not.toContain(first.id)
      expect(archived.results.map(({ id }) => id)).toContain(first.id)
    },
  )

  rule(
    `${name} have all batch verbs`,
    source('batch create, read, update, upsert, archive take up to 100 inputs'),
    async () => {
      const api = row.api().batchApi
      const unique = `external_${row.singular}`
      await hubspot.crm.properties.coreApi.create(name, {
        name: unique,
        label: 'External ID',
        type: 'string' as never,
        fieldType: 'text' as never,
        groupName: name === 'leads' ? 'lead_information' : 'engagement',
        hasUniqueValue: true,
      })
      const input = (key: string) => ({ properties: { ...properties, [unique]: key }, associations: associations() })
      const made = await api.create({ inputs: [input('a'), input('b')] })
      const ids = made.results.map(({ id }) => id)
      expect(new Set(ids).size).toBe(2)
      const read = await api.read({
        inputs: [{ id: 'b' }],
        idProperty: unique,
        properties: [text],
        propertiesWithHistory: [],
      })
      expect(read.results[0]?.properties[text]).toBe(properties[text])
      const changed = await api.update({ inputs: ids.map((id) => ({ id, properties: { [text]: 'Changed' } })) })
      expect(changed.results.map(({ properties: now }) => now[text])).toEqual(['Changed', 'Changed'])
      const upserted = await api.upsert({
        inputs: [{ id: 'a', idProperty: unique, properties: { [text]: 'Upserted' } }],
      })
      expect(upserted.results[0]).toMatchObject({ _new: false, properties: { [text]: 'Upserted' } })
      await api.archive({ inputs: ids.map((id) => ({ id })) })
      const gone = await api.read({ inputs: ids.map((id) => ({ id })), properties: [], propertiesWithHistory: [] })
      expect(gone).toMatchObject({
        results: [],
        errors: [
          {
            category: 'OBJECT_NOT_FOUND',
            message: `Could not get some ${row.singular.toUpperCase()} objects, they may be deleted or not exist. Check that ids are valid.`,
          },
        ],
      })
    },
  )

  rule(
    `${name} are found by search, archived ones are not`,
    source('POST …/search; archived records are never found'),
    async () => {
      const word = `Zebra ${row.singular}`
      const made = await create({ [text]: word })
      const found = async () =>
        (
          await row.api().searchApi.doSearch({
            filterGroups: [{ filters: [{ propertyName: text, operator: 'EQ' as never, value: word }] }],
            properties: [text],
            limit: 10,
            after: '0',
            sorts: [],
          })
        ).results.map(({ id }) => id)
      expect(await found()).toEqual([made.id])
      await row.api().basicApi.archive(made.id)
      expect(await found()).toEqual([])
    },
  )

  rule(`${name} need ${row.missing}`, source(`${row.missing} is required`), async () => {
    const rest: Record<string, string> = { ...properties }
    delete rest[row.missing]
    const refused = row.api().basicApi.create({ properties: rest, associations: associations() })
    await expect(refused).rejects.toMatchObject({
      code: 400,
      body: {
        status: 'error',
        category: 'VALIDATION_ERROR',
        message: `Error creating ${row.singular.toUpperCase()}. Some required properties were not set.`,
      },
    })
  })

  const says =
    'names in the plural or singular and type ids are interchangeable in paths; the same operations are at /crm/objects/{version}'
  rule(`${name} answer by name and by type id ${row.typeId}, numbered and dated`, source(says), async () => {
    const made = await create()
    const words = [name, row.singular, row.typeId]
    const paths = words.flatMap((word) =>
      ['/crm/v3/objects/', '/crm/objects/2026-03/', '/crm/objects/2026-09/'].map((start) => start + word),
    )
    for (const path of paths) {
      const { status, json } = await apiRequest(hubspot, { method: 'GET', path: `${path}/${made.id}` })
      expect([path, status, json['id']]).toEqual([path, 200, made.id])
    }
    const dated = await apiRequest(hubspot, {
      method: 'POST',
      path: `/crm/objects/2026-09/${name}`,
      body: { properties, associations: associations() },
    })
    expect(dated.status).toBe(201)
    expect(dated.json['url']).toBe(
      `https://app.hubspot.com/contacts/148200317/record/${row.typeId}/${asText(dated.json['id'])}`,
    )
  })
})

rule(
  'an unknown object type cannot be inferred',
  { evidence: 'recorded', at: 'public captures', says: 'Unable to infer object type from: butterflies' },
  async () => {
    await expect(hubspot.crm.objects.basicApi.getPage('butterflies')).rejects.toMatchObject({
      code: 400,
      body: { status: 'error', message: 'Unable to infer object type from: butterflies' },
    })
  },
)
