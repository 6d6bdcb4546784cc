import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ItemOutcome, WriteOperation } from '#ports/connector/writes.ts'
import { made, salesforceBox, type SalesforceBox } from './connector-boxes.ts'

/** More records of one kind than collections are for. */
let org: SalesforceBox
beforeEach(async () => {
  org = await salesforceBox()
  await org.admin.apply([
    {
      object: 'Lead',
      name: 'Tandem_Key__c',
      label: 'Key',
      description: 'Key.',
      type: 'text',
      length: 80,
      unique: true,
    },
  ])
})
afterEach(() => org.box.close())

const MANY = 2_500
const upsert = (i: number, values: Record<string, string | null> = {}, traceId = `t${i}`): WriteOperation => ({
  kind: 'upsert',
  traceId,
  object: 'Lead',
  keyField: 'Tandem_Key__c',
  key: `Portal:${i}`,
  values: { LastName: `Name ${i}`, Company: 'Engines', ...values },
})
const many = (values: (i: number) => Record<string, string | null> = () => ({})): readonly WriteOperation[] =>
  Array.from({ length: MANY }, (_, i) => upsert(i, values(i)))

const byEffect = (outcomes: readonly ItemOutcome[]): Readonly<Record<string, number>> =>
  outcomes.reduce<Record<string, number>>((counts, outcome) => {
    const name = outcome.ok ? outcome.effect : outcome.error.code
    return { ...counts, [name]: (counts[name] ?? 0) + 1 }
  }, {})

const calls = (path: RegExp): number =>
  Object.entries(org.sf.usage().byEndpoint).reduce((sum, [name, count]) => sum + (path.test(name) ? count : 0), 0)

const leadsThere = async (): Promise<number> => {
  const answer = await org.raw('GET', `/query?q=${encodeURIComponent('SELECT COUNT() FROM Lead')}`)
  return ((await answer.json()) as { totalSize: number }).totalSize
}

async function control(path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${org.box.salesforce.url}/__sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(answer.status).toBe(200)
}

test('keyed upserts make one job, each row has the outcome of its own key, a repetition doubles nothing', async () => {
  const odd = '"quoted", comma;\nand a line\nmore — ü 😀'
  const operations = many((i) => ({ Title: i === 7 ? odd : `T${i}`, ...(i % 500 === 3 ? { Email: 'none' } : {}) }))
  const outcomes = await org.sf.write(operations)
  expect(outcomes.map((o) => o.traceId)).toEqual(operations.map((o) => o.traceId))
  expect(byEffect(outcomes)).toEqual({ created: MANY - 5, INVALID_EMAIL: 5 })
  expect(outcomes.flatMap((o, i) => (o.ok ? [] : [i]))).toEqual([3, 503, 1003, 1503, 2003])
  expect(outcomes[3]).toMatchObject({ ok: false, error: { disposition: 'park', context: { fields: 'Email' } } })
  expect([calls(/^POST \/jobs\/ingest/), calls(/composite\/sobjects/)]).toEqual([1, 0])
  const [first, seventh] = [outcomes[0], outcomes[7]]
  if (first?.ok !== true || seventh?.ok !== true) throw new Error('not written')
  const read = await org.sf.read({ object: 'Lead', ids: [first.id, seventh.id], fields: ['LastName', 'Title'] })
  expect(new Map(read.map((r) => [r.id, r.values]))).toEqual(
    new Map([
      [first.id, { LastName: 'Name 0', Title: 'T0' }],
      [seventh.id, { LastName: 'Name 7', Title: odd }],
    ]),
  )
  expect(byEffect(await org.sf.write(many()))).toEqual({ updated: MANY - 5, created: 5 })
  expect(await leadsThere()).toBe(MANY)
})

test('updates go by id; blank clears, absent leaves, and what no cell can say goes by collections', async () => {
  const ids = await made(
    org.sf,
    many(() => ({ Title: 'before', Phone: '1' })),
  )
  const operations = ids.map((id, i): WriteOperation => {
    const values = i === 0 ? { Title: null } : i === 1 ? { Title: '#N/A' } : { Phone: `${i}` }
    return { kind: 'update', traceId: id, object: 'Lead', id: i % 2 === 0 ? id : id.slice(0, 15), values }
  })
  await org.raw('DELETE', `/sobjects/Lead/${ids[9] ?? ''}`)
  const outcomes = await org.sf.write(operations)
  expect(byEffect(outcomes)).toEqual({ updated: MANY - 1, RECORD_NOT_FOUND: 1 })
  expect(outcomes[9]?.ok).toBe(false)
  expect(calls(/^PATCH \/composite\/sobjects/)).toBe(1)
  const fields = ['Title', 'Phone']
  const read = await org.sf.read({ object: 'Lead', ids: ids.slice(0, 4), fields })
  expect(read.map((record) => record.values)).toEqual([
    { Title: null, Phone: '1' },
    { Title: '#N/A', Phone: '1' },
    { Title: 'before', Phone: '2' },
    { Title: 'before', Phone: '3' },
  ])
})

test('up to 2,000 records go by collections', async () => {
  expect(byEffect(await org.sf.write(many().slice(0, 2_000)))).toEqual({ created: 2_000 })
  expect(calls(/jobs/)).toBe(0)
})

test('two writes of one record keep their order', async () => {
  await org.sf.write([...many(() => ({ Title: 'first' })), upsert(4, { Title: 'second' }, 'again')])
  const [found] = await org.sf.findBy({
    object: 'Lead',
    field: 'Tandem_Key__c',
    values: ['Portal:4'],
    fields: ['Title'],
  })
  expect(found?.values).toEqual({ Title: 'second' })
})

test('a job that waits in the queue is looked at less and less often, and never deleted', async () => {
  await control('bulk', { processingMs: 90_000 })
  expect(byEffect(await org.sf.write(many()))).toEqual({ created: MANY })
  expect(calls(/^DELETE/)).toBe(0)
  expect(calls(/^GET \/jobs\/ingest\/\{id\}$/)).toBeLessThan(60)
  expect(Math.max(...org.waits)).toBe(10_000)
})

test('a job that takes too long is stopped and its rows are tried again later', async () => {
  await control('bulk', { processingMs: 3_600_000 })
  expect(byEffect(await org.sf.write(many()))).toEqual({ BULK_JOB_STOPPED: MANY })
  expect(await leadsThere()).toBe(0)
  await control('bulk', { processingMs: 0 })
  expect(byEffect(await org.sf.write(many()))).toEqual({ created: MANY })
})

test('a job in which the day runs out of calls is stopped, whatever the budget says of other calls', async () => {
  await control('bulk', { processingMs: 60_000 })
  const day = { limit: 1_000, used: 0, at: 0, resetsAt: null }
  const { clock } = org.box
  org.sf.governor.join({
    windows: null,
    worker: 'one',
    share: 1,
    onTrouble: () => undefined,
    store: {
      record: async () => undefined,
      // As another worker would have noted it while the job runs.
      read: async () => ({
        report: day,
        seenAt: 0,
        stoppedUntil: calls(/^PATCH/) > 0 ? clock.now() + 3_600_000 : null,
        hours: [],
        pollMs: null,
        polledAt: null,
        trouble: null,
      }),
      failed: async () => undefined,
      stop: async () => undefined,
      claimPoll: async () => true,
      byEndpoint: async () => [],
    },
  })
  const advance = clock.advance.bind(clock)
  const waiting = vi.spyOn(clock, 'advance').mockImplementation((ms) => {
    void org.sf.governor.settle()
    return advance(ms)
  })
  expect(byEffect(await org.sf.write(many()))).toEqual({ API_BUDGET: MANY })
  waiting.mockRestore()
  // The job was closed, and told to end before it had begun: nothing is written behind Tandem's back.
  expect(calls(/^PATCH \/jobs\/ingest/)).toBe(2)
  clock.advance(120_000)
  expect(await leadsThere()).toBe(0)
})

test('a job that Salesforce will not take is left to collections, which say why', async () => {
  const outcomes = await org.sf.write(many(() => ({ No_Such_Field__c: 'x' })))
  expect(byEffect(outcomes)).toEqual({ UNKNOWN_FIELD: MANY })
})

test('a lost answer to the closing of a job does not lose the job', async () => {
  org.box.salesforce.faults.add({ method: 'PATCH', path: 'jobs/ingest', when: 'after', drop: true, times: 1 })
  expect(byEffect(await org.sf.write(many()))).toEqual({ created: MANY })
})

test.each(['PUT', 'GET'] as const)('a job whose %s fails leaves every row to a retry', async (method) => {
  const fault = { method, path: 'jobs/ingest/[^/]+/(batches|successfulResults)', status: 503, body: 'busy' } as const
  // An upload is sent once, a read four times.
  org.box.salesforce.faults.add({ ...fault, times: method === 'PUT' ? 1 : 4 })
  expect(byEffect(await org.sf.write(many()))).toEqual({ SERVER_ERROR: MANY })
  expect(byEffect(await org.sf.write(many()))).toEqual({ [method === 'PUT' ? 'created' : 'updated']: MANY })
  expect(await leadsThere()).toBe(MANY)
})

test('rows that a duplicate rule refuses are explained as those of collections are', async () => {
  await control('duplicate-rules', {
    name: 'One_Email',
    object: 'Lead',
    onCreate: 'alert',
    onUpdate: 'allow',
    message: 'Seen before',
    match: { object: 'Contact', equation: [['Email']], methods: { Email: 'exact' }, mapping: { Email: 'Email' } },
  })
  const [known = ''] = await made(org.sf, [
    { kind: 'create', traceId: 'k', object: 'Contact', values: { LastName: 'K', Email: 'k@x.example' } },
  ])
  const outcomes = await org.sf.write(many((i) => (i === 5 ? { Email: 'k@x.example' } : {})))
  expect(byEffect(outcomes)).toEqual({ created: MANY - 1, DUPLICATES_DETECTED: 1 })
  expect(outcomes[5]).toMatchObject({ duplicates: { kind: 'alert', matches: [{ object: 'Contact', id: known }] } })
})
