import type { Connection } from 'jsforce'
import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { addField, KEY_FIELD, startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'

const REST = 'https://developer.salesforce.com/docs/platform/api-rest/guide'
const DATA = '/services/data/v68.0'

let org: Started
let conn: Connection
let saved: Record<string, unknown>
beforeAll(async () => {
  org = await startSandbox()
  conn = org.conn
  await addField(org, 'Lead.Tandem_Key__c', KEY_FIELD)
  saved = { ...org.sandbox.snapshot() }
})
beforeEach(() => {
  org.sandbox.restore(saved)
})
afterAll(() => org.stop())

const lead = (name: string, more: Record<string, unknown> = {}) => ({ LastName: name, Company: 'Acme', ...more })
const typed = (type: string, record: Record<string, unknown>) => ({ attributes: { type }, ...record })

const REFUSED = {
  success: false,
  errors: [
    {
      statusCode: 'REQUIRED_FIELD_MISSING',
      message: 'Required fields are missing: [Company]',
      fields: ['Company'],
    },
  ],
}
const TAKEN_BACK = {
  success: false,
  errors: [
    {
      statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      message: 'Record rolled back because not all records were valid and the request was using AllOrNone header',
      fields: [],
    },
  ],
}

async function leads(): Promise<string[]> {
  const found = await conn.query<{ LastName: string }>('SELECT LastName FROM Lead ORDER BY LastName')
  return found.records.map(({ LastName }) => LastName)
}

describe('writing', () => {
  rule(
    'a collection answers 200 with a result per record in the order of the request',
    {
      evidence: 'documented',
      at: `${REST}/resources-composite-sobjects-collections-create.html`,
      says: 'if the request is well formed, the API returns a 200 OK HTTP Status; SaveResult objects come in the order of the requests',
    },
    async () => {
      const made = await conn.sobject('Lead').create([lead('One'), { LastName: 'Two' }, lead('Three')])
      expect(made).toEqual([
        { id: expect.stringMatching(/^00Q\w{15}$/) as string, success: true, errors: [] },
        REFUSED,
        { id: expect.stringMatching(/^00Q\w{15}$/) as string, success: true, errors: [] },
      ])
      expect(await leads()).toEqual(['One', 'Three'])
      const raw = await org.request('POST', `${DATA}/composite/sobjects`, { records: [typed('Lead', {})] })
      expect(raw.status).toBe(200)
    },
  )

  rule(
    'allOrNone takes everything back when one record fails',
    {
      evidence: 'recorded',
      at: `${REST}/resources-composite-sobjects-collections-create.html`,
      says: 'the other records answer ALL_OR_NONE_OPERATION_ROLLED_BACK, the bad one its own error',
    },
    async () => {
      const made = await conn.sobject('Lead').create([lead('One'), { LastName: 'Two' }], { allOrNone: true })
      expect(made).toEqual([TAKEN_BACK, REFUSED])
      expect(await leads()).toEqual([])
    },
  )

  rule(
    'records are updated by id, whatever its case and length',
    {
      evidence: 'recorded',
      at: `${REST}/resources-composite-sobjects-collections-update.html`,
      says: 'each object must contain an id field with a valid ID value; clients send id or Id',
    },
    async () => {
      const [one, two] = (await conn.sobject('Lead').create([lead('One'), lead('Two')])).map(({ id }) => String(id))
      const updated = await conn.sobject('Lead').update([
        { Id: String(one), Title: 'CEO' },
        { Id: String(two).slice(0, 15), Title: 'CFO' },
        { Id: '00Q000000000000EAA', Title: 'x' },
      ])
      expect(updated).toEqual([
        { id: one, success: true, errors: [] },
        { id: two, success: true, errors: [] },
        {
          success: false,
          errors: [{ statusCode: 'INVALID_CROSS_REFERENCE_KEY', message: 'invalid cross reference id', fields: [] }],
        },
      ])
      const raw = await org.request('PATCH', `${DATA}/composite/sobjects`, {
        records: [typed('Lead', { id: one, Title: 'COO' }), typed('Lead', { Title: 'x' })],
      })
      expect(raw.body).toMatchObject([{ id: one, success: true }, { errors: [{ statusCode: 'MISSING_ARGUMENT' }] }])
    },
  )

  rule(
    'a new record cannot bring its id',
    {
      evidence: 'documented',
      at: `${REST}/resources-composite-sobjects-collections-create.html`,
      says: 'set the type attribute for each object, but don’t set the id field for any object',
    },
    async () => {
      // The client leaves ids out of what it creates.
      const made = await org.request('POST', `${DATA}/composite/sobjects`, {
        records: [typed('Lead', { ...lead('One'), id: '00Q000000000000EAA' })],
      })
      const errors = [
        {
          statusCode: 'INVALID_FIELD_FOR_INSERT_UPDATE',
          message: 'cannot specify Id in an insert call',
          fields: ['Id'],
        },
      ]
      expect(made.body).toEqual([{ success: false, errors }])
    },
  )

  rule(
    'more than 200 records are refused as a whole',
    {
      evidence: 'reported',
      at: 'https://github.com/sorenkrabbe/Chrome-Salesforce-inspector/issues/134',
      says: 'EXCEEDED_ID_LIMIT: record limit reached. cannot submit more than 200 records into this call',
    },
    async () => {
      const many = Array.from({ length: 201 }, (_, index) => lead(`N${index}`))
      await expect(conn.sobject('Lead').create(many)).rejects.toMatchObject({
        errorCode: 'EXCEEDED_ID_LIMIT',
        message: 'record limit reached. cannot submit more than 200 records into this call',
      })
      // The client splits by itself only when told to.
      const made = await conn.sobject('Lead').create(many, { allowRecursive: true })
      expect(made.filter(({ success }) => success)).toHaveLength(201)
    },
  )

  rule(
    'types may be mixed in ten runs at most',
    {
      evidence: 'documented',
      at: `${REST}/resources-composite-sobjects-collections-create.html`,
      says: '{account1, account2, contact1, account3} is processed in three chunks; a single request can process up to 10 chunks',
    },
    async () => {
      const mixed = (runs: number) =>
        Array.from({ length: runs }, (_, index) =>
          index % 2 === 0 ? typed('Account', { Name: `A${index}` }) : typed('Contact', { LastName: `C${index}` }),
        )
      const ten = await org.request('POST', `${DATA}/composite/sobjects`, { records: mixed(10) })
      expect([ten.status, (ten.body as { success: boolean }[]).every(({ success }) => success)]).toEqual([200, true])
      const eleven = await org.request('POST', `${DATA}/composite/sobjects`, { records: mixed(11) })
      expect(eleven.status).toBe(400)
      expect(eleven.body).toMatchObject([
        {
          message:
            'Cannot have more than 10 chunks in a single operation. Please rearrange the data to reduce chunking.',
        },
      ])
      const sorted = await org.request('POST', `${DATA}/composite/sobjects`, {
        records: mixed(40).toSorted((a, b) => a.attributes.type.localeCompare(b.attributes.type)),
      })
      expect(sorted.status).toBe(200)
    },
  )

  rule(
    'a collection is one API call',
    {
      evidence: 'documented',
      at: `${REST}/resources-composite-sobjects-collections.html`,
      says: 'the entire request counts as a single call toward your API limits',
    },
    async () => {
      const used = (answer: { headers: Headers }) =>
        Number(/api-usage=(\d+)/.exec(answer.headers.get('sforce-limit-info') ?? '')?.[1])
      const before = used(await org.request('GET', `${DATA}/limits`))
      const records = Array.from({ length: 200 }, (_, index) => typed('Lead', lead(`N${index}`)))
      expect(used(await org.request('POST', `${DATA}/composite/sobjects`, { records }))).toBe(before + 1)
    },
  )
})

describe('upserting', () => {
  rule(
    'each result tells whether its record was created',
    {
      evidence: 'documented',
      at: `${REST}/resources-composite-sobjects-collections-upsert.html`,
      says: 'UpsertResult objects have created: true for new records',
    },
    async () => {
      const known = await conn.sobject('Lead').create(lead('Old', { Tandem_Key__c: 'k1' }))
      const results = await conn
        .sobject('Lead')
        .upsert([lead('One', { Tandem_Key__c: 'K1' }), lead('Two', { Tandem_Key__c: 'k2' })], 'Tandem_Key__c')
      expect(results).toEqual([
        { id: known.id, success: true, errors: [], created: false },
        { id: expect.stringMatching(/^00Q/) as string, success: true, errors: [], created: true },
      ])
    },
  )

  rule(
    'every record whose key another one has is refused',
    {
      evidence: 'recorded',
      at: `${REST}/resources-composite-sobjects-collections-upsert.html`,
      says: 'DUPLICATE_VALUE "Duplicate external id specified: a-1" for the key A-1; all rows that share it are rejected',
    },
    async () => {
      const results = await conn.sobject('Lead').upsert(
        ['A-1', 'a-2', 'a-1'].map((key) => lead(key, { Tandem_Key__c: key })),
        'Tandem_Key__c',
      )
      const duplicate = {
        success: false,
        created: true,
        errors: [
          {
            statusCode: 'DUPLICATE_VALUE',
            message: 'Duplicate external id specified: a-1',
            fields: ['Tandem_Key__c'],
          },
        ],
      }
      expect(results).toEqual([duplicate, expect.objectContaining({ success: true }), duplicate])
      expect(await leads()).toEqual(['a-2'])
    },
  )

  rule(
    'with allOrNone every record says created: true though nothing was',
    {
      evidence: 'client',
      at: 'https://github.com/jsforce/jsforce/blob/main/test/crud.test.ts',
      says: 'each row is success: false and created: true, the bad one with its own code, the others rolled back',
    },
    async () => {
      const records = [lead('One', { Tandem_Key__c: 'k1' }), { LastName: 'Two', Tandem_Key__c: 'k2' }]
      const results = await conn.sobject('Lead').upsert(records, 'Tandem_Key__c', { allOrNone: true })
      expect(results).toEqual([
        { ...TAKEN_BACK, created: true },
        { ...REFUSED, created: true },
      ])
      expect(await leads()).toEqual([])
    },
  )

  rule(
    'the key may be Id, and a record without one is new',
    {
      evidence: 'recorded',
      at: `${REST}/resources-composite-sobjects-collections-upsert.html`,
      says: 'the external id field may be Id; a null creates the record',
    },
    async () => {
      const { id } = await conn.sobject('Lead').create(lead('Old'))
      const answer = await org.request('PATCH', `${DATA}/composite/sobjects/Lead/Id`, {
        records: [typed('Lead', { Id: id, LastName: 'New' }), typed('Lead', { ...lead('Two'), Id: null })],
      })
      expect([answer.status, answer.body]).toEqual([
        200,
        [
          { id, success: true, errors: [], created: false },
          { id: expect.stringMatching(/^00Q/) as string, success: true, errors: [], created: true },
        ],
      ])
      expect(await leads()).toEqual(['New', 'Two'])
    },
  )

  rule(
    'a field that is no key refuses the whole request',
    {
      evidence: 'assumed',
      at: `${REST}/resources-composite-sobjects-collections-upsert.html`,
      says: 'the field has to be an external id or a field to look records up by',
    },
    async () => {
      const answer = await org.request('PATCH', `${DATA}/composite/sobjects/Lead/Company`, {
        records: [typed('Lead', lead('One'))],
      })
      expect([answer.status, answer.body]).toEqual([400, [expect.objectContaining({ errorCode: 'INVALID_FIELD' })]])
    },
  )
})

describe('reading and deleting', () => {
  rule(
    'rows come in the order of the ids, null for those that are not there',
    {
      evidence: 'documented',
      at: `${REST}/resources-composite-sobjects-collections-retrieve.html`,
      says: 'records come in the order of the request; for an invalid or deleted ID the array has null',
    },
    async () => {
      const made = await conn.sobject('Lead').create([lead('One'), lead('Two'), lead('Three')])
      const [one, two, three] = made.map(({ id }) => String(id))
      await conn.sobject('Lead').destroy(String(two))
      const ids = [String(three), String(two), '00Q000000000000EAA', String(one).slice(0, 15)]
      const answer = await org.request('POST', `${DATA}/composite/sobjects/Lead`, { ids, fields: ['lastname'] })
      const shown = (id: string | undefined, name: string) => ({
        attributes: { type: 'Lead', url: `${DATA}/sobjects/Lead/${id}` },
        LastName: name,
      })
      expect([answer.status, answer.body]).toEqual([200, [shown(three, 'Three'), null, null, shown(one, 'One')]])
      const got = await org.request('GET', `${DATA}/composite/sobjects/Lead?ids=${ids.join(',')}&fields=LastName`)
      expect(got.body).toEqual(answer.body)
    },
  )

  rule(
    'records are deleted by the ids of one request, of any type',
    {
      evidence: 'documented',
      at: `${REST}/resources-composite-sobjects-collections-delete.html`,
      says: 'DELETE /composite/sobjects?ids=…&allOrNone=…; up to 200 records',
    },
    async () => {
      const [one] = await conn.sobject('Lead').create([lead('One')])
      const account = await conn.sobject('Account').create({ Name: 'Acme' })
      const ids = [one?.id, account.id, '00Q000000000000EAA'].join(',')
      const kept = await org.request('DELETE', `${DATA}/composite/sobjects?ids=${ids}&allOrNone=true`)
      expect(kept.body).toMatchObject([TAKEN_BACK, TAKEN_BACK, { success: false }])
      expect(await leads()).toEqual(['One'])
      const gone = await org.request('DELETE', `${DATA}/composite/sobjects?ids=${ids}`)
      expect(gone.body).toMatchObject([
        { id: one?.id, success: true, errors: [] },
        { id: account.id, success: true, errors: [] },
        { success: false, errors: [{ statusCode: 'INVALID_CROSS_REFERENCE_KEY' }] },
      ])
      const again = await conn.sobject('Lead').destroy([String(one?.id)])
      expect(again).toMatchObject([{ success: false, errors: [{ statusCode: 'ENTITY_IS_DELETED' }] }])
    },
  )
})
