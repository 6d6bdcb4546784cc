import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { provisionAccounts } from '#app/provision-accounts.ts'
import { runUntilQuiet } from '#cli/demo/quiesce.ts'
import { NO_SCHEDULES } from '#ports/jobs.ts'
import type { RunningSandbox } from '#sandbox/index.ts'
import { startSandbox } from '#sandbox/index.ts'
import { company, DAY, loopDocument, MINUTE, mql, parsed } from '#support/company.ts'
import { marketer, seller, writesOf } from '#support/crm-users.ts'
import { accessTo } from '#support/crms.ts'
import { provisioners, startTandem } from '../../../src/compose.ts'
import type { Tandem } from '../../../src/compose.ts'

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
const nobody = { owners: [], campaigns: [] }
let box: RunningSandbox
let tandem: Tandem

/** The whole product on its job queue and an embedded database; the tests go on from one another. */
beforeAll(async () => {
  box = await startSandbox({ company: company() })
  const crm = accessTo(box)
  await provisionAccounts(provisioners(crm, box.clock), 'apply')
  const document = loopDocument()
  tandem = await startTandem({
    database: 'memory',
    crm,
    config: parsed(document),
    document,
    author: 'test',
    rhythm: NO_SCHEDULES,
    log: silent,
    clock: box.clock,
  })
})
afterAll(async () => {
  await tandem.close()
  await box.close()
})

const quiet = () => runUntilQuiet(tandem, () => undefined)
const recent = (name: string) => mql(name, { becameMqlAt: box.clock.now() - MINUTE, createdAt: box.clock.now() - DAY })
const arrive = (...names: readonly string[]) =>
  box.hubspot.sandbox.seed(company({ contacts: names.map((name) => recent(name)), ...nobody }))
const emails = async () => (await seller(box).query('SELECT Email FROM Lead ORDER BY Email')).map((row) => row['Email'])
const state = async () => tandem.store.connections.get(tandem.scope.connection.id)

describe('the running product', () => {
  it('hands over through its queue and comes to rest', async () => {
    arrive('a1', 'a2', 'a3')
    await quiet()
    expect(await emails()).toEqual(['a1@buyers.example', 'a2@buyers.example', 'a3@buyers.example'])
    expect(await seller(box).query('SELECT Id FROM Task')).toHaveLength(3)
    expect(await tandem.store.inbox.depth(tandem.scope.connection.id)).toMatchObject({ total: 0 })
    const [writes, rows] = [writesOf(box), await tandem.store.journal.count(tandem.scope.connection.id)]
    await quiet()
    expect([writesOf(box), await tandem.store.journal.count(tandem.scope.connection.id)]).toEqual([writes, rows])
  })

  it.each([
    ['reading Salesforce', 'salesforce', { path: '/composite' }],
    ['writing to HubSpot, when Salesforce has the lead already', 'hubspot', { path: '/contacts/batch/update' }],
  ] as const)(
    'pauses with the reason when the credentials are revoked on %s, loses nothing, and goes on when resumed',
    async (what, side, where) => {
      const name = what.replaceAll(/\W/g, '').toLowerCase().slice(-12)
      arrive(name)
      const expired = { status: 'error', category: 'EXPIRED_AUTHENTICATION', message: 'The OAuth token expired.' }
      const invalid = [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }]
      const fault = box[side].faults.add({ ...where, status: 401, body: side === 'hubspot' ? expired : invalid })
      await expect(quiet()).rejects.toThrow('the connection was paused')
      expect(await state()).toMatchObject({
        state: 'paused',
        pausedReason: expect.stringContaining('CREDENTIALS') as string,
      })

      const calls = box.counters()[side].total
      await tandem.jobs.enqueue('poll-connections', {})
      await tandem.jobs.whenIdle(10_000)
      expect(box.counters()[side].total).toBe(calls)

      box[side].faults.remove(fault)
      await tandem.store.connections.resume(tandem.scope.connection.id)
      await quiet()
      expect((await emails()).filter((email) => email === `${name}@buyers.example`)).toHaveLength(1)
      const lead = await seller(box).one(`SELECT Id FROM Lead WHERE Email = '${name}@buyers.example'`)
      expect(await seller(box).query(`SELECT Id FROM Task WHERE WhoId = '${String(lead['Id'])}'`)).toHaveLength(1)
      const { properties } = await marketer(box).contact(`${name}@buyers.example`)
      expect(properties).toMatchObject({ tandem_salesforce_id: lead['Id'] })
      expect(await state()).toMatchObject({ state: 'active', pausedReason: null })
    },
  )
})
