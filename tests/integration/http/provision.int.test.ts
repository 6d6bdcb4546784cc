import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Scope } from '#app/scope.ts'
import { connectionId } from '#domain/ids.ts'
import { applyProvisionContract, readProvisionContract, readProvisionRunContract } from '#http/contract/provision.ts'
import type { ProvisionDesk } from '#http/provision-desk.ts'
import type { RunningSandbox } from '#sandbox/index.ts'
import { startSandbox } from '#sandbox/index.ts'
import { accessTo } from '#support/crms.ts'
import { machine, person, useApps, type RunningApp, type TestApp } from '#support/http-app.ts'
import { connectAccounts, provisioners } from '../../../src/compose.ts'
import { createProvisionDesk } from '../../../src/compose/provision-desk.ts'

const startApp = useApps()
let box: RunningSandbox
let desk: ProvisionDesk
let scope: Scope
const logged: unknown[] = []

beforeAll(async () => {
  box = await startSandbox()
  const { accounts, ...made } = await newDesk()
  desk = made.desk
  const connection = { id: connectionId('loop'), portalId: accounts.portal.id, orgId: accounts.org.id }
  scope = { connection, clock: box.clock } as unknown as Scope
})
afterAll(async () => box.close())

/** One that has not looked at the accounts before. */
async function newDesk() {
  const crm = accessTo(box)
  const accounts = await connectAccounts(crm, 'loop', box.clock)
  const log = { warn: (...told: unknown[]) => void logged.push(told) }
  return { accounts, desk: createProvisionDesk({ crm, accounts, clock: box.clock, log, provisioners }) }
}

const api = (over: Partial<TestApp> = {}) => startApp({ scope, api: { provision: desk }, ...over })

const ended = async ({ call }: RunningApp) => {
  await expect.poll(() => desk.of(scope.connection.id)?.state, { timeout: 60_000 }).not.toBe('running')
  const { run } = await call(readProvisionRunContract)
  if (run === null) throw new Error('none was begun')
  return run
}
/** Also what errors tell, and their causes. */
const allOf = (told: unknown): string => inspect(told, { depth: null, maxArrayLength: null, maxStringLength: null })
const token = (): string => box.hubspot.credentials['accessToken'] ?? ''
const salesforce = () => ({
  clientId: box.salesforce.credentials['clientId'] ?? '',
  clientSecret: box.salesforce.credentials['clientSecret'] ?? '',
})

describe('what Tandem needs in both accounts, over the API', () => {
  it('is listed side by side, and an account that refuses hides nothing of the other', async () => {
    const { call } = await api()
    const both = await call(readProvisionContract)
    expect(both.hubspot.missing).toBeGreaterThan(20)
    expect(both.hubspot.steps).toContainEqual(
      expect.objectContaining({ state: 'missing', what: 'contacts.tandem_sla_status' }),
    )
    expect(both.salesforce.steps?.map(({ what }) => what)).toContain('Lead.Tandem_Key__c')
    expect(await call(readProvisionRunContract)).toEqual({ run: null })

    const crm = accessTo(box)
    const halfBlind = createProvisionDesk({
      crm: { ...crm, hubspot: { ...crm.hubspot, token: 'expired' } },
      accounts: await connectAccounts(crm, 'loop', box.clock),
      clock: box.clock,
      log: { warn: () => undefined },
      provisioners,
    })
    const half = await (await api({ api: { provision: halfBlind } })).call(readProvisionContract)
    expect(half.hubspot).toMatchObject({
      steps: null,
      problem: { code: expect.any(String), remedy: expect.any(String) },
    })
    expect(half.salesforce.missing).toBeGreaterThan(10)
  })

  it('takes a credential that works for this account alone, and says so of any other', async () => {
    const { call, refused, audited } = await api()
    const { missing } = (await call(readProvisionContract)).hubspot
    expect(missing).toBeGreaterThan(20)
    const refusedWith = (body: object) => refused(applyProvisionContract, { body })
    expect(await refusedWith({})).toMatchObject({ status: 400, code: 'INVALID_INPUT' })
    expect(await refusedWith({ hubspot: { token: 'two words' } })).toMatchObject({ status: 400 })
    const wrong = 'pat-na1-no-such-token'
    const unknown = await refusedWith({ hubspot: { token: wrong } })
    expect(unknown).toMatchObject({ status: 422, code: 'CREDENTIAL_REFUSED' })
    const bad = await refusedWith({
      salesforce: {
        clientId: 'c',
        username: 'u@acme.example',
        privateKey: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----',
      },
    })
    expect(bad).toMatchObject({ status: 400, code: 'USAGE' })
    const elsewhere = { ...scope, connection: { ...scope.connection, portalId: '1' } }
    const other = createProvisionDesk({
      crm: accessTo(box),
      accounts: { ...(await connectAccounts(accessTo(box), 'loop', box.clock)), portal: { ...PORTAL, id: '1' } },
      clock: box.clock,
      log: { warn: () => undefined },
      provisioners,
    })
    const mixed = await api({ scope: elsewhere, api: { provision: other } })
    expect(await mixed.refused(applyProvisionContract, { body: { hubspot: { token: token() } } })).toMatchObject({
      status: 422,
      code: 'OTHER_ACCOUNT',
    })
    expect(allOf([unknown, bad, audited, logged])).not.toContain(wrong)
    expect(audited.map(({ action, outcome }) => [action, outcome])).toContainEqual(['connection.provision', 'failed'])
    // Nothing was made by any of them.
    const unseen = await api({ api: { provision: (await newDesk()).desk } })
    expect((await unseen.call(readProvisionContract)).hubspot.missing).toBe(missing)
  })

  it('is for those who may configure', async () => {
    for (const actor of [person('viewer'), person('rep'), machine({ permissions: ['read', 'operate'] })]) {
      const { refused } = await api({ actor })
      expect((await refused(readProvisionContract)).status).toBe(403)
      const body = { hubspot: { token: token() } }
      expect((await refused(applyProvisionContract, { body })).status).toBe(403)
    }
  })

  it('is made with an administrator’s credential, which is kept nowhere; once, while others wait', async () => {
    const app = await api()
    const before = await app.call(readProvisionContract)
    const begun = await app.call(applyProvisionContract, {
      body: { hubspot: { token: token() }, salesforce: salesforce() },
    })
    expect(begun, JSON.stringify(begun)).toMatchObject({
      state: 'running',
      sides: ['hubspot', 'salesforce'],
      startedBy: 'Some admin',
      problem: null,
    })
    expect(await app.refused(applyProvisionContract, { body: { hubspot: { token: token() } } })).toMatchObject({
      status: 409,
      code: 'PROVISION_RUNNING',
    })
    const run = await ended(app)
    expect(run, JSON.stringify(run)).toMatchObject({ state: 'done', problem: null })
    const made = run.steps.filter(({ state }) => state === 'made')
    expect(made.length).toBeGreaterThan(before.hubspot.missing)
    expect(made).toContainEqual(expect.objectContaining({ side: 'salesforce', what: 'Lead.Tandem_Key__c' }))
    const after = await app.call(readProvisionContract)
    expect([after.hubspot.missing, after.salesforce.missing]).toEqual([0, 0])
    const said = allOf([begun, run, after, app.audited, logged])
    for (const secret of [token(), salesforce().clientSecret]) expect(said).not.toContain(secret)
    expect(app.audited).toContainEqual(
      expect.objectContaining({ action: 'connection.provision', outcome: 'done', subject: 'HubSpot and Salesforce' }),
    )
    // A second time finds everything there.
    await app.call(applyProvisionContract, {
      body: { salesforce: salesforce(), assignTo: ['nobody@acme.example'] },
    })
    const again = await ended(app)
    expect(again.steps.filter(({ state }) => state === 'made')).toEqual([])
    expect(again.steps).toContainEqual(
      expect.objectContaining({ state: 'missing', what: 'assignment of Tandem_Integration to nobody@acme.example' }),
    )
  })
})

const PORTAL = { name: 'Other', currency: 'USD', timeZone: 'UTC' }
