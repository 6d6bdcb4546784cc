import { afterEach, expect, it } from 'vitest'
import { allJobs } from '#jobs/index.ts'
import { startJobs, type JobRuntime } from '#jobs/runtime.ts'
import { queuesRoute } from '#http/queues.ts'
import { NO_SCHEDULES } from '#ports/jobs.ts'
import { useDatabase } from '#support/database.ts'
import { HERE, openTestGate, SAME_ORIGIN, type TestGate } from '#support/gate.ts'

const database = useDatabase()
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
let gate: TestGate | undefined
let jobs: JobRuntime | undefined
afterEach(async () => {
  await gate?.close()
  await jobs?.close()
})

it('the page of the queues is for administrators, runs no inline script, asks no other site, and is logged', async () => {
  const db = database()
  jobs = await startJobs({
    backend: { kind: 'postgres', pool: db.pool },
    registry: allJobs(NO_SCHEDULES),
    deps: {} as never,
    log: silent,
    role: 'enqueue',
  })
  const told: string[] = []
  let full = false
  const audit = async ({ action, subject }: { action: string; subject: string }) => {
    if (full) throw new Error('no room in the audit log')
    told.push(`${action} ${subject}`)
  }
  const route = queuesRoute(jobs.board('/queues'), { audit, now: () => Date.now() })
  gate = await openTestGate(db, { options: { also: [route] } })
  await gate.add('admin')
  await gate.add('marketer')
  await gate.add('admin', { email: 'local@acme.example', connections: [HERE] })
  const [admin, marketer] = [await gate.signIn('admin@acme.example'), await gate.signIn('marketer@acme.example')]

  expect((await gate.ask('/queues')).status).toBe(401)
  expect((await gate.ask('/queues/api/queues', { headers: { cookie: marketer } })).status).toBe(403)
  const local = await gate.signIn('local@acme.example')
  for (const path of ['/queues', '/queues/api/queues'])
    expect((await gate.ask(path, { headers: { cookie: local } })).status).toBe(403)
  const page = await gate.ask('/queues', { headers: { cookie: admin } })
  const html = await page.text()
  expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self';.*base-uri 'self'/)
  expect(page.headers.get('content-security-policy')).not.toContain("script-src 'self' 'unsafe-inline'")
  expect(html).not.toMatch(/https?:\/\/(?!127\.0\.0\.1)/)
  const scripts = [...html.matchAll(/<script([^>]*)>([^<]*)/g)]
  expect(scripts.length).toBeGreaterThan(1)
  for (const [, attributes = '', text = ''] of scripts)
    expect(attributes.includes(' src=') ? text : attributes).toMatch(/^$|application\/json/)
  for (const [, src] of html.matchAll(/<script[^>]* src="([^"]+)"/g))
    expect((await gate.ask(`/queues/${src ?? ''}`, { headers: { cookie: admin } })).status).toBe(200)
  const listed = await gate.ask('/queues/api/queues', { headers: { cookie: admin } })
  expect(((await listed.json()) as { queues: unknown[] }).queues.length).toBeGreaterThan(3)

  const pause = (headers: Record<string, string>) =>
    gate?.ask('/queues/api/queues/sync/pause', { method: 'PUT', headers: { cookie: admin, ...headers } })
  expect((await pause({ 'sec-fetch-site': 'cross-site' }))?.status).toBe(403)
  expect((await pause({}))?.status).toBe(403)
  expect((await pause(SAME_ORIGIN))?.status).toBe(200)
  expect(told).toEqual(['queues.change PUT /queues/api/queues/sync/pause'])
  const { ask } = gate
  const isPaused = async (): Promise<boolean | undefined> => {
    const reply = await ask('/queues/api/queues', { headers: { cookie: admin } })
    const { queues } = (await reply.json()) as { queues: { name: string; isPaused: boolean }[] }
    return queues.find(({ name }) => name === 'sync')?.isPaused
  }
  expect(await isPaused()).toBe(true)
  // What cannot be recorded is told, and not done.
  full = true
  const resume = await gate.ask('/queues/api/queues/sync/resume', {
    method: 'PUT',
    headers: { cookie: admin, ...SAME_ORIGIN },
  })
  expect([resume.status, await isPaused()]).toEqual([500, true])
  full = false
  await gate.ask('/queues/api/queues/sync/resume', { method: 'PUT', headers: { cookie: admin, ...SAME_ORIGIN } })
}, 60_000)
