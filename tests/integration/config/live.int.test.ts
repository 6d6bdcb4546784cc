import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { provisionAccounts } from '#app/provision-accounts.ts'
import { runUntilQuiet } from '#cli/demo/quiesce.ts'
import { relayOutbox } from '#jobs/outbox.ts'
import { NO_SCHEDULES } from '#ports/jobs.ts'
import type { RunningSandbox } from '#sandbox/index.ts'
import { startSandbox } from '#sandbox/index.ts'
import { company, loopDocument, mql, parsed } from '#support/company.ts'
import { marketer, seller } from '#support/crm-users.ts'
import { accessTo } from '#support/crms.ts'
import { startApp } from '#support/http-app.ts'
import { provisioners, startTandem } from '../../../src/compose.ts'
import type { Tandem } from '../../../src/compose.ts'
import { createConfigDesk } from '../../../src/compose/config-desk.ts'

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
const document = loopDocument()
const withMaps = (...maps: readonly object[]) => ({ ...document, fields: { 'contact-lead': maps } })
const MESSAGE = {
  hubspot: 'message',
  salesforce: 'Description',
  rule: 'hubspot-wins',
  direction: 'to-salesforce',
  toSalesforce: [{ truncate: 32000 }],
}

let box: RunningSandbox
let tandem: Tandem
let app: Awaited<ReturnType<typeof startApp>>

/** One running Tandem with its API; the tests go on from one another. */
beforeAll(async () => {
  box = await startSandbox({ company: company({ contacts: [mql('ada'), mql('bert')] }) })
  const crm = accessTo(box)
  await provisionAccounts(provisioners(crm, box.clock), 'apply')
  tandem = await startTandem({
    database: 'memory',
    crm,
    config: parsed(document),
    document,
    author: 'tandem.yaml',
    rhythm: NO_SCHEDULES,
    log: silent,
    clock: box.clock,
  })
  app = await startApp({
    api: {
      store: tandem.store,
      now: () => box.clock.now(),
      connections: () => [tandem.scope.connection.id],
      scopeOf: (id) => (id === tandem.scope.connection.id ? tandem.scope : null),
      config: createConfigDesk(tandem),
    },
  })
  await quiet()
})
afterAll(async () => {
  await app.close(0)
  await tandem.close()
  await box.close()
})

/** A list in which each of these is, whatever else it says. */
const containing = (...parts: readonly object[]): unknown =>
  expect.arrayContaining(parts.map((part) => expect.objectContaining(part) as unknown))

const quiet = () => runUntilQuiet(tandem, () => undefined)
const ask = async (method: string, path: string, body?: unknown) => {
  const reply = await app.ask(`/api/connections/loop/config${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: reply.status, body: (await reply.json()) as Readonly<Record<string, unknown>> }
}
const save = (next: object, expectedVersion: number, comment = 'because') =>
  ask('POST', '/versions', { document: next, expectedVersion, comment })
const description = async (email: string) =>
  (await seller(box).one(`SELECT Description FROM Lead WHERE Email = '${email}@buyers.example'`))['Description']

describe('a version that is saved', () => {
  it('is in force for the next change, without a restart', async () => {
    await marketer(box).edit('ada@buyers.example', { message: 'Call me on Monday' })
    await quiet()
    expect(await description('ada')).toBeNull()

    expect(await save(withMaps(MESSAGE), 1, 'sales reads the message')).toMatchObject({
      status: 200,
      body: { version: 2, saved: true, warnings: [] },
    })
    expect(tandem.scope.configVersion).toBe(2)
    expect(tandem.scope.config.fields['contact-lead'].map(({ id }) => id)).toContain('message')
    await marketer(box).edit('ada@buyers.example', { message: 'Call me on Tuesday' })
    await quiet()
    expect(await description('ada')).toBe('Call me on Tuesday')
  })

  it('is noted for the audit log with its numbers', () => {
    expect(app.audited.at(-1)).toMatchObject({
      action: 'config.save',
      subject: 'version 2',
      outcome: 'done',
      actor: { name: 'Some admin' },
      details: { version: 2, from: 1, comment: 'sales reads the message' },
    })
  })

  it('has what was parked tried again and clocks revised once, however often it is saved', async () => {
    const { store, connection } = { store: tandem.store, connection: tandem.scope.connection }
    await store.parked.park(connection.id, [
      {
        side: 'hubspot',
        object: 'contacts',
        recordId: (await marketer(box).contact('bert@buyers.example')).id,
        code: 'UNCONVERTIBLE',
        message: 'x',
        remedy: 'y',
        at: box.clock.now(),
        linkId: null,
      },
    ])
    const next = withMaps({ ...MESSAGE, rule: 'newest-wins' })
    expect(await save(next, 2)).toMatchObject({ body: { version: 3, saved: true } })
    const asked = async () => (await store.outbox.pending(100)).filter(({ job }) => job === 'revise-clocks').length
    // Version 2 asked for it as well, and nobody relays the outbox here.
    expect(await asked()).toBe(2)
    expect((await store.inbox.depth(connection.id, box.clock.now())).total).toBe(1)
    expect(await save(next, 3)).toMatchObject({ body: { version: 3, saved: false } })
    expect(await asked()).toBe(2)
    await quiet()
  })

  it('is refused when somebody saved meanwhile, and says who saved what', async () => {
    expect(await save(withMaps(), 2)).toMatchObject({
      status: 409,
      body: {
        code: 'CONFIG_OVERTAKEN',
        detail: expect.stringMatching(/^Some admin saved version 3 .*: because$/) as string,
      },
    })
    expect(tandem.scope.configVersion).toBe(3)
  })

  it('is refused with errors of its form and of the accounts', async () => {
    const wrong = withMaps({ ...MESSAGE, salesforce: 'NoSuchField' })
    expect(await save(wrong, 3)).toMatchObject({ status: 422, body: { code: 'CONFIG_HAS_ERRORS' } })
    expect(await save({ ...document, connection: { id: 'other', name: 'Other' } }, 3)).toMatchObject({ status: 422 })
    expect(await save(withMaps({ hubspot: 'message' }), 3)).toMatchObject({ status: 422 })
    expect(await ask('POST', '/versions', { document, expectedVersion: 3, comment: '  ' })).toMatchObject({
      status: 400,
    })
    expect(tandem.scope.configVersion).toBe(3)
  })

  it('is rolled back by a new version that says the same', async () => {
    expect(await ask('POST', '/roll-back', { version: 1, expectedVersion: 3 })).toMatchObject({
      status: 200,
      body: { version: 4, saved: true },
    })
    expect(tandem.scope.configVersion).toBe(4)
    await marketer(box).edit('ada@buyers.example', { message: 'Call me never' })
    await quiet()
    expect(await description('ada')).toBe('Call me on Tuesday')
    expect(await ask('POST', '/roll-back', { version: 99, expectedVersion: 4 })).toMatchObject({ status: 404 })
  })
})

describe('versions', () => {
  it('are listed page by page, read as JSON and YAML, and compared in words', async () => {
    const first = await ask('GET', '/versions?limit=3')
    expect(first.body['items']).toMatchObject([
      { version: 4, inForce: true },
      { version: 3, inForce: false },
      { version: 2, inForce: false },
    ])
    const second = await ask('GET', `/versions?limit=3&cursor=${String(first.body['nextCursor'])}`)
    expect(second.body).toMatchObject({ items: [{ version: 1, author: 'tandem.yaml' }], nextCursor: null, total: 4 })
    const one = await ask('GET', '/versions/2')
    expect(one.body['yaml']).toContain('salesforce: Description')
    expect((await ask('GET', '/diff?from=2&to=3')).body['changes']).toEqual([
      {
        path: 'fields.contact-lead.message.rule',
        where: ['Field maps', 'Contacts and Leads', '“message”', 'rule'],
        what: 'changed',
        from: 'hubspot-wins',
        to: 'newest-wins',
      },
    ])
    expect((await ask('GET', '/diff?from=1&to=4')).body['changes']).toEqual([])
  })

  it('are checked as YAML, with every problem at once and where it is', async () => {
    const { body } = await ask('POST', '/check', {
      yaml: String((await ask('GET', '/versions/2')).body['yaml']).replace('Description', 'Descripton'),
    })
    expect(body).toMatchObject({
      canSave: false,
      problems: [
        {
          level: 'error',
          found: 'accounts',
          path: 'fields.contact-lead.message',
          remedy: expect.stringContaining('Description') as string,
        },
      ],
    })
    expect((await ask('POST', '/check', { yaml: 'a: [' })).body).toMatchObject({ document: null, canSave: false })
    expect((await ask('POST', '/check', { document })).body).toMatchObject({ problems: [], canSave: true })
  })
})

describe('what a mapping is made of', () => {
  it('live fields of both sides, rules and the maps that Tandem brings', async () => {
    const { body } = await ask('GET', '/schemas/contact-lead')
    const lastName = { name: 'LastName', label: 'Last Name', required: true, writable: 'always' }
    expect(body).toMatchObject({ salesforce: { fields: containing(lastName) } })
    const firstName = {
      hubspot: 'firstname',
      salesforce: 'FirstName',
      rule: 'newest-wins',
      direction: 'both',
      toSalesforce: [{ truncate: 40 }],
    }
    const catalogue = (await ask('GET', '/catalogue')).body
    expect(catalogue['pairs']).toHaveLength(6)
    expect(catalogue['pairs']).toEqual(containing({ id: 'contact-lead', defaults: containing(firstName) }))
    expect((await app.ask('/api/config/schema')).status).toBe(200)
  })

  it('what becomes of each value of a list, and which has no partner', async () => {
    const map = { hubspot: 'hs_lead_status', salesforce: 'Status', values: { NEW: 'Open - Not Contacted' } }
    const { body } = await ask('POST', '/values', { pair: 'contact-lead', map })
    expect(body).toMatchObject({
      toSalesforce: {
        values: containing(
          { value: 'NEW', state: 'mapped', becomes: 'Open - Not Contacted' },
          { value: 'CONNECTED', state: 'lost', suggestion: null },
        ),
      },
    })
    const counts = {
      pair: 'contact-lead',
      side: 'hubspot',
      field: 'hs_analytics_source',
      values: ['PAID_SEARCH', 'OFFLINE'],
    }
    expect((await ask('POST', '/values/counts', counts)).body).toEqual({ counts: { PAID_SEARCH: 2, OFFLINE: 0 } })
  })

  it('what a map makes of real records, formulas included', async () => {
    const map = {
      hubspot: 'company',
      salesforce: 'Company',
      toSalesforce: [{ expression: '$uppercase(value) & " " & lastname', fields: ['lastname'] }],
    }
    const { body } = await ask('POST', '/try', { pair: 'contact-lead', map, to: 'salesforce' })
    expect(body['rows']).toContainEqual(
      expect.objectContaining({ before: 'ada Works', after: 'ADA WORKS ada', problem: null }),
    )
    const missing = { pair: 'contact-lead', map: { hubspot: 'nope', salesforce: 'Company' }, to: 'salesforce' }
    expect((await ask('POST', '/try', missing)).status).toBe(400)
  })
})

describe('a preview', () => {
  it('shows counts and records before and after, one at a time, and writes nothing', { timeout: 120_000 }, async () => {
    const body = { document: withMaps({ ...MESSAGE, rule: 'hubspot-wins' }), sample: 50 }
    expect((await ask('POST', '/preview', body)).body).toMatchObject({ state: 'running' })
    expect(await ask('POST', '/preview', body)).toMatchObject({ status: 409, body: { code: 'PREVIEW_RUNNING' } })
    await relayOutbox(tandem.store, tandem.jobs, box.clock)
    await expect
      .poll(async () => (await ask('GET', '/preview')).body['state'], { timeout: 90_000, interval: 300 })
      .toBe('done')
    const { result } = (await ask('GET', '/preview')).body
    expect(result).toMatchObject({
      counts: { create: 0, update: 1, conflict: 0, error: 0, unchanged: 1 },
      rows: containing({
        side: 'salesforce',
        object: 'Lead',
        name: 'Pat ada',
        outcome: 'update',
        changes: [
          {
            field: 'Description',
            label: expect.any(String) as string,
            from: 'Call me on Tuesday',
            to: 'Call me never',
            byMap: 'message',
          },
        ],
      }),
    })
    expect(await description('ada')).toBe('Call me on Tuesday')
    expect(tandem.scope.configVersion).toBe(4)
  })
})

describe('a version that cannot be read', () => {
  it('leaves the former one in force, and says so until a readable one comes', async () => {
    const { id } = tandem.scope.connection
    await tandem.store.configs.push(id, {
      document: { of: 'a newer Tandem' },
      author: 'Zoe',
      comment: 'x',
      at: box.clock.now(),
    })
    await tandem.live.look()
    expect(tandem.scope.configVersion).toBe(4)
    expect((await ask('GET', '')).body).toMatchObject({ unused: { version: 5, author: 'Zoe' } })
    expect(await save(withMaps(MESSAGE), 5)).toMatchObject({ body: { version: 6 } })
    expect(tandem.scope.configVersion).toBe(6)
    expect((await ask('GET', '')).body['unused']).toBeNull()
  })
})
