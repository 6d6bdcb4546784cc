import { once } from 'node:events'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { provisionAccounts } from '#app/provision-accounts.ts'
import type { RunningSandbox } from '#sandbox/index.ts'
import { startSandbox } from '#sandbox/index.ts'
import { place } from '#support/cli.ts'
import type { Place } from '#support/cli.ts'
import { company, loopDocument, mql } from '#support/company.ts'
import { seller } from '#support/crm-users.ts'
import { createOwnDatabase } from '#support/database.ts'
import { serverUrl } from '#support/servers.ts'
import { accessTo } from '#support/crms.ts'
import { openStore, provisioners } from '../../../src/compose.ts'

const ROOT = join(import.meta.dirname, '../../..')
const NAMES = Array.from({ length: 30 }, (_, i) => `lead${i}`)
const loop = loopDocument().connection.id as never

describe('tandem worker and tandem server', () => {
  it.each(['worker', 'server'])('refuse the embedded database, with what to do: %s', async (command) => {
    const at = await place()
    try {
      const ended = await at.here([command])
      expect(ended).toMatchObject({ code: 2, stdout: '' })
      expect(ended.stderr).toMatch(/DATABASE_URL.*tandem start/)
      expect(ended.stderr.trim().split('\n')).toHaveLength(1)
      expect(await at.kept()).toBeNull()
    } finally {
      await at.remove()
    }
  })
})

describe.skipIf(serverUrl('DATABASE_URL') === undefined)('two workers and a server beside each other', () => {
  let box: RunningSandbox
  let at: Place
  let database: Awaited<ReturnType<typeof createOwnDatabase>>
  const running: ChildProcess[] = []
  const said = new Map<ChildProcess, string>()

  beforeEach(async () => {
    database = await createOwnDatabase('_workers')
    at = await place()
    await at.file('tandem.yaml', JSON.stringify(loopDocument()))
    box = await startSandbox({ company: company({ contacts: NAMES.map((name) => mql(name)) }) })
    const seeing = [box.salesforce.credentials['adminUsername'] ?? '']
    await provisionAccounts(provisioners(accessTo(box), box.clock, seeing), 'apply')
  })
  afterEach(async () => {
    for (const child of running.splice(0)) child.kill('SIGKILL')
    await box.close()
    await database.drop()
    await at.remove()
  })

  const run = (command: string, port = 0): ChildProcess => {
    const { hubspot, salesforce } = box
    const child = spawn(process.execPath, [join(ROOT, 'src/main.ts'), command], {
      cwd: at.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'] ?? '',
        DATABASE_URL: database.url,
        PORT: String(port),
        LOG_LEVEL: 'warn',
        TANDEM_POLL_SECONDS: '1',
        TANDEM_ACCESS_TOKEN: 'a-token-of-the-test',
        TANDEM_SECRET_KEY: 'a-secret-of-this-test-alone-long-enough',
        TANDEM_HUBSPOT_URL: hubspot.url,
        TANDEM_HUBSPOT_TOKEN: hubspot.credentials['accessToken'] ?? '',
        TANDEM_SALESFORCE_URL: salesforce.url,
        TANDEM_SALESFORCE_CLIENT_ID: salesforce.credentials['clientId'] ?? '',
        TANDEM_SALESFORCE_CLIENT_SECRET: salesforce.credentials['clientSecret'] ?? '',
      },
    })
    running.push(child)
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => said.set(child, (said.get(child) ?? '') + text))
    return child
  }

  it('share the work; a server alone runs none; told to end they end in order and leave nothing leased', async () => {
    const port = await freePort()
    const server = run('server', port)
    await until(
      () => said.get(server)?.includes('Admin app') === true,
      () => said.get(server),
    )
    const health = await fetch(`http://127.0.0.1:${port}/healthz`)
    expect(health.status).toBe(200)
    await delay(1500)
    expect(await seller(box).query('SELECT Id FROM Lead')).toEqual([])

    const workers = [run('worker'), run('worker')]
    const everything = () => [server, ...workers].map((child) => said.get(child)).join('\n')
    await until(async () => (await seller(box).query('SELECT Id FROM Task')).length === NAMES.length, everything)
    for (const worker of workers) await until(() => said.get(worker)?.includes('Working on jobs') === true, everything)
    const overview = await fetch(`http://127.0.0.1:${port}/api/connections/loop/overview`, {
      headers: { authorization: 'Bearer a-token-of-the-test' },
    })
    expect(JSON.stringify(await overview.json())).toMatch(/"lastSyncAt":"?\d/)
    box.hubspot.sandbox.seed(company({ contacts: [mql('late')], owners: [], campaigns: [] }))

    const codes = await Promise.all(
      [server, ...workers].map(async (child) => {
        const ended = once(child, 'exit')
        child.kill('SIGTERM')
        return (await ended)[0] as number | null
      }),
    )
    expect(codes, everything()).toEqual([0, 0, 0])
    const opened = await openStore({ url: database.url })
    try {
      const { total, dueNow } = await opened.store.inbox.depth(loop)
      expect(dueNow, 'rows that nobody holds').toBe(total)
    } finally {
      await opened.close()
    }
    run('worker')
    await until(async () => (await seller(box).query('SELECT Id FROM Task')).length === NAMES.length + 1, everything)
    expect(await seller(box).query('SELECT Id FROM Lead')).toHaveLength(NAMES.length + 1)
  })
})

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

async function until(holds: () => boolean | Promise<boolean>, told: () => string | undefined): Promise<void> {
  const deadline = performance.now() + 40_000
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`it did not come to pass; the processes said:\n${told() ?? ''}`)
    await delay(100)
  }
}
