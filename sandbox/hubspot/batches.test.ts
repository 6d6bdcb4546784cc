import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Answer, TestPortal } from './test-portal.ts'
import { openTestPortal, text } from './test-portal.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await openTestPortal()
})
afterAll(() => portal.close())

const path = '/crm/objects/2026-03/contacts/batch'
const batch = (verb: string, inputs: unknown[], more: object = {}) =>
  portal.call('POST', `${path}/${verb}`, { inputs, ...more })
const results = (answer: Answer) =>
  answer.json['results'] as unknown as {
    id: string
    new?: boolean
    objectWriteTraceId?: string
    properties: Record<string, string | null>
  }[]
const errors = (answer: Answer) =>
  answer.json['errors'] as unknown as { category: string; message: string; context: Record<string, string[]> }[]

async function made(...emails: string[]): Promise<string[]> {
  const answer = await batch(
    'create',
    emails.map((email) => ({ properties: { email } })),
  )
  expect(answer.status).toBe(201)
  return emails.map((email) => results(answer).find(({ properties }) => properties['email'] === email)?.id ?? '')
}

it('creates all or nothing without trace ids, and does not say with whom a conflict is', async () => {
  await made('a@example.com')
  const answer = await batch('create', [
    { properties: { email: 'b@example.com' } },
    { properties: { email: 'A@example.com' } },
  ])
  expect(answer).toMatchObject({ status: 409, json: { category: 'CONFLICT', message: 'Contact already exists' } })
  expect((await portal.call('GET', '/crm/v3/objects/contacts/b@example.com?idProperty=email')).status).toBe(404)
})

it('creates what it can with a trace id on every input, and answers 207', async () => {
  const [taken] = await made('c@example.com')
  const answer = await batch('create', [
    { properties: { email: 'd@example.com' }, objectWriteTraceId: 't1' },
    { properties: { email: 'c@example.com' }, objectWriteTraceId: 't2' },
    { properties: { email: 'nonsense' }, objectWriteTraceId: 't3' },
  ])
  expect(answer.status).toBe(207)
  expect(answer.json).toMatchObject({ status: 'COMPLETE', numErrors: 2 })
  expect(results(answer).map(({ objectWriteTraceId }) => objectWriteTraceId)).toEqual(['t1'])
  expect(errors(answer)).toMatchObject([
    {
      category: 'CONFLICT',
      message: `Contact already exists. Existing ID: ${taken}`,
      context: { objectWriteTraceId: ['t2'], existingId: [taken] },
    },
    { category: 'VALIDATION_ERROR', context: { objectWriteTraceId: ['t3'] } },
  ])
})

it('does not give results in the order of the inputs', async () => {
  const ids = await made(...Array.from({ length: 12 }, (_, at) => `order${at}@example.com`))
  const read = await batch(
    'read',
    ids.map((id) => ({ id })),
    { properties: ['email'] },
  )
  expect(results(read).map(({ id }) => id)).not.toEqual(ids)
  expect(
    results(read)
      .map(({ id }) => id)
      .sort(),
  ).toEqual([...ids].sort())
})

it('names unknown ids in a 207 of reads and updates, without trace ids too', async () => {
  const [id] = await made('e@example.com')
  const read = await batch('read', [{ id }, { id: '1' }], { properties: ['email'] })
  expect(read.status).toBe(207)
  expect(results(read)).toHaveLength(1)
  expect(errors(read)).toMatchObject([{ category: 'OBJECT_NOT_FOUND', context: { ids: ['1'] } }])
  const update = await batch('update', [
    { id, properties: { firstname: 'E' } },
    { id: '1', properties: {} },
  ])
  expect(update.status).toBe(207)
  expect(results(update)[0]?.properties['firstname']).toBe('E')
})

it('reads by e-mail in any case', async () => {
  const [id] = await made('f@example.com')
  const read = await batch('read', [{ id: 'F@Example.com' }], { idProperty: 'email', properties: ['email'] })
  expect(results(read)[0]?.id).toBe(id)
})

it('refuses a whole update for one bad value without trace ids, and for one id twice in any case', async () => {
  const [id, other] = await made('g@example.com', 'h@example.com')
  const answer = await batch('update', [
    { id, properties: { firstname: 'G' } },
    { id: other, properties: { lifecyclestage: 'bogus' } },
  ])
  expect(answer.status).toBe(400)
  expect((await portal.call('GET', `/crm/v3/objects/contacts/${id}`)).json['properties']?.['firstname']).toBeNull()
  const twice = await batch('update', [
    { id, properties: {} },
    { id, properties: {} },
  ])
  expect(twice.json['message']).toBe(`Duplicate IDs found in batch input: [${id}]. IDs must be unique`)
})

it('upserts by a custom unique property: makes, then updates, and says which', async () => {
  await portal.call('POST', '/crm/v3/properties/contacts', {
    name: 'tandem_key',
    label: 'Key',
    type: 'string',
    fieldType: 'text',
    groupName: 'contactinformation',
    hasUniqueValue: true,
  })
  const upsert = (firstname: string) =>
    batch('upsert', [{ id: 'K-1', idProperty: 'tandem_key', properties: { firstname }, objectWriteTraceId: 'u' }])
  const first = results(await upsert('One'))[0]
  const second = results(await upsert('Two'))[0]
  expect(first).toMatchObject({ new: true, properties: { tandem_key: 'K-1', firstname: 'One' } })
  expect(second).toMatchObject({ id: first?.id, new: false, properties: { firstname: 'Two' } })
  const [other] = await made('i@example.com')
  const taken = await portal.call('PATCH', `/crm/v3/objects/contacts/${other}`, { properties: { tandem_key: 'K-1' } })
  expect(taken.status).toBe(400)
  expect(text(taken.json['message'])).toMatch(
    /^Cannot set PropertyValueCoordinates\{portalId=\d+, objectTypeId=0-1, propertyName=tandem_key, value=K-1\} on /,
  )
})

it('upserts by e-mail all or nothing, whatever the trace ids, and not at all by a property that is not unique', async () => {
  const answer = await batch('upsert', [
    { id: 'j@example.com', idProperty: 'email', properties: {}, objectWriteTraceId: '1' },
    { id: 'k@example.com', idProperty: 'email', properties: { lifecyclestage: 'bogus' }, objectWriteTraceId: '2' },
  ])
  expect(answer.status).toBe(400)
  expect((await portal.call('GET', '/crm/v3/objects/contacts/j@example.com?idProperty=email')).status).toBe(404)
  const byName = await portal.call('POST', '/crm/v3/objects/deals/batch/upsert', {
    inputs: [{ id: 'D', idProperty: 'dealname', properties: {} }],
  })
  expect(byName.json['message']).toBe('Unable to perform update/upsert by non-unique 0-3 property dealname')
})

it('takes 100 inputs and no more', async () => {
  const inputs = Array.from({ length: 101 }, (_, at) => ({ id: text(at + 1) }))
  expect((await batch('read', inputs)).status).toBe(400)
  expect((await batch('read', inputs.slice(1))).status).toBe(207)
})
