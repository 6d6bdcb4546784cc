import type { Connection } from 'jsforce'
import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'

const REST = 'https://developer.salesforce.com/docs/platform/api-rest/guide'
const DATA = '/services/data/v68.0'
const ROLLED_BACK = [
  {
    errorCode: 'PROCESSING_HALTED',
    message: 'The transaction was rolled back since another operation in the same transaction failed.',
  },
]

let org: Started
let conn: Connection
let saved: Record<string, unknown>
beforeAll(async () => {
  org = await startSandbox()
  conn = org.conn
  saved = { ...org.sandbox.snapshot() }
})
beforeEach(() => {
  org.sandbox.restore(saved)
})
afterAll(() => org.stop())

interface Part {
  readonly body: unknown
  readonly httpHeaders: Record<string, string>
  readonly httpStatusCode: number
  readonly referenceId: string
}

/** A POST through the client. */
function post<T>(path: string, body: unknown): Promise<T> {
  return conn.request<T>({
    method: 'POST',
    url: `${DATA}${path}`,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })
}

async function composite(compositeRequest: readonly unknown[], more: Record<string, unknown> = {}): Promise<Part[]> {
  return (await post<{ compositeResponse: Part[] }>('/composite', { ...more, compositeRequest })).compositeResponse
}

const create = (object: string, referenceId: string, body: Record<string, unknown>) => ({
  method: 'POST',
  url: `${DATA}/sobjects/${object}`,
  referenceId,
  body,
})
const query = (soql: string, referenceId: string) => ({
  method: 'GET',
  url: `${DATA}/query?q=${soql.replaceAll(' ', '+')}`,
  referenceId,
})
function idOf(body: unknown): string {
  return String((body as { id?: string } | undefined)?.id)
}
async function count(object: string): Promise<number> {
  return (await conn.query(`SELECT Id FROM ${object}`)).totalSize
}
async function used(): Promise<number> {
  const answer = await org.request('GET', `${DATA}/limits`)
  return Number(/api-usage=(\d+)/.exec(answer.headers.get('sforce-limit-info') ?? '')?.[1])
}

describe('composite', () => {
  rule(
    'later parts use what earlier ones answered, and each has its own status',
    {
      evidence: 'documented',
      at: `${REST}/resources-composite-composite.html`,
      says: '@{referenceId.FieldName} and @{refQuery.records[0].Id} stand for values of earlier answers; Location is among the headers',
    },
    async () => {
      const parts = await composite([
        create('Account', 'acc', { Name: 'Acme' }),
        create('Contact', 'con', { LastName: 'Okafor', AccountId: '@{acc.id}' }),
        query("SELECT Id, Name FROM Account WHERE Id = '@{acc.id}'", 'found'),
        {
          method: 'PATCH',
          url: `${DATA}/sobjects/Contact/@{con.id}`,
          referenceId: 'upd',
          body: { Title: '@{found.records[0].Name}' },
        },
      ])
      const [account, contact, found, updated] = parts
      const accountId = idOf(account?.body)
      expect(account).toEqual({
        body: { id: accountId, success: true, errors: [] },
        httpHeaders: { Location: `${DATA}/sobjects/Account/${accountId}` },
        httpStatusCode: 201,
        referenceId: 'acc',
      })
      expect(contact?.httpStatusCode).toBe(201)
      expect(found?.body).toMatchObject({ totalSize: 1, records: [{ Name: 'Acme' }] })
      expect(updated).toEqual({ body: null, httpHeaders: {}, httpStatusCode: 204, referenceId: 'upd' })
      expect((await conn.query('SELECT Title, AccountId FROM Contact')).records).toMatchObject([
        { Title: 'Acme', AccountId: accountId },
      ])
    },
  )

  rule(
    'what depends on a failed part is not tried, the rest is, and the whole answers 200',
    {
      evidence: 'recorded',
      at: `${REST}/requests-composite.html`,
      says: 'PROCESSING_HALTED: Invalid reference specified. No value for refContact.FirstName found in refContact',
    },
    async () => {
      const parts = await composite([
        create('Lead', 'bad', {}),
        create('Task', 'task', { Subject: 'Call', WhoId: '@{bad.id}' }),
        query("SELECT Id FROM Account WHERE Name = 'Nobody'", 'none'),
        create('Contact', 'con', { LastName: 'x', AccountId: '@{none.records[0].Id}' }),
        create('Account', 'acc', { Name: 'Acme' }),
      ])
      expect(parts.map(({ httpStatusCode }) => httpStatusCode)).toEqual([400, 400, 200, 400, 201])
      const halted = (message: string) => [{ errorCode: 'PROCESSING_HALTED', message }]
      expect(parts[1]?.body).toEqual(halted('Invalid reference specified. No value for bad.id found in bad'))
      expect(parts[3]?.body).toEqual(
        halted('Invalid reference specified. No value for none.records[0].Id found in none'),
      )
      expect([await count('Task'), await count('Contact'), await count('Account')]).toEqual([0, 0, 1])
    },
  )

  rule(
    'allOrNone takes back every part when one fails, which keeps its error',
    {
      evidence: 'recorded',
      at: `${REST}/resources-composite-subrequest-result.html`,
      says: 'PROCESSING_HALTED: The transaction was rolled back since another operation in the same transaction failed.',
    },
    async () => {
      const parts = await composite(
        [
          create('Account', 'acc', { Name: 'Acme' }),
          create('Lead', 'bad', {}),
          create('Account', 'two', { Name: 'B' }),
        ],
        { allOrNone: true },
      )
      expect(parts.map(({ httpStatusCode }) => httpStatusCode)).toEqual([400, 400, 400])
      expect([parts[0]?.body, parts[2]?.body]).toEqual([ROLLED_BACK, ROLLED_BACK])
      expect(parts[1]?.body).toMatchObject([{ errorCode: 'REQUIRED_FIELD_MISSING' }])
      expect(await count('Account')).toBe(0)
    },
  )

  rule(
    'allOrNone of the whole overrides that of a collection in it',
    {
      evidence: 'documented',
      at: `${REST}/resources-composite-allornone.html`,
      says: 'the all-or-none behavior also applies to each of the sObject Collections subrequests, overriding the value of allOrNone',
    },
    async () => {
      const records = [{ Name: 'Acme' }, {}].map((record) => ({ attributes: { type: 'Account' }, ...record }))
      const requests = [
        {
          method: 'POST',
          url: `${DATA}/composite/sobjects`,
          referenceId: 'many',
          body: { allOrNone: false, records },
        },
        create('Contact', 'con', { LastName: 'Okafor' }),
      ]
      const all = await composite(requests, { allOrNone: true })
      expect(all[0]?.body).toMatchObject([
        { errors: [{ statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK' }] },
        { errors: [{ statusCode: 'REQUIRED_FIELD_MISSING' }] },
      ])
      expect(all[1]?.body).toEqual(ROLLED_BACK)
      expect([await count('Account'), await count('Contact')]).toEqual([0, 0])
      await composite(requests)
      expect([await count('Account'), await count('Contact')]).toEqual([1, 1])
    },
  )

  rule(
    'there are 25 parts at most, five of them queries or collections',
    {
      evidence: 'recorded',
      at: 'https://github.com/guardian/support-service-lambdas/pull/766',
      says: '{"compositeResponse":[{"body":[{"errorCode":"LIMIT_EXCEEDED","message":"The request can’t contain more than 25 operations."}],"httpHeaders":{},"httpStatusCode":400,"referenceId":null}]}',
    },
    async () => {
      const many = Array.from({ length: 26 }, (_, index) => create('Account', `a${index}`, { Name: `A${index}` }))
      expect(await composite(many)).toEqual([
        {
          body: [{ errorCode: 'LIMIT_EXCEEDED', message: 'The request can’t contain more than 25 operations.' }],
          httpHeaders: {},
          httpStatusCode: 400,
          referenceId: null,
        },
      ])
      expect(await count('Account')).toBe(0)
      const heavy = Array.from({ length: 6 }, (_, index) => query('SELECT Id FROM Account', `q${index}`))
      expect(await composite(heavy)).toMatchObject([{ body: [{ errorCode: 'LIMIT_EXCEEDED' }], httpStatusCode: 400 }])
      expect(await composite(heavy.slice(1))).toHaveLength(5)
    },
  )

  rule(
    'a composite is one API call',
    {
      evidence: 'documented',
      at: `${REST}/resources-composite-composite.html`,
      says: 'the entire series of requests counts as a single call toward your API limits',
    },
    async () => {
      const before = await used()
      await composite([create('Account', 'a', { Name: 'A' }), create('Account', 'b', { Name: 'B' })])
      expect(await used()).toBe(before + 2)
    },
  )

  rule(
    'a part has a name of letters, digits and underscores, a known method and no headers of the whole',
    {
      evidence: 'documented',
      at: `${REST}/requests-composite.html`,
      says: "must start with a letter or a number, and it can contain only letters, numbers and underscores ('_'); Accept, Authorization and Content-Type are inherited, else 400",
    },
    async () => {
      await expect(composite([create('Account', 'a.b', { Name: 'A' })])).rejects.toMatchObject({
        message:
          "Provided referenceId ('a.b') must start with a letter or a number, and it can contain only letters, numbers and underscores ('_').",
      })
      await expect(
        composite([create('Account', 'a', { Name: 'A' }), create('Account', 'a', { Name: 'B' })]),
      ).rejects.toThrow('Duplicate referenceId: a')
      await expect(composite([{ ...create('Account', 'a', {}), method: 'post' }])).rejects.toThrow('HTTP method')
      await expect(
        composite([{ ...create('Account', 'a', {}), httpHeaders: { Accept: 'application/xml' } }]),
      ).rejects.toThrow('header accept')
      expect(await count('Account')).toBe(0)
    },
  )

  rule(
    'a part may have headers of its own',
    {
      evidence: 'documented',
      at: `${REST}/requests-composite.html`,
      says: 'httpHeaders: request headers and their values to include with the subrequest',
    },
    async () => {
      const parts = await composite([
        {
          ...create('Lead', 'lead', { LastName: 'Okafor', Company: 'Acme' }),
          httpHeaders: { 'Sforce-Auto-Assign': 'FALSE' },
        },
        query('SELECT OwnerId FROM Lead', 'owner'),
      ])
      const { user_id: userId } = await conn.identity()
      expect(parts[1]?.body).toMatchObject({ records: [{ OwnerId: userId }] })
    },
  )
})

describe('composite graph', () => {
  rule(
    'each graph is all or nothing by itself',
    {
      evidence: 'documented',
      at: `${REST}/resources-composite-graph.html`,
      says: 'if one graph fails, the others are not affected; isSuccessful says whether all nodes were processed',
    },
    async () => {
      const graph = (graphId: string, lastName: string | null) => ({
        graphId,
        compositeRequest: [
          create('Account', 'acc', { Name: graphId }),
          create('Contact', 'con', { LastName: lastName, AccountId: '@{acc.id}' }),
        ],
      })
      const answer = await post<{ graphs: { graphId: string; isSuccessful: boolean; graphResponse: unknown }[] }>(
        '/composite/graph',
        { graphs: [graph('one', 'Okafor'), graph('two', null)] },
      )
      expect(answer.graphs.map(({ graphId, isSuccessful }) => [graphId, isSuccessful])).toEqual([
        ['one', true],
        ['two', false],
      ])
      expect(answer.graphs[1]?.graphResponse).toMatchObject({
        compositeResponse: [{ body: ROLLED_BACK }, { body: [{ errorCode: 'REQUIRED_FIELD_MISSING' }] }],
      })
      expect((await conn.query('SELECT Name FROM Account')).records).toMatchObject([{ Name: 'one' }])
    },
  )
})

describe('composite batch', () => {
  interface Batch {
    readonly hasErrors: boolean
    readonly results: readonly { readonly statusCode: number; readonly result: unknown }[]
  }
  const requests = [
    { method: 'POST', url: 'v68.0/sobjects/Account', richInput: { Name: 'Acme' } },
    { method: 'POST', url: 'v68.0/sobjects/Lead', richInput: {} },
    { method: 'GET', url: 'v68.0/query?q=SELECT+Name+FROM+Account' },
  ]

  rule(
    'independent requests run one after the other, and none is taken back',
    {
      evidence: 'documented',
      at: `${REST}/resources-composite-batch.html`,
      says: 'subrequests execute serially; each has a statusCode and a result, hasErrors says whether one failed, the whole answers 200',
    },
    async () => {
      const answer = await post<Batch>('/composite/batch', { batchRequests: requests })
      expect(answer.hasErrors).toBe(true)
      expect(answer.results.map(({ statusCode }) => statusCode)).toEqual([201, 400, 200])
      expect(answer.results[1]?.result).toMatchObject([{ errorCode: 'REQUIRED_FIELD_MISSING' }])
      expect(answer.results[2]?.result).toMatchObject({ records: [{ Name: 'Acme' }] })
      const fine = await post<Batch>('/composite/batch', { batchRequests: [requests[2]] })
      expect(fine.hasErrors).toBe(false)
      const id = idOf(answer.results[0]?.result)
      const updated = await post<Batch>('/composite/batch', {
        batchRequests: [
          { method: 'PATCH', url: `/services/data/v68.0/sobjects/account/${id}`, richInput: { Name: 'B' } },
        ],
      })
      expect(updated).toEqual({ hasErrors: false, results: [{ statusCode: 204, result: null }] })
    },
  )

  rule(
    'haltOnError answers 412 for everything behind the first error',
    {
      evidence: 'documented',
      at: `${REST}/requests-composite-batch.html`,
      says: 'it returns an HTTP 412 status code and a BATCH_PROCESSING_HALTED error message for each subsequent subrequest',
    },
    async () => {
      const answer = await post<Batch>('/composite/batch', { batchRequests: requests, haltOnError: true })
      expect(answer.results.map(({ statusCode }) => statusCode)).toEqual([201, 400, 412])
      expect(answer.results[2]?.result).toMatchObject([{ errorCode: 'BATCH_PROCESSING_HALTED' }])
      expect([answer.hasErrors, await count('Account')]).toEqual([true, 1])
    },
  )

  rule(
    'each part counts against the limits',
    {
      evidence: 'documented',
      at: `${REST}/resources-composite-batch.html`,
      says: 'each subrequest counts against rate limits; whether the request that holds them counts too is assumed',
    },
    async () => {
      const before = await used()
      await post<Batch>('/composite/batch', { batchRequests: requests })
      expect(await used()).toBe(before + 1 + 3 + 1)
    },
  )

  rule(
    '25 parts at most, and one that is no request refuses all',
    {
      evidence: 'documented',
      at: `${REST}/requests-composite-batch.html`,
      says: 'up to 25 subrequests; with an invalid method or url Salesforce returns 400 without processing any subrequests',
    },
    async () => {
      const many = Array.from({ length: 26 }, () => requests[0])
      await expect(post('/composite/batch', { batchRequests: many })).rejects.toMatchObject({
        errorCode: 'LIMIT_EXCEEDED',
      })
      const wrong = [requests[0], { method: 'FETCH', url: 'v68.0/limits' }]
      await expect(post('/composite/batch', { batchRequests: wrong })).rejects.toMatchObject({
        errorCode: 'INVALID_INPUT',
      })
      expect(await count('Account')).toBe(0)
    },
  )
})

describe('sObject tree', () => {
  interface Tree {
    readonly hasErrors: boolean
    readonly results: readonly { readonly referenceId: string; readonly id?: string }[]
  }
  const node = (type: string, referenceId: string, data: Record<string, unknown>) => ({
    attributes: { type, referenceId },
    ...data,
  })

  rule(
    'a tree of records is created with 201, parents before children',
    {
      evidence: 'documented',
      at: `${REST}/resources-composite-sobject-tree.html`,
      says: 'hasErrors: false, results with the referenceId and id of every record',
    },
    async () => {
      const sent = {
        records: [
          node('Account', 'ref1', {
            name: 'Acme',
            Contacts: {
              records: [node('Contact', 'ref2', { LastName: 'Smith' }), node('Contact', 'ref3', { LastName: 'Evans' })],
            },
          }),
          node('Account', 'ref4', { name: 'Other' }),
        ],
      }
      const answer = await org.request('POST', `${DATA}/composite/tree/Account/`, sent)
      expect(answer.status).toBe(201)
      const { hasErrors, results } = answer.body as Tree
      expect(hasErrors).toBe(false)
      const ids = new Map(results.map(({ referenceId, id }) => [referenceId, id]))
      expect([...ids.keys()].toSorted((a, b) => a.localeCompare(b))).toEqual(['ref1', 'ref2', 'ref3', 'ref4'])
      const contacts = await conn.query('SELECT Id, AccountId FROM Contact ORDER BY LastName')
      expect(contacts.records).toMatchObject([
        { Id: ids.get('ref3'), AccountId: ids.get('ref1') },
        { Id: ids.get('ref2'), AccountId: ids.get('ref1') },
      ])
    },
  )

  rule(
    'one bad record refuses the tree, and only bad records are named',
    {
      evidence: 'documented',
      at: `${REST}/responses-composite-sobject-tree.html`,
      says: '"results":[{"referenceId":"ref2","errors":[{"statusCode":"INVALID_EMAIL_ADDRESS","message":"Email: invalid email address: 123","fields":["Email"]}]}]',
    },
    async () => {
      const contact = node('Contact', 'ref2', { LastName: 'Smith', Email: '123' })
      const records = [node('Account', 'ref1', { Name: 'Acme', Contacts: { records: [contact] } })]
      const answer = await org.request('POST', `${DATA}/composite/tree/Account`, { records })
      expect([answer.status, answer.body]).toEqual([
        400,
        {
          hasErrors: true,
          results: [
            {
              referenceId: 'ref2',
              errors: [
                {
                  statusCode: 'INVALID_EMAIL_ADDRESS',
                  message: 'Email: invalid email address: 123',
                  fields: ['Email'],
                },
              ],
            },
          ],
        },
      ])
      expect(await count('Account')).toBe(0)
    },
  )

  rule(
    'references are there once; each record that shares one is named',
    {
      evidence: 'recorded',
      at: `${REST}/responses-composite-sobject-tree.html`,
      says: 'INVALID_INPUT: Duplicate ReferenceId provided in the request.; results contains one item for each instance of the duplicate ID',
    },
    async () => {
      const records = [
        node('Account', 'same', { Name: 'A' }),
        node('Account', 'own', { Name: 'B' }),
        node('Account', 'same', { Name: 'C' }),
      ]
      const answer = await org.request('POST', `${DATA}/composite/tree/Account`, { records })
      const errors = [
        { statusCode: 'INVALID_INPUT', message: 'Duplicate ReferenceId provided in the request.', fields: [] },
      ]
      expect([answer.status, answer.body]).toEqual([
        400,
        {
          hasErrors: true,
          results: [
            { referenceId: 'same', errors },
            { referenceId: 'same', errors },
          ],
        },
      ])
    },
  )

  rule(
    'a tree has 200 records and five levels at most',
    {
      evidence: 'documented',
      at: `${REST}/resources-composite-sobject-tree.html`,
      says: 'up to a total of 200 records across all trees; SObject trees of up to five levels deep',
    },
    async () => {
      const flat = (size: number) =>
        Array.from({ length: size }, (_, index) => node('Account', `r${index}`, { Name: 'A' }))
      expect((await org.request('POST', `${DATA}/composite/tree/Account`, { records: flat(200) })).status).toBe(201)
      expect((await org.request('POST', `${DATA}/composite/tree/Account`, { records: flat(201) })).status).toBe(400)
      const chain = (levels: number): Record<string, unknown> => ({
        ...node('Account', `level${levels}`, { Name: 'A' }),
        ...(levels === 1 ? {} : { ChildAccounts: { records: [chain(levels - 1)] } }),
      })
      expect((await org.request('POST', `${DATA}/composite/tree/Account`, { records: [chain(5)] })).status).toBe(201)
      expect((await org.request('POST', `${DATA}/composite/tree/Account`, { records: [chain(6)] })).status).toBe(400)
    },
  )
})
