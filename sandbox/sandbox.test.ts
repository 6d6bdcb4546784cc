import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { builtInCompany } from './company/built-in.ts'
import type { RunningSandbox } from './index.ts'
import { startSandbox } from './index.ts'

const company = builtInCompany(Date.UTC(2026, 10, 20))
let folder: string
const closers: (() => Promise<unknown>)[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-'))
})
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
  rmSync(folder, { recursive: true })
})

async function start(options: Parameters<typeof startSandbox>[0]): Promise<RunningSandbox> {
  const running = await startSandbox(options)
  closers.push(() => running.close())
  return running
}

async function hubspot(running: Pick<RunningSandbox, 'hubspot'>, method: string, path: string, body?: unknown) {
  const { url, credentials } = running.hubspot
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${credentials['accessToken'] ?? ''}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return (await response.json()) as { total?: number; id?: string; results?: { id: string }[] }
}

it('comes back from a snapshot file with the same records, clock and notes, and goes on with the same ids', async () => {
  const file = join(folder, 'sandbox.snapshot')
  const first = await start({ company })
  expect(first.restored).toBe(false)
  first.clock.freeze(Date.UTC(2026, 10, 22))
  first.notes.set({ step: 3 })
  await hubspot(first, 'POST', '/crm/v3/objects/contacts', { properties: { email: 'later@example.com' } })
  await first.saveSnapshot(file)
  const second = await start({ company, snapshotFile: file })
  expect(second.restored).toBe(true)
  expect(second.clock.now()).toBe(Date.UTC(2026, 10, 22))
  expect(second.notes.all()).toEqual({ step: 3 })
  for (const name of ['hubspot', 'salesforce'] as const) {
    expect(second[name].sandbox.snapshot()).toEqual(first[name].sandbox.snapshot())
  }
  const [a, b] = await Promise.all(
    [first, second].map((running) =>
      hubspot(running, 'POST', '/crm/v3/objects/contacts', { properties: { firstname: 'Next' } }),
    ),
  )
  expect(a?.id).toBe(b?.id)
  expect(readdirSync(folder)).toEqual(['sandbox.snapshot'])
})

it('makes the same portal from the same company every time', async () => {
  const [a, b] = await Promise.all([start({}), start({})])
  for (const running of [a, b]) {
    running.clock.freeze(Date.UTC(2026, 10, 22))
    running.hubspot.sandbox.seed(company)
  }
  expect(a.hubspot.sandbox.snapshot()).toEqual(b.hubspot.sandbox.snapshot())
})

it('says which port is taken', async () => {
  const first = await start({})
  const port = Number(new URL(first.salesforce.url).port)
  await expect(startSandbox({ salesforcePort: port })).rejects.toThrow(
    `port ${port} for the salesforce sandbox is taken`,
  )
})

it('runs as a process: one line when ready, and a saved snapshot when told to stop', async () => {
  const file = join(folder, 'process.snapshot')
  const record = join(folder, 'exchanges.jsonl')
  const child = spawn(process.execPath, ['sandbox/main.ts', '--snapshot', file, '--record', record], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  closers.push(async () => child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })
  const [line] = (await once(lines, 'line')) as [string]
  const ready = JSON.parse(line) as RunningSandbox
  expect(ready.salesforce.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  await hubspot(ready, 'POST', '/crm/v3/objects/contacts', { properties: { email: 'kept@example.com' } })
  const saved = await fetch(`${ready.hubspot.url}/__sandbox/snapshot`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ file: join(folder, 'asked.snapshot') }),
  })
  expect(saved.status).toBe(200)
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  expect((await exit)[0]).toBe(0)
  expect(readFileSync(record, 'utf8').trim().split('\n')).toHaveLength(1)
  for (const snapshotFile of [file, join(folder, 'asked.snapshot')]) {
    const again = await start({ snapshotFile })
    const found = await hubspot(again, 'GET', '/crm/v3/objects/contacts/kept@example.com?idProperty=email')
    expect(found.id).toBeDefined()
  }
})
