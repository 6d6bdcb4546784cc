import { afterEach, describe, expect, it } from 'vitest'
import type { Scope } from '#app/scope.ts'
import { connectionId } from '#domain/ids.ts'
import type { Listening } from '#http/listen.ts'
import { askedSince } from '#support/asked.ts'
import { company, MINUTE, mql } from '#support/company.ts'
import { machine, person, startApp, type TestApp } from '#support/http-app.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const open: Listening[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.close(100)
})

const addressOf = (name: string): string => `${name}@buyers.example`
const leadOf = (name: string) => world().sales.one(`SELECT Id, Title FROM Lead WHERE Email = '${addressOf(name)}'`)

/** Linked people whose job title waits for somebody to decide. */
async function conflicts(names: readonly string[]): Promise<Scope> {
  const { begin, box, marketing, sales } = world()
  const scope = await begin(company({ contacts: names.map((name) => mql(name)) }), {
    fields: { 'contact-lead': [{ hubspot: 'jobtitle', salesforce: 'Title', rule: 'manual' }] },
  })
  await quiesce(scope, box)
  box.clock.advance(MINUTE)
  for (const name of names) {
    await marketing.edit(addressOf(name), { jobtitle: 'Baker' })
    await sales.update('Lead', (await leadOf(name))['Id'], { Title: 'Chef' })
  }
  await quiesce(scope, box)
  return scope
}

async function api(scope: Scope, over: Partial<TestApp> = {}) {
  const app = await startApp({
    scope,
    api: {
      work: {
        schedules: async () => [{ name: 'work-inbox', queue: 'inbox', everyMs: null, nextAt: null }],
        queues: async () => [],
        runNow: async () => true,
      },
    },
    ...over,
  })
  open.push(app)
  const at = `/api/connections/${scope.connection.id}`
  const ask = async (path: string, body?: unknown) => {
    const answer = await app.ask(
      at + path,
      body === undefined ? {} : { method: 'POST', ...(body === null ? {} : { body: JSON.stringify(body) }) },
    )
    // oxlint-disable-next-line typescript/no-explicit-any -- what a test reads of an answer is what it expects there
    return { status: answer.status, body: answer.status === 204 ? null : ((await answer.json()) as never as any) }
  }
  return { ask, app, at }
}

describe('object pairs over the API', () => {
  it('are told with what is in step, what waits for a person and when one was written last', async () => {
    const scope = await conflicts(['dora', 'emil'])
    const { ask } = await api(scope)
    const figures = async () => (await ask('/config/pairs')).body.pairs
    const [leads, contacts, ...others] = await figures()
    expect(leads).toEqual({
      pair: 'contact-lead',
      linked: 2,
      inStep: 0,
      parked: 2,
      undecided: 2,
      changedAt: expect.stringMatching(/^\d{4}-/),
    })
    expect(contacts).toMatchObject({ pair: 'contact-contact', linked: 0, inStep: 0, parked: 0, undecided: 0 })
    expect(others.map(({ pair }: { pair: string }) => pair)).not.toContain('company-account')

    await world().sales.update('Lead', (await leadOf('dora'))['Id'], { Title: 'Baker' })
    await quiesce(scope, world().box)
    expect((await figures())[0]).toMatchObject({ linked: 2, inStep: 1, parked: 1, undecided: 1 })
  }, 60_000)
})

describe('parked records over the API', () => {
  it('are told by class in plain words, retried, and followed until they came through', async () => {
    const scope = await conflicts(['dora', 'emil'])
    const { ask, app } = await api(scope)
    expect((await ask('/problems')).body).toMatchObject({
      classes: [{ code: 'CONFLICT', title: 'Both sides changed', count: 2, decidedIn: 'conflicts' }],
      parked: 2,
      conflicts: 2,
      matches: 0,
    })
    const first = await ask('/problems/records?limit=1&code=CONFLICT')
    expect(first.body).toMatchObject({ total: 2, items: [{ name: expect.stringContaining(' ') }] })
    const second = await ask(`/problems/records?limit=1&code=CONFLICT&cursor=${first.body.nextCursor}`)
    expect(second.body.nextCursor).toBeNull()
    expect(second.body.items[0].id).not.toBe(first.body.items[0].id)
    expect((await ask('/problems/records?limit=1&cursor=' + first.body.nextCursor)).body).toMatchObject({
      code: 'INVALID_CURSOR',
    })

    await world().sales.update('Lead', (await leadOf('dora'))['Id'], { Title: 'Baker' })
    await askedSince(scope)
    const retried = await ask('/problems/retry', { code: 'CONFLICT' })
    expect(retried.body).toMatchObject({ records: 2, waiting: 2, through: 0, by: 'Some admin' })
    expect(await askedSince(scope)).toEqual(['work-inbox'])
    expect(app.audited).toMatchObject([{ action: 'problems.retry', subject: '2 parked records', outcome: 'done' }])
    await quiesce(scope, world().box)
    expect((await ask(`/problems/retries/${retried.body.id}`)).body).toMatchObject({
      retry: { through: 1, again: 1, waiting: 0 },
    })
    expect((await ask(`/problems/retries/${retried.body.id}/records`)).body).toMatchObject({
      items: [{ code: 'CONFLICT', isWaiting: false }],
      total: 1,
    })
  })

  it('are searched for by words that go neither into the audit log, nor outlast an erasure', async () => {
    const scope = await conflicts(['dora'])
    const { ask, app } = await api(scope)
    const id = (await ask('/problems/records')).body.items[0].recordId
    const retried = await ask('/problems/retry', { text: id })
    expect(retried.body).toMatchObject({ records: 1, what: `with “${id}”` })
    expect(app.audited).toMatchObject([{ details: { retry: retried.body.id, search: true } }])
    expect(JSON.stringify(app.audited)).not.toContain(id)
    await scope.store.erasure.erase(scope.connection.id, { links: [], hubspotIds: [id], salesforceIds: [] }, 1)
    expect((await ask('/problems/retries')).body.items).toMatchObject([{ what: 'with “erased”' }])
  })

  it('are retried by nobody who may only read, and only when it is said which', async () => {
    const scope = await conflicts(['dora'])
    const marketer = await api(scope, { actor: person('marketer') })
    expect((await marketer.ask('/problems/retry', { all: true })).status).toBe(403)
    const admin = await api(scope)
    expect(await admin.ask('/problems/retry', {})).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } })
    expect(await admin.ask('/problems/retry', { code: 'NO_SUCH' })).toMatchObject({
      status: 409,
      body: { code: 'NOTHING_TO_RETRY' },
    })
    expect(await scope.store.parked.retries(scope.connection.id, { limit: 10 })).toEqual([])
  })
})

describe('a conflict over the API', () => {
  it('is shown with who changed what, decided for all alike, and gone afterwards', async () => {
    const scope = await conflicts(['dora', 'emil'])
    const { ask } = await api(scope)
    const [one] = (await ask('/conflicts')).body.items
    expect(one).toMatchObject({
      labels: { hubspot: 'Job Title', salesforce: 'Title' },
      values: { hubspot: 'Baker', salesforce: 'Chef' },
    })
    expect((await ask('/conflicts/fields')).body.items).toMatchObject([{ map: 'jobtitle', kind: 'conflict', count: 2 }])
    const detail = (await ask(`/conflicts/${one.link}/${one.map}`)).body
    expect(detail).toMatchObject({ rule: 'manual', alike: { sameValues: 2, sameField: 2 } })
    expect(detail.changes.hubspot[0]).toMatchObject({ value: 'Baker' })

    const at = `/conflicts/${one.link}/${one.map}/decision`
    const stale = { choice: { kind: 'side', side: 'hubspot' }, saw: { hubspot: 'Cook', salesforce: 'Chef' } }
    expect(await ask(at, stale)).toMatchObject({ status: 409, body: { code: 'VALUES_MOVED' } })
    const thawed = await ask(at, { choice: { kind: 'thaw' }, saw: one.values })
    expect(thawed).toMatchObject({ status: 400, body: { code: 'NOT_FROZEN' } })
    expect((await ask('/conflicts')).body.items[0].decision).toBeNull()
    const decided = await ask(at, { ...stale, saw: one.values, alike: 'same-values' })
    expect(decided.body).toMatchObject({ decided: 2 })
    await quiesce(scope, world().box)
    expect((await leadOf('emil'))['Title']).toBe('Baker')
    expect((await ask('/conflicts')).body.items).toEqual([])
    expect((await ask(`/decisions/${decided.body.group}`)).body).toEqual({ open: 0, applied: 2, refused: 0 })
    expect(await ask(at, { ...stale, saw: one.values })).toMatchObject({ status: 404 })
  })
})

describe('a connection over the API', () => {
  it('is paused with a reason and goes on', async () => {
    const scope = await conflicts(['dora'])
    const { ask } = await api(scope)
    expect((await ask('/connection/pause', { reason: 'a data load' })).body).toMatchObject({
      state: 'paused',
      pausedReason: 'a data load (Some admin)',
    })
    expect((await ask('/connection/resume', null)).body).toMatchObject({ state: 'active', pausedReason: null })
    expect((await ask('/today')).body).toMatchObject({
      needs: { parked: 1, conflicts: 1, matches: 0 },
      config: { version: 1 },
    })
    expect((await ask('/api-budget')).body).toMatchObject({ hubspot: { lanes: [{}, {}, {}] } })
    expect((await ask('/drift')).body).toEqual({ drift: null })
    expect((await ask('/alerts')).body).toMatchObject({ channels: [], items: [] })
    expect((await ask('/jobs')).body).toMatchObject({ jobs: [{ name: 'work-inbox' }] })
    expect((await ask('/backfills')).body).toMatchObject({ items: [], total: 0 })
  })
})

describe('news', () => {
  it('names the part that changed and no value, and ends with the server', async () => {
    const scope = await conflicts(['dora'])
    const { app, at } = await api(scope)
    const answer = await app.ask(`${at}/events`)
    expect(answer.headers.get('content-type')).toContain('text/event-stream')
    expect(answer.headers.get('x-accel-buffering')).toBe('no')
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    await scope.store.parked.park(scope.connection.id, [
      {
        side: 'hubspot',
        object: 'contacts',
        recordId: '1',
        linkId: null,
        code: 'X',
        message: 'm',
        remedy: '',
        at: scope.clock.now(),
      },
    ])
    while (!text.includes('problems')) {
      const { value, done } = (await reader?.read()) ?? { done: true, value: undefined }
      if (done) break
      text += value ?? ''
      await scope.store.parked.park(scope.connection.id, [
        {
          side: 'hubspot',
          object: 'contacts',
          recordId: '1',
          linkId: null,
          code: 'X',
          message: String(text.length),
          remedy: '',
          at: scope.clock.now(),
        },
      ])
    }
    expect(text).toContain('event: changed')
    expect(text).toMatch(/data: \{"topics":\[.*"problems".*\]\}/)
    await app.close(5_000)
    expect((await reader?.read())?.done).toBe(true)
  })

  it('is of this connection alone', async () => {
    const scope = await conflicts(['dora'])
    const { store, connection, clock } = scope
    const elsewhere = connectionId('elsewhere')
    await store.connections.save({ ...connection, id: elsewhere })
    const { app, at } = await api(scope)
    const reader = (await app.ask(`${at}/events`)).body?.pipeThrough(new TextDecoderStream()).getReader()
    const item = {
      side: 'hubspot',
      object: 'contacts',
      recordId: '1',
      linkId: null,
      code: 'X',
      message: 'm',
      remedy: '',
    }
    let text = ''
    while (!text.includes('event:')) {
      await store.parked.park(elsewhere, [
        { ...item, side: 'hubspot', message: String(Math.random()), at: clock.now() },
      ])
      await store.connections.pause(connection.id, String(Math.random()), 'person')
      text += (await reader?.read())?.value ?? ''
    }
    expect(text).toContain('{"topics":["overview","config"]}')
    await app.close(5_000)
  })

  it('is kept from whoever may not reach the connection', async () => {
    const scope = await conflicts(['dora'])
    const { app, at } = await api(scope, { actor: machine({ connections: [] }) })
    expect((await app.ask(`${at}/events`)).status).toBe(404)
  })
})
