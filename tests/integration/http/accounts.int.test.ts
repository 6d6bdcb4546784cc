import { afterEach, expect, it } from 'vitest'
import type { Scope } from '#app/scope.ts'
import type { AccountView } from '#http/contract/accounts.ts'
import type { Listening } from '#http/listen.ts'
import { company } from '#support/company.ts'
import { writesOf } from '#support/crm-users.ts'
import { person, startApp } from '#support/http-app.ts'
import { useWorld } from '#support/world.ts'

const world = useWorld()
const open: Listening[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.close(100)
})

interface Both {
  readonly hubspot: AccountView
  readonly salesforce: AccountView
}

async function api(scope: Scope) {
  const app = await startApp({ scope })
  open.push(app)
  const at = `/api/connections/${scope.connection.id}/connection/accounts`
  const read = async (): Promise<Both> => (await (await app.ask(at)).json()) as Both
  const test = async (): Promise<Both> => {
    const answer = await app.ask(`${at}/test`, { method: 'POST' })
    expect(answer.status).toBe(200)
    return (await answer.json()) as Both
  }
  return { app, at, read, test }
}

it('tells who Tandem is on both sides and what it may do, and nothing secret; asked again soon it asks nobody', async () => {
  const { begin, box, access } = world()
  const { read, test } = await api(await begin(company({})))
  const before = writesOf(box)
  const both = await test()
  expect(both.hubspot).toMatchObject({
    state: 'works',
    problem: null,
    user: null,
    credential: { kind: 'token', variable: 'TANDEM_HUBSPOT_TOKEN' },
    apiVersion: '2026-03',
    clockAheadSeconds: expect.closeTo(0, -1) as number,
  })
  expect(both.hubspot.rights.map(({ name }) => name)).toContain('crm.lists.read')
  expect(both.hubspot.rights.flatMap(({ missing }) => missing)).toEqual([])
  expect(both.salesforce).toMatchObject({ state: 'works', user: { login: expect.stringContaining('@') as string } })
  expect(both.salesforce.rights.find(({ name }) => name === 'Lead')).toMatchObject({
    needs: ['read', 'create', 'edit'],
    missing: [],
    onlyFor: null,
  })
  expect(JSON.stringify(both)).not.toContain(access.hubspot.token)
  // HubSpot takes the search of lists by POST.
  expect(writesOf(box)).toBe(before + 1)
  const calls = box.counters()
  expect((await read()).hubspot.lookedAt).toBe(both.hubspot.lookedAt)
  expect(box.counters()).toEqual(calls)
})

it('names the scope that is missing with the words of the platform, and what needs it', async () => {
  const { begin, box } = world()
  const { test } = await api(await begin(company({})))
  box.hubspot.faults.add({
    path: '/crm/lists/',
    status: 403,
    body: { status: 'error', category: 'MISSING_SCOPES', message: 'needs crm.lists.read' },
  })
  const { hubspot } = await test()
  expect(hubspot.state).toBe('works')
  expect(hubspot.rights.filter(({ missing }) => missing.length > 0)).toMatchObject([
    { name: 'crm.lists.read', why: expect.stringContaining('needs crm.lists.read') as string },
  ])
})

it('a credential that is refused leaves the other side as it is, and says what to do', async () => {
  const { begin, box } = world()
  const { test } = await api(await begin(company({})))
  box.hubspot.faults.add({
    status: 401,
    body: { status: 'error', category: 'INVALID_AUTHENTICATION', message: 'expired' },
  })
  const { hubspot, salesforce } = await test()
  expect(hubspot).toMatchObject({
    state: 'refused',
    problem: { code: 'CREDENTIALS_REJECTED', remedy: expect.stringContaining('TANDEM_HUBSPOT_TOKEN') as string },
    rights: [],
  })
  expect(salesforce.state).toBe('works')
})

it('is read by whoever reads, and tried by those who run the sync alone', async () => {
  const { begin } = world()
  const scope = await begin(company({}))
  const app = await startApp({ scope, actor: person('viewer') })
  open.push(app)
  const at = `/api/connections/${scope.connection.id}/connection/accounts`
  expect((await app.ask(at)).status).toBe(200)
  expect((await app.ask(`${at}/test`, { method: 'POST' })).status).toBe(403)
})
