import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { activateVersion } from '#app/config/activate-version.ts'
import { NO_SCHEDULES } from '#ports/jobs.ts'
import { company, loopDocument, mql, parsed } from '#support/company.ts'
import { useCrms } from '#support/crms.ts'
import { createOwnDatabase } from '#support/database.ts'
import { accessTo } from '#support/crms.ts'
import { marketer, seller } from '#support/crm-users.ts'
import { serverUrl } from '#support/servers.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import { startTandem } from '../../../src/compose.ts'
import type { Tandem, TandemOptions } from '../../../src/compose.ts'
import { openNewest } from '../../../src/compose/open-scope.ts'
import { notUsedWords } from '../../../src/compose/choose-config.ts'

const crms = useCrms()
const running: Tandem[] = []
const warned: string[] = []
const log = {
  debug: () => undefined,
  info: () => undefined,
  warn: (_facts: unknown, message: string) => void warned.push(message),
  error: () => undefined,
}
const DAY_LATER = { goLiveAt: '2026-01-02T00:00:00Z' }
const STICKY = { campaignProperty: 'hs_analytics_first_touch_converting_campaign' }

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tandem-config-'))
  warned.length = 0
  const { box } = crms()
  const data = company({ contacts: [mql('ada')] })
  for (const crm of [box.hubspot, box.salesforce]) crm.sandbox.seed(data)
})
afterEach(async () => {
  for (const tandem of running.splice(0)) await tandem.close()
  await rm(folder, { recursive: true, force: true })
})

async function start(over: Partial<SyncConfigInput>, options: Partial<TandemOptions> = {}): Promise<Tandem> {
  const { box } = crms()
  const document = loopDocument(over)
  const tandem = await startTandem({
    database: { folder: join(folder, 'data') },
    crm: accessTo(box),
    config: parsed(document),
    document,
    author: 'tandem.yaml',
    rhythm: NO_SCHEDULES,
    log,
    clock: box.clock,
    ...options,
  })
  running.push(tandem)
  return tandem
}

const stop = async (): Promise<void> => running.pop()?.close()

async function save(tandem: Tandem, over: Partial<SyncConfigInput>, author = 'Ana') {
  const document = loopDocument(over)
  const { store, clock, newId, connection } = tandem.scope
  return activateVersion({
    store,
    clock,
    newId,
    connection,
    config: parsed(document),
    version: { document, author, comment: 'on the page' },
    expected: 'any',
  })
}

describe('a start with a file', () => {
  it('makes its document the first version, and the same version again', async () => {
    expect((await start({})).scope.configVersion).toBe(1)
    await stop()
    const again = await start({})
    expect([again.scope.configVersion, again.fileNotUsed]).toEqual([1, null])
  })

  it('does not take back what people saved since, and says so', async () => {
    await save(await start({}), DAY_LATER)
    await stop()
    const again = await start({})
    expect(again.scope.configVersion).toBe(2)
    expect(again.scope.config.goLiveAt).toBe(Date.parse(DAY_LATER.goLiveAt))
    expect(again.fileNotUsed).toMatchObject({ fileVersion: 1, inForce: { version: 2, author: 'Ana' } })
    const words =
      'tandem.yaml is version 1; version 2 by Ana is in force; `tandem config push --force` saves the file as a new version'
    expect(warned).toContain(words)
    expect(again.fileNotUsed === null ? '' : notUsedWords('tandem.yaml', again.fileNotUsed)).toBe(words)
    expect(await again.store.configs.newest(again.scope.connection.id)).toBe(2)
  })

  it('saves a document that no version says as a new one, over what people saved', async () => {
    await save(await start({}), DAY_LATER)
    await stop()
    const again = await start({ ...DAY_LATER, ...STICKY })
    expect([again.scope.configVersion, again.fileNotUsed]).toEqual([3, null])
  })

  it('works by the newest version that it can read', async () => {
    const first = await start({})
    await save(first, DAY_LATER)
    await first.store.configs.push(first.scope.connection.id, {
      document: { of: 'a newer Tandem' },
      author: 'Zoe',
      comment: '',
      at: 0,
    })
    await stop()
    const again = await start({})
    expect(again.scope.config.goLiveAt).toBe(Date.parse(DAY_LATER.goLiveAt))
    expect(again.scope.configVersion).toBe(2)
    expect(await again.store.configs.newest(again.scope.connection.id)).toBe(3)
  })

  it('saves nothing over newer versions of which it can read none', async () => {
    const first = await start({})
    const { id } = first.scope.connection
    await first.store.configs.push(id, { document: { of: 'a newer Tandem' }, author: 'Zoe', comment: '', at: 0 })
    await stop()
    const again = await start({})
    expect([again.scope.configVersion, await again.store.configs.newest(id)]).toEqual([1, 2])
  })

  it('takes what somebody saves while the accounts are checked, and saves nothing over it', async () => {
    const first = await start({})
    const document = loopDocument(DAY_LATER)
    const { accounts, store, scope } = first
    let checks = 0
    const file = { config: parsed(loopDocument({})), document: loopDocument({}), author: 'tandem.yaml', log }
    const opened = await openNewest(file, accounts, store, scope.clock, async () => {
      checks += 1
      if (checks === 1) await store.configs.push(scope.connection.id, { document, author: 'Ana', comment: '', at: 0 })
    })
    expect(checks).toBe(2)
    expect(opened.scope.configVersion).toBe(2)
    expect(opened.scope.config.goLiveAt).toBe(Date.parse(DAY_LATER.goLiveAt))
    expect(opened.notUsed).toMatchObject({ fileVersion: 1 })
    expect(await store.configs.newest(scope.connection.id)).toBe(2)
  })

  it('goes on after a pause by Tandem itself, and leaves the pause of a person as it is', async () => {
    const first = await start({})
    const { id } = first.scope.connection
    await first.store.connections.pause(id, 'the token was revoked')
    await stop()
    const second = await start({})
    expect(await second.store.connections.get(id)).toMatchObject({ state: 'active', pausedBy: null })
    await second.store.connections.pause(id, 'we clean up (Ana)', 'person')
    await stop()
    const third = await start({})
    expect(await third.store.connections.get(id)).toMatchObject({ state: 'paused', pausedReason: 'we clean up (Ana)' })
    expect(warned.at(-1)).toMatch(/paused by a person and stays paused: we clean up \(Ana\)/)
  })
})

describe.skipIf(serverUrl('DATABASE_URL') === undefined)('two processes on one database', () => {
  let database: Awaited<ReturnType<typeof createOwnDatabase>>
  beforeEach(async () => {
    database = await createOwnDatabase('_config')
  })
  afterEach(async () => {
    for (const tandem of running.splice(0)) await tandem.close()
    await database.drop()
  })

  it('take what one of them saved: the other within five seconds, and at once with its next job', async () => {
    const target = { database: { url: database.url } }
    const one = await start({}, { ...target, role: 'enqueue' })
    const two = await start({}, target)
    await save(one, DAY_LATER)
    await one.live.look()
    expect(one.scope.configVersion).toBe(2)
    const since = performance.now()
    while (two.scope.configVersion < 2 && performance.now() - since < 5_000) await delay(50)
    expect(two.scope.configVersion).toBe(2)

    const map = {
      hubspot: 'message',
      salesforce: 'Description',
      direction: 'to-salesforce',
      toSalesforce: [{ truncate: 99 }],
    }
    await save(one, { ...DAY_LATER, fields: { 'contact-lead': [map as never] } })
    const { box } = crms()
    await marketer(box).edit('ada@buyers.example', { message: 'Call me' })
    box.clock.advance(60_000)
    for (const job of ['capture-hubspot-changes', 'work-inbox'])
      await one.jobs.enqueue(job, { connectionId: one.scope.connection.id })
    const lead = () => seller(box).query("SELECT Description FROM Lead WHERE Email = 'ada@buyers.example'")
    const begun = performance.now()
    while ((await lead()).length === 0 && performance.now() - begun < 15_000) {
      await one.jobs.enqueue('work-inbox', { connectionId: one.scope.connection.id })
      await delay(250)
    }
    expect(await lead()).toMatchObject([{ Description: 'Call me' }])
    expect(two.scope.configVersion).toBe(3)
  })
})
