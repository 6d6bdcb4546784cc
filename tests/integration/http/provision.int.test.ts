import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Scope } from '#app/scope.ts'
import { connectionId } from '#domain/ids.ts'
import type { ProvisionDesk } from '#http/provision-desk.ts'
import type { RunningSandbox } from '#sandbox/index.ts'
import { startSandbox } from '#sandbox/index.ts'
import { accessTo } from '#support/crms.ts'
import { machine, person, startApp, type TestApp } from '#support/http-app.ts'
import { connectAccounts, provisioners } from '../../../src/compose.ts'
import { createProvisionDesk } from '../../../src/compose/provision-desk.ts'

/** As the tests look into it: each says what it expects to find. */
// oxlint-disable-next-line typescript/no-explicit-any
type Reply = any

let box: RunningSandbox
let desk: ProvisionDesk
let scope: Scope
const logged: unknown[] = []
const open: Awaited<ReturnType<typeof startApp>>[] = []

beforeAll(async () => {
  box = await startSandbox()
  const { accounts, ...made } = await newDesk()
  desk = made.desk
  const connection = { id: connectionId('loop'), portalId: accounts.portal.id, orgId: accounts.org.id }
  scope = { connection, clock: box.clock } as unknown as Scope
})
afterEach(async () => {
  for (const app of open.splice(0)) await app.close(0)
})
afterAll(async () => box.close())

/** One that has not looked at the accounts before. */
async function newDesk() {
  const crm = accessTo(box)
  const accounts = await connectAccounts(crm, 'loop', box.clock)
  const log = { warn: (...told: unknown[]) => void logged.push(told) }
  return { accounts, desk: createProvisionDesk({ crm, accounts, clock: box.clock, log, provisioners }) }
}

async function api(over: Partial<TestApp> = {}) {
  const app = await startApp({ scope, api: { provision: desk }, ...over })
  open.push(app)
  const ask = async (path: string, body?: unknown) => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    const answer = await app.ask(`/api/connections/loop/provision${path}`, init)
    return { status: answer.status, body: (await answer.json()) as Reply }
  }
  return { ask, app }
}

const ended = async (ask: Awaited<ReturnType<typeof api>>['ask']): Promise<Reply> => {
  await expect.poll(() => desk.of(scope.connection.id)?.state, { timeout: 60_000 }).not.toBe('running')
  return (await ask('/run')).body.run
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
    const { ask } = await api()
    const { status, body } = await ask('')
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body.hubspot.missing).toBeGreaterThan(20)
    expect(body.hubspot.steps).toContainEqual(
      expect.objectContaining({ state: 'missing', what: 'contacts.tandem_sla_status' }),
    )
    expect(body.salesforce.steps.map(({ what }: Reply) => what)).toContain('Lead.Tandem_Key__c')
    expect((await ask('/run')).body).toEqual({ run: null })

    const crm = accessTo(box)
    const halfBlind = createProvisionDesk({
      crm: { ...crm, hubspot: { ...crm.hubspot, token: 'expired' } },
      accounts: await connectAccounts(crm, 'loop', box.clock),
      clock: box.clock,
      log: { warn: () => undefined },
      provisioners,
    })
    const half = (await (await api({ api: { provision: halfBlind } })).ask('')).body
    expect(half.hubspot).toMatchObject({
      steps: null,
      problem: { code: expect.any(String), remedy: expect.any(String) },
    })
    expect(half.salesforce.missing).toBeGreaterThan(10)
  })

  it('takes a credential that works for this account alone, and says so of any other', async () => {
    const { ask, app } = await api()
    const { missing } = (await ask('')).body.hubspot
    expect(missing).toBeGreaterThan(20)
    expect(await ask('', {})).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } })
    expect(await ask('', { hubspot: { token: 'two words' } })).toMatchObject({ status: 400 })
    const wrong = 'pat-na1-no-such-token'
    const refused = await ask('', { hubspot: { token: wrong } })
    expect(refused).toMatchObject({ status: 422, body: { code: 'CREDENTIAL_REFUSED' } })
    const bad = await ask('', {
      salesforce: {
        clientId: 'c',
        username: 'u@acme.example',
        privateKey: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----',
      },
    })
    expect(bad).toMatchObject({ status: 400, body: { code: 'USAGE' } })
    const elsewhere = { ...scope, connection: { ...scope.connection, portalId: '1' } }
    const other = createProvisionDesk({
      crm: accessTo(box),
      accounts: { ...(await connectAccounts(accessTo(box), 'loop', box.clock)), portal: { ...PORTAL, id: '1' } },
      clock: box.clock,
      log: { warn: () => undefined },
      provisioners,
    })
    const mixed = await api({ scope: elsewhere, api: { provision: other } })
    expect(await mixed.ask('', { hubspot: { token: token() } })).toMatchObject({
      status: 422,
      body: { code: 'OTHER_ACCOUNT' },
    })
    expect(allOf([refused, bad, app.audited, logged])).not.toContain(wrong)
    expect(app.audited.map(({ action, outcome }) => [action, outcome])).toContainEqual([
      'connection.provision',
      'failed',
    ])
    // Nothing was made by any of them.
    const unseen = await api({ api: { provision: (await newDesk()).desk } })
    expect((await unseen.ask('')).body.hubspot.missing).toBe(missing)
  })

  it('is for those who may configure', async () => {
    for (const actor of [person('viewer'), person('rep'), machine({ permissions: ['read', 'operate'] })]) {
      const { ask } = await api({ actor })
      expect((await ask('')).status).toBe(403)
      expect((await ask('', { hubspot: { token: token() } })).status).toBe(403)
    }
  })

  it('is made with an administrator’s credential, which is kept nowhere; once, while others wait', async () => {
    const { ask, app } = await api()
    const before = (await ask('')).body
    const begun = await ask('', { hubspot: { token: token() }, salesforce: salesforce() })
    expect(begun, JSON.stringify(begun.body)).toMatchObject({
      status: 200,
      body: { state: 'running', sides: ['hubspot', 'salesforce'], startedBy: 'Some admin', problem: null },
    })
    expect(await ask('', { hubspot: { token: token() } })).toMatchObject({
      status: 409,
      body: { code: 'PROVISION_RUNNING' },
    })
    const run = await ended(ask)
    expect(run, JSON.stringify(run)).toMatchObject({ state: 'done', problem: null })
    const made = run.steps.filter(({ state }: Reply) => state === 'made')
    expect(made.length).toBeGreaterThan(before.hubspot.missing)
    expect(made).toContainEqual(expect.objectContaining({ side: 'salesforce', what: 'Lead.Tandem_Key__c' }))
    const after = (await ask('')).body
    expect([after.hubspot.missing, after.salesforce.missing]).toEqual([0, 0])
    const said = allOf([begun, run, after, app.audited, logged])
    for (const secret of [token(), salesforce().clientSecret]) expect(said).not.toContain(secret)
    expect(app.audited).toContainEqual(
      expect.objectContaining({ action: 'connection.provision', outcome: 'done', subject: 'HubSpot and Salesforce' }),
    )
    // A second time finds everything there.
    expect((await ask('', { salesforce: salesforce(), assignTo: ['nobody@acme.example'] })).status).toBe(200)
    const again = await ended(ask)
    expect(again.steps.filter(({ state }: Reply) => state === 'made')).toEqual([])
    expect(again.steps).toContainEqual(
      expect.objectContaining({ state: 'missing', what: 'assignment of Tandem_Integration to nobody@acme.example' }),
    )
  })
})

const PORTAL = { name: 'Other', currency: 'USD', timeZone: 'UTC' }
