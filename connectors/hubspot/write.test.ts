import nock from 'nock'
import { expect, test } from 'vitest'
import { withoutNetwork } from '#support/no-network.ts'
import { connectionId } from '#domain/ids.ts'
import type { WriteOperation } from '#ports/connector/writes.ts'
import { fakeTiming } from '../shared/fake-timing.ts'
import { createHubSpotConnector } from './index.ts'

const HOST = 'https://api.hubapi.com'

withoutNetwork()

interface Input {
  readonly id?: string
  readonly objectWriteTraceId: string
  readonly properties: Readonly<Record<string, string>>
}

const PROPERTIES = {
  results: [
    { name: 'email', type: 'string', fieldType: 'text' },
    { name: 'lifecyclestage', type: 'enumeration', fieldType: 'radio' },
  ],
}

/** Answers each batch with what `answer` makes of its inputs; collects the sizes. */
function serve(path: RegExp, answer: (inputs: readonly Input[]) => [number, object]): number[] {
  const sizes: number[] = []
  nock(HOST)
    .persist()
    .get(/properties/)
    .reply(200, PROPERTIES)
  nock(HOST)
    .persist()
    .post(path)
    .reply(async (request: Request) => {
      const { inputs } = (await request.json()) as { inputs: Input[] }
      sizes.push(inputs.length)
      return answer(inputs)
    })
  return sizes
}

const connect = () =>
  createHubSpotConnector({ connectionId: connectionId('c'), token: 't', clock: { now: () => 0 }, timing: fakeTiming() })

const update = (id: string, values: Record<string, string | null>): WriteOperation => ({
  kind: 'update',
  traceId: `trace-${id}`,
  object: 'contacts',
  id,
  values,
})

const record = (input: Input, id = input.id ?? '1', more: object = {}) => ({
  id,
  properties: input.properties,
  updatedAt: '2026-11-21T10:00:00Z',
  objectWriteTraceId: input.objectWriteTraceId,
  ...more,
})

test('one bad record of an update batch is found by halving, the others are written', async () => {
  const sizes = serve(/batch\/update/, (inputs) =>
    inputs.some((input) => input.id === '5')
      ? [
          400,
          {
            category: 'VALIDATION_ERROR',
            message: 'bad',
            errors: [{ message: 'bad', code: 'INVALID_OPTION', context: { propertyName: ['lifecyclestage'] } }],
          },
        ]
      : [200, { results: inputs.map((input) => record(input)) }],
  )
  const outcomes = await connect().write(
    ['1', '2', '3', '4', '5', '6', '7', '8'].map((id) => update(id, { lifecyclestage: 'lead' })),
  )
  expect(outcomes.map((o) => [o.traceId, o.ok])).toEqual(
    ['1', '2', '3', '4', '5', '6', '7', '8'].map((id) => [`trace-${id}`, id !== '5']),
  )
  expect(outcomes[4]).toMatchObject({ error: { code: 'INVALID_OPTION', disposition: 'park' } })
  expect(sizes[0]).toBe(8)
  expect(sizes.length).toBeLessThanOrEqual(7)
})

test('a property that no record has is not searched for one by one', async () => {
  const missing = {
    category: 'VALIDATION_ERROR',
    message: 'x',
    errors: [{ message: 'x', code: 'PROPERTY_DOESNT_EXIST', context: { propertyName: ['nope'] } }],
  }
  const sizes = serve(/batch\/update/, () => [400, missing])
  const outcomes = await connect().write(['1', '2', '3'].map((id) => update(id, { nope: 'x' })))
  expect(outcomes.every((o) => !o.ok && o.error.code === 'PROPERTY_DOESNT_EXIST')).toBe(true)
  expect(sizes).toEqual([3])
})

/** A portal that refuses every create and upsert because this contact has the value. */
function taken(holder: Readonly<Record<string, string>>, message: string, category: string): string[] {
  const updated: string[] = []
  const stamp = new Date(0).toISOString()
  serve(/batch\/(create|upsert)/, (inputs) => [
    207,
    {
      results: [],
      errors: inputs.map((input) => ({
        category,
        message,
        context: { objectWriteTraceId: [input.objectWriteTraceId] },
      })),
    },
  ])
  serve(/batch\/read/, (inputs) => [
    200,
    {
      results: inputs
        .filter(({ id }) => id === '9' || id === holder['email'])
        .map(() => ({ id: '9', properties: { createdate: stamp, lastmodifieddate: stamp, ...holder } })),
    },
  ])
  serve(/batch\/update/, (inputs) => {
    updated.push(...inputs.map(({ id }) => id ?? ''))
    return [200, { results: inputs.map((input) => record(input, input.id ?? '')) }]
  })
  return updated
}
const EXISTS = 'Contact already exists. Existing ID: 9'
const HAS_IT =
  'Cannot set PropertyValueCoordinates{portalId=1, objectTypeId=0-1, propertyName=tandem_key, value=k1} on a new record. 9 already has that value.'
const create = (values: Record<string, string>): WriteOperation => ({
  kind: 'create',
  traceId: 'a',
  object: 'contacts',
  values,
})
const keyed = (values: Record<string, string>): WriteOperation => ({
  kind: 'upsert',
  traceId: 'a',
  object: 'contacts',
  keyField: 'tandem_key',
  key: 'k1',
  values,
})

test('a create whose contact is there already finds it, and takes back nothing that was typed there since', async () => {
  const updated = taken({ email: 'a@example.com', firstname: 'Anna' }, EXISTS, 'CONFLICT')
  expect(await connect().write([create({ email: 'A@example.com', firstname: 'Ana' })])).toMatchObject([
    { traceId: 'a', ok: true, id: '9', effect: 'unchanged', values: { email: 'a@example.com', firstname: 'Anna' } },
  ])
  expect(updated).toEqual([])
})

test('a create without an id in the refusal finds its contact by the address, or by a further one', async () => {
  taken({ email: 'a@example.com' }, 'Contact already exists', 'CONFLICT')
  expect(await connect().write([create({ email: 'a@example.com' })])).toMatchObject([{ ok: true, id: '9' }])
  taken({ email: 'b@example.com', hs_additional_emails: 'c@example.com;a@example.com' }, EXISTS, 'CONFLICT')
  expect(await connect().write([create({ email: 'a@example.com' })])).toMatchObject([{ ok: true, id: '9' }])
})

test('a keyed upsert that lost a race is written to the record that has its key', async () => {
  const updated = taken({ email: 'a@example.com', tandem_key: 'k1' }, HAS_IT, 'VALIDATION_ERROR')
  expect(await connect().write([keyed({ firstname: 'Ana' })])).toMatchObject([
    { traceId: 'a', ok: true, id: '9', effect: 'updated', values: { firstname: 'Ana' } },
  ])
  expect(updated).toEqual(['9'])
})

test('a keyed upsert whose address is that of a contact without a key takes that one', async () => {
  const updated = taken({ email: 'a@example.com' }, EXISTS, 'CONFLICT')
  expect(await connect().write([keyed({ email: 'a@example.com' })])).toMatchObject([{ ok: true, id: '9' }])
  expect(updated).toEqual(['9'])
})

test.each([
  ['has the key of another link', { email: 'a@example.com', tandem_key: 'other' }, keyed({ email: 'a@example.com' })],
  ['has another address', { email: 'b@example.com' }, create({ email: 'a@example.com' })],
])('a value that is taken by a record which %s waits for a person, who is told which', async (_what, holder, write) => {
  const updated = taken(holder, EXISTS, 'CONFLICT')
  const [outcome] = await connect().write([write])
  expect(outcome).toMatchObject({ ok: false, error: { code: 'ALREADY_EXISTS', disposition: 'park' } })
  if (outcome?.ok !== false) throw new Error('it was written')
  expect([outcome.error.message, outcome.error.remedy].join(' ')).toContain('record 9 of contacts')
  expect(outcome.error.message).not.toContain('@')
  expect(updated).toEqual([])
})

test('results in any order and errors by trace id meet their operations', async () => {
  serve(/batch\/create/, (inputs) => [
    207,
    {
      results: inputs
        .slice(1)
        .toReversed()
        .map((input, i) => record(input, String(100 + i))),
      errors: [
        {
          category: 'CONFLICT',
          message: 'Contact already exists. Existing ID: 9',
          context: { objectWriteTraceId: [inputs[0]?.objectWriteTraceId], existingId: ['9'] },
        },
      ],
    },
  ])
  const outcomes = await connect().write(
    ['a', 'b', 'c'].map((name) => ({
      kind: 'create',
      traceId: name,
      object: 'contacts',
      values: { email: `${name}@example.com` },
    })),
  )
  expect(outcomes).toMatchObject([
    { traceId: 'a', ok: false, error: { code: 'ALREADY_EXISTS', context: { existingId: '9' } } },
    { traceId: 'b', ok: true, id: '101', effect: 'created', values: { email: 'b@example.com' } },
    { traceId: 'c', ok: true, id: '100', effect: 'created', values: { email: 'c@example.com' } },
  ])
})

test('an updated record that is missing in the answer was deleted or merged away', async () => {
  serve(/batch\/update/, (inputs) => [
    200,
    { results: inputs.filter((input) => input.id === '1').map((input) => record(input)) },
  ])
  // Read back: 2 is gone, 3 went into 9, 4 is there and was left out all the same.
  serve(/batch\/read/, () => [
    207,
    {
      results: [
        { id: '9', properties: { hs_merged_object_ids: '3;8' } },
        { id: '4', properties: {} },
      ],
      errors: [],
    },
  ])
  const outcomes = await connect().write(['1', '2', '3', '4'].map((id) => update(id, { email: null })))
  expect(outcomes).toMatchObject([
    { ok: true },
    { ok: false, error: { code: 'RECORD_NOT_FOUND', disposition: 'park' } },
    { ok: false, error: { code: 'RECORD_MERGED', disposition: 'retry', context: { survivorId: '9' } } },
    { ok: false, error: { code: 'NO_OUTCOME', disposition: 'retry' } },
  ])
})

test.each(['create', 'upsert'] as const)(
  'an answer that says nothing about an input of %s is no success',
  async (kind) => {
    serve(/batch\/(create|upsert)/, (inputs) => [
      200,
      { results: inputs.slice(1).map((input) => record(input, '7')), errors: [] },
    ])
    const given = ['a', 'b'].map((traceId): WriteOperation => {
      const values = { email: `${traceId}@example.com` }
      return kind === 'create'
        ? { kind, traceId, object: 'contacts', values }
        : { kind, traceId, object: 'contacts', keyField: 'email', key: values.email, values }
    })
    expect(await connect().write(given)).toMatchObject([
      { traceId: 'a', ok: false, error: { code: 'NO_OUTCOME', disposition: 'retry' } },
      { traceId: 'b', ok: true, id: '7' },
    ])
  },
)

test('an answer by e-mail meets the address that was sent, though it comes in lower case and out of order', async () => {
  serve(/batch\/upsert/, (inputs) => [
    200,
    {
      results: inputs.toReversed().map(({ id = '' }, i) => {
        return { id: String(i), new: false, properties: { email: id.toLowerCase() }, updatedAt: '2026-11-21T10:00:00Z' }
      }),
    },
  ])
  const outcomes = await connect().write(
    ['Ada@Example.com', 'GRACE@example.com'].map((key): WriteOperation => {
      return { kind: 'upsert', traceId: key, object: 'contacts', keyField: 'email', key, values: {} }
    }),
  )
  expect(outcomes).toMatchObject([
    { traceId: 'Ada@Example.com', ok: true, id: '1' },
    { traceId: 'GRACE@example.com', ok: true, id: '0' },
  ])
})

test('blank is sent as the empty string, and the value HubSpot kept comes back', async () => {
  const sent: Input[] = []
  serve(/batch\/update/, (inputs) => {
    sent.push(...inputs)
    return [
      200,
      { results: inputs.map((input) => ({ ...record(input), properties: { lifecyclestage: 'customer', email: '' } })) },
    ]
  })
  const outcomes = await connect().write([update('1', { lifecyclestage: 'lead', email: null })])
  expect(sent[0]?.properties).toEqual({ lifecyclestage: 'lead', email: '' })
  expect(outcomes).toMatchObject([
    { ok: true, values: { lifecyclestage: 'customer', email: null }, modifiedAt: Date.parse('2026-11-21T10:00:00Z') },
  ])
})

test('two writes of one record go into two calls, in order', async () => {
  const seen: string[] = []
  const sizes = serve(/batch\/update/, (inputs) => {
    seen.push(...inputs.map((input) => input.properties['email'] ?? ''))
    return [200, { results: inputs.map((input) => record(input)) }]
  })
  await connect().write([
    update('1', { email: 'first@example.com' }),
    update('2', { email: 'x@example.com' }),
    update('1', { email: 'second@example.com' }),
  ])
  expect(sizes).toEqual([2, 1])
  expect(seen.at(-1)).toBe('second@example.com')
})

test('250 creates take three calls', async () => {
  let next = 0
  const sizes = serve(/batch\/create/, (inputs) => [
    201,
    { results: inputs.map((input) => record(input, String((next += 1)))) },
  ])
  const operations = Array.from({ length: 250 }, (_, i): WriteOperation => ({
    kind: 'create',
    traceId: String(i),
    object: 'contacts',
    values: {},
  }))
  const outcomes = await connect().write(operations)
  expect(sizes).toEqual([100, 100, 50])
  expect(outcomes.map((o) => o.traceId)).toEqual(operations.map((o) => o.traceId))
})

test('lead conversion is refused for HubSpot', async () => {
  const outcomes = await connect().write([
    {
      kind: 'convert-lead',
      traceId: 'x',
      leadId: '1',
      convertedStatus: 's',
      ownerId: 'o',
      accountId: null,
      contactId: null,
      opportunityName: null,
    },
  ])
  expect(outcomes).toMatchObject([{ ok: false, error: { code: 'UNSUPPORTED_OPERATION', disposition: 'park' } }])
})

test('batches of different records are under way together, four at most; a record that comes twice is written in order', async () => {
  let running = 0
  let most = 0
  const written: string[] = []
  nock(HOST)
    .persist()
    .get(/properties/)
    .reply(200, PROPERTIES)
  nock(HOST)
    .persist()
    .post(/batch\/update/)
    .reply(async (request: Request) => {
      const { inputs } = (await request.json()) as { inputs: Input[] }
      running += 1
      most = Math.max(most, running)
      // One alone is answered sooner, and would overtake the others.
      await new Promise((resolve) => setTimeout(resolve, inputs.length === 1 ? 1 : 20))
      running -= 1
      written.push(...inputs.flatMap((input) => (input.id === '7' ? [input.properties['email'] ?? ''] : [])))
      return [200, { results: inputs.map((input) => record(input)) }]
    })
  const updates = Array.from({ length: 900 }, (_, i) => update(String(i), { email: `${i}@example.com` }))
  expect((await connect().write(updates)).every((outcome) => outcome.ok)).toBe(true)
  expect(most).toBe(4)
  written.length = 0
  await connect().write([...updates.slice(0, 100), update('7', { email: 'last@example.com' })])
  expect(written).toEqual(['7@example.com', 'last@example.com'])
})
