import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lastPreview } from '#app/preview/run-preview.ts'
import type { OpenDraft } from '#app/preview/run-preview.ts'
import type { Scope } from '#app/scope.ts'
import { forgetPreviewJob } from '#jobs/forget-preview.ts'
import { rehearseDraftJob } from '#jobs/rehearse-draft.ts'
import type { PreviewState } from '#http/contract/config-preview.ts'
import { askedSince } from '#support/asked.ts'
import { company, loopDocument, MINUTE, mql } from '#support/company.ts'
import { person, startApp } from '#support/http-app.ts'
import { jobDepsOf } from '#support/job-deps.ts'
import { useWorld } from '#support/world.ts'
import { connectAccounts } from '../../../src/compose.ts'
import type { Accounts } from '../../../src/compose.ts'
import { draftOpener } from '../../../src/compose/open-draft.ts'

const world = useWorld()
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
const document = loopDocument()
type App = Awaited<ReturnType<typeof startApp>>
const open: App[] = []
let scope: Scope
let accounts: Accounts

beforeEach(async () => {
  scope = await world().begin(company({ contacts: ['dora', 'emil', 'fay'].map((name) => mql(name)) }))
  accounts = await connectAccounts(world().access, scope.connection.id, scope.clock)
  await askedSince(scope)
})
afterEach(async () => {
  for (const app of open.splice(0)) await app.close(100)
})

/** A server, and a worker beside it: each knows of the other by the database alone. */
const server = async () => {
  const check = async () => ({ config: {} as never, problems: [] })
  const app = await startApp({
    scope,
    actor: person('admin', { name: 'Ana Admin' }),
    api: { config: { check } as never },
  })
  open.push(app)
  return async (method: 'GET' | 'POST' | 'DELETE', body?: object) => {
    const init = { method, ...(body === undefined ? {} : { body: JSON.stringify({ document, ...body }) }) }
    const answer = await app.ask(`/api/connections/${scope.connection.id}/config/preview`, init)
    return { status: answer.status, body: (await answer.json()) as PreviewState & { code?: string } }
  }
}
const worker = (over: { readonly ending?: () => boolean } = {}) => {
  const { store, clock } = scope
  const { deps, asked } = jobDepsOf(scope)
  const openDraft = draftOpener({ accounts, store, clock, log: silent })
  /** As the job of the preview that runs now is asked for. */
  const input = async () => ({ connectionId: scope.connection.id, preview: (await lastPreview(scope))?.id ?? '' })
  const run = async () => rehearseDraftJob.run(await input(), { ...deps, openDraft, ...over })
  return { run, asked, input, deps }
}

/** Opens a draft as over an account of more records than are rehearsed at once. */
const huge =
  (then: () => Promise<void> = async () => undefined): OpenDraft =>
  async (draft) => {
    const { store, clock } = scope
    const opened = await draftOpener({ accounts, store, clock, log: silent })(draft)
    await then()
    const hubspot: Scope['hubspot'] = {
      ...opened.scope.hubspot,
      withLane: () => hubspot,
      sample: async () => ({ total: 34_567, records: [] }),
    }
    return { ...opened, scope: { ...opened.scope, hubspot } }
  }

describe('a preview', { timeout: 120_000 }, () => {
  it('is begun in one server, done by a worker, and told by another server, for half an hour', async () => {
    const [one, other] = [await server(), await server()]
    expect(await one('GET')).toMatchObject({ body: { state: 'none' } })
    expect(await one('POST', { sample: 2 })).toMatchObject({ status: 200, body: { state: 'running' } })
    expect(await askedSince(scope)).toEqual(['rehearse-draft'])
    expect(await other('POST', {})).toMatchObject({
      status: 409,
      body: { code: 'PREVIEW_RUNNING', detail: expect.stringContaining('Ana Admin') as string },
    })
    await worker().run()
    const told = (await other('GET')).body
    expect(told).toMatchObject({ state: 'done', startedBy: 'Ana Admin', looked: 2, of: 2, error: null })
    expect(told.result).toMatchObject({
      // A Lead and a Task for each.
      counts: { create: 4 },
      lookedAt: [{ side: 'hubspot', object: 'contacts', looked: 2, total: 3 }],
    })
    expect(told.result?.rows.map(({ name }) => name)).toContainEqual(expect.stringContaining('@buyers.example'))
    // The draft is needed no more.
    expect(await scope.store.previews.draft(scope.connection.id, told.id ?? '')).toBeNull()

    expect(await askedSince(scope)).toEqual(['forget-preview'])
    world().box.clock.advance(30 * MINUTE)
    expect((await one('GET')).body).toMatchObject({ state: 'none', result: null })
    await forgetPreviewJob.run({ connectionId: scope.connection.id, preview: told.id ?? '' }, worker().deps)
    expect(await scope.store.previews.of(scope.connection.id)).toBeNull()
  })

  it('begins anew where the process that did it ended, and has failed when it is given up', async () => {
    const ask = await server()
    await ask('POST', {})
    const ending = worker({ ending: () => true })
    await ending.run()
    expect(ending.asked).toEqual(['rehearse-draft'])
    expect((await ask('GET')).body).toMatchObject({ state: 'running' })
    await worker().run()
    expect((await ask('GET')).body).toMatchObject({ state: 'done', looked: 3 })

    await ask('POST', {})
    const { input, deps } = worker()
    await rehearseDraftJob.givenUp(await input(), deps, 'HubSpot does not answer')
    expect((await ask('GET')).body).toMatchObject({ state: 'failed', error: 'HubSpot does not answer' })
  })

  it('is stopped from any server: the worker ends at the next place, and another one can be begun at once', async () => {
    const ask = await server()
    const first = (await ask('POST', {})).body
    const { store, clock } = scope
    const opener = draftOpener({ accounts, store, clock, log: silent })
    const stopping = async (draft: unknown) => {
      const opened = await opener(draft)
      expect((await ask('DELETE')).body).toMatchObject({ id: first.id, state: 'cancelled' })
      expect((await ask('POST', { sample: 1 })).body).toMatchObject({ state: 'running', looked: 0 })
      return opened
    }
    await rehearseDraftJob.run(await worker().input(), { ...worker().deps, openDraft: stopping })
    expect((await ask('GET')).body).toMatchObject({ state: 'running', looked: 0, result: null })
    await worker().run()
    expect((await ask('GET')).body).toMatchObject({ state: 'done', looked: 1 })
  })

  it('looks at everything with progress, or at one record', async () => {
    const ask = await server()
    await ask('POST', { all: true })
    await worker().run()
    expect((await ask('GET')).body).toMatchObject({
      state: 'done',
      looked: 3,
      of: 3,
      result: { counts: { create: 6 }, lookedAt: [{ looked: 3, total: 3 }] },
    })
    await ask('POST', { record: 'emil@buyers.example' })
    await worker().run()
    expect((await ask('GET')).body).toMatchObject({
      state: 'done',
      looked: 1,
      of: 1,
      result: { counts: { create: 2 } },
    })
  })

  it('of more than a worker has memory for is refused, with what to do instead', async () => {
    const ask = await server()
    await ask('POST', { all: true })
    const { input, deps } = worker()
    await expect(rehearseDraftJob.run(await input(), { ...deps, openDraft: huge() })).rejects.toThrow(
      /^There are 34,567 records, .* tandem preview --all/,
    )
  })

  it('that ends in trouble after it was cancelled leaves the one begun since alone', async () => {
    const ask = await server()
    await ask('POST', { all: true })
    const first = await worker().input()
    const { deps } = worker()
    const begunSince = async () => {
      await ask('DELETE')
      expect((await ask('POST', { sample: 2 })).body).toMatchObject({ state: 'running' })
    }
    // It finds out that it was cancelled before it complains of how much there is.
    await rehearseDraftJob.run(first, { ...deps, openDraft: huge(begunSince) })
    await rehearseDraftJob.givenUp(first, deps, 'There are 34,567 records')
    // A second try of it does not take over the other.
    await rehearseDraftJob.run(first, { ...deps, openDraft: huge() })
    expect((await ask('GET')).body).toMatchObject({ state: 'running', error: null, looked: 0 })
    await worker().run()
    expect((await ask('GET')).body).toMatchObject({ state: 'done', looked: 2 })
  })

  it('of a pair that is not looked at, of nobody, or of two things at once is refused', async () => {
    const ask = await server()
    expect(await ask('POST', { pair: 'campaign-campaign' })).toMatchObject({
      status: 422,
      body: { code: 'NO_PREVIEW_OF_PAIR' },
    })
    expect(await ask('POST', { record: 'nobody@buyers.example' })).toMatchObject({
      status: 404,
      body: { code: 'RECORD_NOT_FOUND' },
    })
    for (const wrong of [
      { all: true, sample: 3 },
      { record: 'x', all: true },
      { record: 'x', pair: 'contact-lead' },
      { sample: 10_001 },
    ])
      expect(await ask('POST', wrong)).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } })
    expect((await ask('GET')).body).toMatchObject({ state: 'none' })
  })

  it('is forgotten with a person who is erased', async () => {
    const ask = await server()
    await ask('POST', {})
    const found = await lastPreview(scope)
    if (found === null) throw new Error('one was just begun')
    const done = { ...found, state: 'done', result: { preview: 'with values of people' }, finishedAt: 1 } as const
    expect(await scope.store.previews.save(scope.connection.id, done)).toBe(true)
    const person = { links: [], hubspotIds: ['1'], salesforceIds: [] }
    await scope.store.erasure.erase(scope.connection.id, person, scope.clock.now())
    expect(await scope.store.previews.of(scope.connection.id)).toBeNull()
  })
  it('that runs while somebody is erased ends, and what it read of them is not kept', async () => {
    const ask = await server()
    await ask('POST', {})
    const { store, clock } = scope
    const opener = draftOpener({ accounts, store, clock, log: silent })
    const erasing: OpenDraft = async (draft) => {
      const opened = await opener(draft)
      const who = { links: [], hubspotIds: ['1'], salesforceIds: [] }
      await store.erasure.erase(scope.connection.id, who, clock.now())
      return opened
    }
    await rehearseDraftJob.run(await worker().input(), { ...worker().deps, openDraft: erasing })
    expect(await store.previews.of(scope.connection.id)).toBeNull()
    expect((await ask('GET')).body).toMatchObject({ state: 'none', result: null })
  })
})
