import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { createSandboxClock } from './clock.ts'
import { inputSpoiler } from './faults.ts'
import type { RecordedExchange } from './recorder.ts'
import { runAlone } from './run-alone.ts'
import type { RunningCrm } from './run.ts'
import type { CrmSandbox } from './types.ts'

/** A CRM that counts what reaches it and echoes bodies. */
function echo() {
  const reached = { calls: 0 }
  const answer = async (request: IncomingMessage) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    reached.calls += 1
    const spoiler = inputSpoiler(request)
    return {
      got: Buffer.concat(chunks).toString(),
      spoiled: spoiler === undefined ? null : [spoiler(), spoiler(), spoiler(), spoiler()],
    }
  }
  const sandbox: CrmSandbox = {
    name: 'salesforce',
    listener: (request, response) => {
      answer(request).then(
        (body) => {
          response.writeHead(200, { 'content-type': 'application/json', 'x-crm': 'yes' })
          response.end(JSON.stringify(body))
        },
        () => response.destroy(),
      )
    },
    endpointOf: (method, path) => `${method} ${path.replace(/\d+/, '{id}')}`,
    snapshot: () => ({ calls: reached.calls }),
    restore(snapshot) {
      reached.calls = Number(snapshot['calls'])
    },
    seed: () => undefined,
    credentials: () => ({}),
    refusal: () => ({ status: 'error', message: 'internal error' }),
    controls: { mood: { takes: '{mood}', read: () => ({ mood: 'good' }), write: (body) => body } },
    close: () => Promise.resolve(),
  }
  return { sandbox, reached }
}

const closers: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function run(recordFile?: string): Promise<RunningCrm & { reached: { calls: number } }> {
  const { sandbox, reached } = echo()
  const running = await runAlone(sandbox, createSandboxClock(), recordFile)
  closers.push(() => running.close())
  return { ...running, reached }
}

const post = (url: string, body: unknown) =>
  fetch(url, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })

it('counts calls by endpoint and status, and leaves control calls out', async () => {
  const crm = await run()
  await fetch(`${crm.url}/things/1`)
  await fetch(`${crm.url}/things/2?x=1`)
  const counters = await (await fetch(`${crm.url}/__sandbox/counters`)).json()
  expect(counters).toEqual({ total: 2, byEndpoint: { 'GET /things/{id}': 2 }, byStatus: { 200: 2 }, dropped: 0 })
  await fetch(`${crm.url}/__sandbox/counters`, { method: 'DELETE' })
  expect(crm.counts().total).toBe(0)
})

it('records as many exchanges as it counts, with both bodies and without headers', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'))
  closers.push(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'exchanges.jsonl')
  const crm = await run(file)
  await (await post(`${crm.url}/things`, { a: 1 })).text()
  await (await fetch(`${crm.url}/things/7`)).text()
  await post(`${crm.url}/__sandbox/faults`, { status: 503, times: 1, when: 'after' })
  await (await post(`${crm.url}/things`, { b: 2 })).text()
  await expect.poll(() => crm.counts().total).toBe(3)
  const lines = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RecordedExchange)
  expect(lines).toEqual([
    {
      method: 'POST',
      url: '/things',
      requestBody: { a: 1 },
      status: 200,
      responseBody: { got: '{"a":1}', spoiled: null },
    },
    { method: 'GET', url: '/things/7', status: 200, responseBody: { got: '', spoiled: null } },
    {
      method: 'POST',
      url: '/things',
      requestBody: { b: 2 },
      status: 503,
      responseBody: { status: 'error', message: 'internal error' },
    },
  ])
})

it('answers a fault before or after the CRM did its work, as often as told', async () => {
  const crm = await run()
  await post(`${crm.url}/__sandbox/faults`, {
    method: 'POST',
    path: '/things',
    status: 429,
    body: { message: 'slow' },
    headers: { 'retry-after': '7' },
    times: 1,
  })
  const refused = await post(`${crm.url}/things`, {})
  expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toEqual([
    429,
    '7',
    { message: 'slow' },
  ])
  expect(crm.reached.calls).toBe(0)
  expect((await post(`${crm.url}/things`, {})).status).toBe(200)
  await post(`${crm.url}/__sandbox/clock`, { freezeAt: '2026-01-01T00:00:00Z' })
  await post(`${crm.url}/__sandbox/faults`, { status: 500, when: 'after', times: 1 })
  const late = await post(`${crm.url}/things`, {})
  expect([late.status, late.headers.get('x-crm')]).toEqual([500, null])
  expect(Date.parse(late.headers.get('date') ?? '')).toBe(Date.UTC(2026, 0, 1))
  expect(crm.reached.calls).toBe(2)
})

it('drops connections before or after the work', async () => {
  const crm = await run()
  for (const when of ['before', 'after']) {
    await post(`${crm.url}/__sandbox/faults`, { drop: true, when, times: 1 })
    await expect(post(`${crm.url}/things`, {})).rejects.toThrow('fetch failed')
  }
  expect(crm.reached.calls).toBe(1)
  await expect.poll(() => crm.counts().dropped).toBe(2)
})

it('lets a caller wait for ever, until one of them ends', async () => {
  const crm = await run()
  await post(`${crm.url}/__sandbox/faults`, { timeout: true, when: 'after', times: 1 })
  const waiting = fetch(`${crm.url}/things/1`, { signal: AbortSignal.timeout(80) })
  await expect(waiting).rejects.toThrow('aborted due to timeout')
  await expect.poll(() => crm.counts().dropped).toBe(1)
  expect(crm.reached.calls).toBe(1)
})

it('refuses a fault that is not written as faults are, and switches none of its list on', async () => {
  const crm = await run()
  const refused = await post(`${crm.url}/__sandbox/faults`, [{ status: 500 }, { pathh: 'things', status: 500 }])
  expect([refused.status, await refused.json()]).toEqual([
    400,
    { error: expect.stringMatching(/^a fault has no "pathh": it has method, path/) },
  ])
  const rate = await post(`${crm.url}/__sandbox/faults`, { rate: 20 })
  expect(await rate.json()).toEqual({ error: 'rate of a fault must be a share from 0 to 1' })
  expect((await fetch(`${crm.url}/things/1`)).status).toBe(200)
})

it('hits the same share of calls on every run and spoils inputs where asked', async () => {
  const pattern = async () => {
    const crm = await run()
    await post(`${crm.url}/__sandbox/faults`, { rate: 0.5, status: 500 })
    const statuses: number[] = []
    for (let call = 0; call < 20; call += 1) statuses.push((await fetch(`${crm.url}/things/1`)).status)
    return statuses
  }
  const first = await pattern()
  expect(first).toEqual(await pattern())
  expect(new Set(first)).toEqual(new Set([200, 500]))
  const crm = await run()
  await post(`${crm.url}/__sandbox/faults`, { partial: 1, latencyMs: 1 })
  expect(await (await post(`${crm.url}/things`, {})).json()).toMatchObject({ spoiled: [true, true, true, true] })
})

it('moves the clock, keeps notes, offers the controls of its CRM and explains bad calls', async () => {
  const crm = await run()
  const clock = await (
    await post(`${crm.url}/__sandbox/clock`, { freezeAt: '2026-01-01T00:00:00Z', advanceMs: 5 })
  ).json()
  expect(clock).toEqual({ now: Date.UTC(2026, 0, 1) + 5, frozen: true })
  await post(`${crm.url}/__sandbox/notes`, { step: 1 })
  expect(await (await post(`${crm.url}/__sandbox/notes`, { day: 2 })).json()).toEqual({ step: 1, day: 2 })
  expect(await (await fetch(`${crm.url}/__sandbox/mood`)).json()).toEqual({ mood: 'good' })
  const bad = await post(`${crm.url}/__sandbox/clock`, { freezeAt: 'never' })
  expect([bad.status, await bad.json()]).toEqual([
    400,
    { error: 'freezeAt must be an instant such as 2026-01-05T09:00:00Z, or milliseconds' },
  ])
  expect((await fetch(`${crm.url}/__sandbox/other`)).status).toBe(404)
})
