import { afterEach, beforeEach, expect, test } from 'vitest'
import type { WriteOperation } from '#ports/connector/writes.ts'
import { drain, made, salesforceBox, type SalesforceBox } from './connector-boxes.ts'

/** Calls to Salesforce that travel together. */
let org: SalesforceBox
beforeEach(async () => {
  org = await salesforceBox()
  await Promise.all(['Lead', 'Contact', 'Account'].map((object) => org.sf.describe(object)))
})
afterEach(() => org.box.close())

const lead = (name: string): WriteOperation => ({
  kind: 'create',
  traceId: name,
  object: 'Lead',
  values: { Email: `${name}@example.com`, LastName: 'Lovelace', Company: 'Engines' },
})
const leads = (count: number): readonly WriteOperation[] => Array.from({ length: count }, (_, i) => lead(`n${i}`))

/** Calls that the work made, by endpoint. */
async function callsOf(work: () => Promise<unknown>): Promise<Readonly<Record<string, number>>> {
  const before = org.sf.usage().byEndpoint
  await work()
  const after = org.sf.usage().byEndpoint
  return Object.fromEntries(
    Object.entries(after).flatMap(([name, count]) =>
      count === before[name] ? [] : [[name, count - (before[name] ?? 0)]],
    ),
  )
}

const STREAMS = ['Lead', 'Contact', 'Account', 'Opportunity', 'Task', 'OpportunityContactRole']

test('the polls of a cycle cost two calls, one alone stays a plain query', async () => {
  const { sf } = org
  for (const object of STREAMS) await sf.describe(object)
  const poll = (object: string) => sf.changes({ object, cursor: null, fields: ['Id'] })
  expect(await callsOf(() => Promise.all(STREAMS.map(poll)))).toEqual({ 'POST /composite': 1, 'GET /queryAll': 1 })
  expect(await callsOf(() => poll('Lead'))).toEqual({ 'GET /queryAll': 1 })
})

test('1,000 records by id cost one call', async () => {
  const ids = await made(org.sf, leads(1_000))
  let read: readonly { readonly id: string }[] = []
  const calls = await callsOf(async () => {
    read = await org.sf.read({ object: 'Lead', ids, fields: ['Email'] })
  })
  expect(calls).toEqual({ 'POST /composite': 1 })
  expect(read.map((record) => record.id)).toEqual(ids)
})

test('updates bring along what came of them, in the same call; one that is refused brings nothing', async () => {
  const { sf } = org
  const ids = await made(sf, leads(3))
  const title = (id: string, LastName: string | null): WriteOperation => ({
    kind: 'update',
    traceId: id,
    object: 'Lead',
    id,
    values: { Title: ' Countess ', LastName },
    returning: ['Title', 'LastName', 'Email'],
  })
  const operations = ids.map((id, n) => title(id, n === 1 ? null : `Byron${n}`))
  let outcomes: Awaited<ReturnType<typeof sf.write>> = []
  const calls = await callsOf(async () => {
    outcomes = await sf.write(operations)
  })
  expect(calls).toEqual({ 'POST /composite': 1 })
  expect(outcomes.map((outcome) => (outcome.ok ? outcome.record?.values : outcome.error.disposition))).toEqual([
    { Title: 'Countess', LastName: 'Byron0', Email: 'n0@example.com' },
    'park',
    { Title: 'Countess', LastName: 'Byron2', Email: 'n2@example.com' },
  ])
  const read = await sf.read({ object: 'Lead', ids, fields: ['Title', 'LastName', 'Email'] })
  expect(outcomes.flatMap((outcome) => (outcome.ok ? outcome.record : []))).toEqual([read[0], read[2]])
})

test('more updates than fit into a call with their reading are written all the same', async () => {
  const { sf } = org
  const ids = await made(sf, leads(401))
  const operations = ids.map((id): WriteOperation => ({
    kind: 'update',
    traceId: id,
    object: 'Lead',
    id,
    values: { Title: 'Countess' },
    returning: ['Title'],
  }))
  const outcomes = await sf.write(operations)
  expect(outcomes.filter((outcome) => outcome.ok && outcome.record === undefined)).toHaveLength(401)
})

test('look-ups by e-mail among leads and contacts share a call', async () => {
  const { sf } = org
  await made(sf, [lead('ada')])
  const find = (object: string) => sf.findBy({ object, field: 'Email', values: ['ADA@example.com'], fields: ['Email'] })
  const calls = await callsOf(async () => {
    const [found, none] = await Promise.all([find('Lead'), find('Contact')])
    expect([found?.length, none?.length]).toEqual([1, 0])
  })
  expect(calls).toEqual({ 'POST /composite': 1 })
})

test('pages beyond the first are fetched as for a query alone', async () => {
  await made(org.sf, leads(2_100))
  const find = () =>
    org.sf.findBy({ object: 'Lead', field: 'LastName', values: ['Lovelace'], fields: ['Email'] }).then((r) => r.length)
  expect(await Promise.all([find(), find()])).toEqual([2_100, 2_100])
})

test('a part that is refused fails its own caller', async () => {
  const { sf } = org
  const [id = ''] = await made(sf, [lead('ada')])
  const wrong = sf.findBy({ object: 'Lead', field: 'CreatedDate', values: ['yesterday'], fields: ['Email'] })
  const right = sf.read({ object: 'Lead', ids: [id], fields: ['Email'] })
  await expect(wrong).rejects.toMatchObject({ disposition: 'park', context: { endpoint: 'GET /query' } })
  expect(await right).toHaveLength(1)
})

test('a call that fails as a whole is repeated, and in the end fails each of its callers once', async () => {
  const { sf, box } = org
  const polls = () => Promise.all([drain(sf, 'Lead', null), drain(sf, 'Contact', null)])
  box.salesforce.faults.add({ path: 'composite$', status: 503, body: 'busy', times: 2 })
  await expect(polls()).resolves.toHaveLength(2)
  box.salesforce.faults.add({ path: 'composite$', status: 503, body: 'busy' })
  const calls = await callsOf(async () => {
    const settled = await Promise.allSettled([
      sf.changes({ object: 'Lead', cursor: null }),
      sf.changes({ object: 'Contact', cursor: null }),
    ])
    expect(settled).toMatchObject([
      { status: 'rejected', reason: { code: 'SERVER_ERROR', disposition: 'retry' } },
      { status: 'rejected', reason: { code: 'SERVER_ERROR', disposition: 'retry' } },
    ])
  })
  expect(calls).toEqual({ 'POST /composite': 4 })
})

test('what looks like a reference between parts stays what it is', async () => {
  const { sf } = org
  const company = '@{part0.records[0].Id}'
  await made(sf, [
    {
      kind: 'create',
      traceId: 'x',
      object: 'Lead',
      values: { LastName: 'Odd', Company: company, Email: 'o@x.example' },
    },
  ])
  const find = (value: string) => sf.findBy({ object: 'Lead', field: 'Company', values: [value], fields: ['Company'] })
  const [odd] = await Promise.all([find(company), find('nothing'), find('no one')])
  expect(odd?.map((record) => record.values['Company'])).toEqual([company])
})

const retitle = (id: string, text: string): WriteOperation => ({
  kind: 'update',
  traceId: `${id} ${text}`,
  object: 'Lead',
  id,
  values: { Title: text },
})

test('updates of 1,000 records cost one call, each with its own outcome', async () => {
  const { sf } = org
  const ids = await made(sf, leads(1_000))
  const operations = ids.map((id, i) =>
    retitle(i === 700 ? '00Q000000000000AAA' : id, i === 450 ? '@{part0}' : `T${i}`),
  )
  const calls = await callsOf(async () => {
    const outcomes = await sf.write(operations)
    expect(outcomes.map((outcome) => outcome.ok)).toEqual(ids.map((_, i) => i !== 700))
  })
  // The batch with the odd text goes by itself.
  expect(calls).toEqual({ 'POST /composite': 2, 'PATCH /composite/sobjects#Lead': 1 })
  const read = await sf.read({ object: 'Lead', ids, fields: ['Title'] })
  expect(read.map((record) => record.values['Title'])).toEqual(
    ids.map((_, i) => (i === 700 ? null : i === 450 ? '@{part0}' : `T${i}`)),
  )
})

test('two writes of one record keep their order, and assignment rules stay off', async () => {
  const { sf, box } = org
  const [first = ''] = await made(sf, [lead('ada')])
  const owner = (await sf.read({ object: 'Lead', ids: [first], fields: ['OwnerId'] }))[0]?.values['OwnerId']
  const ruled = await fetch(`${box.salesforce.url}/__sandbox/assignment-rules`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      name: 'All',
      active: true,
      entries: [{ condition: "LastName != ''", owner: (await sf.owners()).find((o) => o.active)?.email }],
    }),
  })
  expect(ruled.status).toBe(200)
  const others = await made(sf, leads(300))
  await sf.write([retitle(first, 'one'), ...others.map((id) => retitle(id, 'x')), retitle(first, 'two')])
  const [read] = await sf.read({ object: 'Lead', ids: [first], fields: ['Title', 'OwnerId'] })
  expect(read?.values).toEqual({ Title: 'two', OwnerId: owner })
})

test('a lost answer becomes an error on each input of the call and nothing is sent twice', async () => {
  const { sf, box } = org
  const ids = await made(sf, leads(600))
  box.salesforce.faults.add({ path: 'composite$', when: 'after', drop: true, times: 1 })
  const calls = await callsOf(async () => {
    const outcomes = await sf.write(ids.map((id) => retitle(id, 'lost')))
    expect(outcomes).toHaveLength(600)
    for (const outcome of outcomes) expect(outcome).toMatchObject({ ok: false, error: { disposition: 'retry' } })
  })
  expect(calls).toEqual({ 'POST /composite': 1 })
})

test('creates never share a call: what a lost answer leaves unknown stays small', async () => {
  const calls = await callsOf(() => made(org.sf, leads(500)))
  expect(calls).toEqual({ 'POST /composite/sobjects#Lead': 3 })
})
