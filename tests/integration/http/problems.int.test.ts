import { describe, expect, it } from 'vitest'
import type { Scope } from '#app/scope.ts'
import { connectionId } from '#domain/ids.ts'
import { readAlertsContract } from '#http/contract/alerts.ts'
import { readPairFiguresContract } from '#http/contract/config-pairs.ts'
import {
  decideConflictContract,
  listConflictFieldsContract,
  listConflictsContract,
  readConflictContract,
  readDecisionsContract,
} from '#http/contract/conflicts.ts'
import { pauseConnectionContract, resumeConnectionContract } from '#http/contract/connection.ts'
import {
  readApiBudgetContract,
  readBackfillsContract,
  readDriftContract,
  readJobsContract,
} from '#http/contract/jobs.ts'
import {
  listParkedContract,
  listRetriesContract,
  listRetryRecordsContract,
  readProblemsContract,
  readRetryContract,
  retryParkedContract,
} from '#http/contract/problems.ts'
import { readTodayContract } from '#http/contract/today.ts'
import { askedSince } from '#support/asked.ts'
import { company, MINUTE, mql } from '#support/company.ts'
import { machine, person, useApps, type TestApp } from '#support/http-app.ts'
import { quiesce, useWorld } from '#support/world.ts'

const world = useWorld()
const startApp = useApps()

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

const api = (scope: Scope, over: Partial<TestApp> = {}) =>
  startApp({
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
/** What changes is told there while it changes. */
const newsOf = ({ connection }: Scope): string => `/api/connections/${connection.id}/events`

describe('object pairs over the API', () => {
  it('are told with what is in step, what waits for a person and when one was written last', async () => {
    const scope = await conflicts(['dora', 'emil'])
    const { call } = await api(scope)
    const figures = async () => (await call(readPairFiguresContract)).pairs
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
    expect(others.map(({ pair }) => pair)).not.toContain('company-account')

    await world().sales.update('Lead', (await leadOf('dora'))['Id'], { Title: 'Baker' })
    await quiesce(scope, world().box)
    expect((await figures())[0]).toMatchObject({ linked: 2, inStep: 1, parked: 1, undecided: 1 })
  }, 60_000)
})

describe('parked records over the API', () => {
  it('are told by class in plain words, retried, and followed until they came through', async () => {
    const scope = await conflicts(['dora', 'emil'])
    const { call, refused, audited } = await api(scope)
    expect(await call(readProblemsContract)).toMatchObject({
      classes: [{ code: 'CONFLICT', title: 'Both sides changed', count: 2, decidedIn: 'conflicts' }],
      parked: 2,
      conflicts: 2,
      matches: 0,
    })
    const first = await call(listParkedContract, { query: { limit: 1, code: 'CONFLICT' } })
    expect(first).toMatchObject({ total: 2, items: [{ name: expect.stringContaining(' ') }] })
    const cursor = first.nextCursor ?? ''
    const second = await call(listParkedContract, { query: { limit: 1, code: 'CONFLICT', cursor } })
    expect(second.nextCursor).toBeNull()
    expect([...first.items, ...second.items]).toHaveLength(2)
    expect(second.items[0]?.id).not.toBe(first.items[0]?.id)
    expect(await refused(listParkedContract, { query: { limit: 1, cursor } })).toMatchObject({
      code: 'INVALID_CURSOR',
    })

    await world().sales.update('Lead', (await leadOf('dora'))['Id'], { Title: 'Baker' })
    await askedSince(scope)
    const retried = await call(retryParkedContract, { body: { code: 'CONFLICT' } })
    expect(retried).toMatchObject({ records: 2, waiting: 2, through: 0, by: 'Some admin' })
    expect(await askedSince(scope)).toEqual(['work-inbox'])
    expect(audited).toMatchObject([{ action: 'problems.retry', subject: '2 parked records', outcome: 'done' }])
    await quiesce(scope, world().box)
    const params = { id: retried.id }
    expect(await call(readRetryContract, { params })).toMatchObject({ retry: { through: 1, again: 1, waiting: 0 } })
    expect(await call(listRetryRecordsContract, { params })).toMatchObject({
      items: [{ code: 'CONFLICT', isWaiting: false }],
      total: 1,
    })
  })

  it('are searched for by words that go neither into the audit log, nor outlast an erasure', async () => {
    const scope = await conflicts(['dora'])
    const { call, audited } = await api(scope)
    const [parked] = (await call(listParkedContract)).items
    const id = parked?.recordId ?? 'nobody'
    const retried = await call(retryParkedContract, { body: { text: id } })
    expect(retried).toMatchObject({ records: 1, what: `with “${id}”` })
    expect(audited).toMatchObject([{ details: { retry: retried.id, search: true } }])
    expect(JSON.stringify(audited)).not.toContain(id)
    await scope.store.erasure.erase(scope.connection.id, { links: [], hubspotIds: [id], salesforceIds: [] }, 1)
    expect((await call(listRetriesContract)).items).toMatchObject([{ what: 'with “erased”' }])
  })

  it('are retried by nobody who may only read, and only when it is said which', async () => {
    const scope = await conflicts(['dora'])
    const marketer = await api(scope, { actor: person('marketer') })
    expect((await marketer.refused(retryParkedContract, { body: { all: true } })).status).toBe(403)
    const admin = await api(scope)
    expect(await admin.refused(retryParkedContract, { body: {} })).toMatchObject({ status: 400, code: 'INVALID_INPUT' })
    expect(await admin.refused(retryParkedContract, { body: { code: 'NO_SUCH' } })).toMatchObject({
      status: 409,
      code: 'NOTHING_TO_RETRY',
    })
    expect(await scope.store.parked.retries(scope.connection.id, { limit: 10 })).toEqual([])
  })
})

describe('a conflict over the API', () => {
  it('is shown with who changed what, decided for all alike, and gone afterwards', async () => {
    const scope = await conflicts(['dora', 'emil'])
    const { call, refused } = await api(scope)
    const conflicting = async () => (await call(listConflictsContract)).items
    const [one] = await conflicting()
    if (one === undefined) throw new Error('no conflict')
    expect(one).toMatchObject({
      labels: { hubspot: 'Job Title', salesforce: 'Title' },
      values: { hubspot: 'Baker', salesforce: 'Chef' },
    })
    const fields = await call(listConflictFieldsContract)
    expect(fields.items).toMatchObject([{ map: 'jobtitle', kind: 'conflict', count: 2 }])
    const params = { link: one.link, map: one.map }
    const detail = await call(readConflictContract, { params })
    expect(detail).toMatchObject({ rule: 'manual', alike: { sameValues: 2, sameField: 2 } })
    expect(detail.changes.hubspot[0]).toMatchObject({ value: 'Baker' })

    const choice = { kind: 'side', side: 'hubspot' } as const
    const stale = { choice, saw: { hubspot: 'Cook', salesforce: 'Chef' } }
    expect(await refused(decideConflictContract, { params, body: stale })).toMatchObject({
      status: 409,
      code: 'VALUES_MOVED',
    })
    const thawed = await refused(decideConflictContract, {
      params,
      body: { choice: { kind: 'thaw' }, saw: one.values },
    })
    expect(thawed).toMatchObject({ status: 400, code: 'NOT_FROZEN' })
    const [still] = await conflicting()
    expect(still?.decision).toBeNull()
    const decided = await call(decideConflictContract, {
      params,
      body: { choice, saw: one.values, alike: 'same-values' },
    })
    expect(decided).toMatchObject({ decided: 2 })
    await quiesce(scope, world().box)
    expect((await leadOf('emil'))['Title']).toBe('Baker')
    expect(await conflicting()).toEqual([])
    const decisions = await call(readDecisionsContract, { params: { group: decided.group } })
    expect(decisions).toEqual({ open: 0, applied: 2, refused: 0 })
    const late = await refused(decideConflictContract, { params, body: { choice, saw: one.values } })
    expect(late.status).toBe(404)
  })
})

describe('a connection over the API', () => {
  it('is paused with a reason and goes on', async () => {
    const scope = await conflicts(['dora'])
    const { call } = await api(scope)
    expect(await call(pauseConnectionContract, { body: { reason: 'a data load' } })).toMatchObject({
      state: 'paused',
      pausedReason: 'a data load (Some admin)',
    })
    expect(await call(resumeConnectionContract)).toMatchObject({ state: 'active', pausedReason: null })
    expect(await call(readTodayContract)).toMatchObject({
      needs: { parked: 1, conflicts: 1, matches: 0 },
      config: { version: 1 },
    })
    expect(await call(readApiBudgetContract)).toMatchObject({ hubspot: { lanes: [{}, {}, {}] } })
    expect(await call(readDriftContract)).toEqual({ drift: null })
    expect(await call(readAlertsContract)).toMatchObject({ channels: [], items: [] })
    expect(await call(readJobsContract)).toMatchObject({ jobs: [{ name: 'work-inbox' }] })
    expect(await call(readBackfillsContract)).toMatchObject({ items: [], total: 0 })
  })
})

describe('news', () => {
  it('names the part that changed and no value, and ends with the server', async () => {
    const scope = await conflicts(['dora'])
    const app = await api(scope)
    const answer = await app.ask(newsOf(scope))
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
    const app = await api(scope)
    const reader = (await app.ask(newsOf(scope))).body?.pipeThrough(new TextDecoderStream()).getReader()
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
    const app = await api(scope, { actor: machine({ connections: [] }) })
    expect((await app.ask(newsOf(scope))).status).toBe(404)
  })
})
