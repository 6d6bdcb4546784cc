import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createAccess } from '#access/index.ts'
import type { Access, Visit } from '#ports/access.ts'
import type { Store } from '#ports/store.ts'
import type { User } from '#ports/store/users.ts'
import { createStore } from '#store/store.ts'
import { useDatabase } from '#support/database.ts'
import { CLIENT, startOidcProvider } from '#support/oidc-provider.ts'

const BASE = 'http://127.0.0.1:8410'
const PASSWORD = 'correct horse battery'
const database = useDatabase()
const ada: User = {
  id: 'u1',
  name: 'Ada',
  email: 'ada@acme.example',
  role: 'marketer',
  connections: 'all',
  state: 'invited',
  createdAt: 1,
  signedInAt: null,
}
const identity = { sub: 'sub-1', email: 'ada@acme.example', email_verified: true, name: 'Ada L.' }

const owner: User = { ...ada, id: 'u0', email: 'olga@acme.example', role: 'admin', state: 'active' }

let provider: Awaited<ReturnType<typeof startOidcProvider>>
let store: Store
let access: Access
const troubles: string[] = []
beforeAll(async () => {
  provider = await startOidcProvider(identity)
})
afterAll(() => provider.close())
beforeEach(async () => {
  provider.as(identity)
  store = createStore(database().kysely)
  await store.users.add(ada)
  access = make({ domain: null })
})

const make = (over: { domain: string | null }, baseUrl = BASE, users = store.users): Access =>
  createAccess({
    secret: 'a secret of this test alone, long enough',
    baseUrl,
    records: store.authRecords,
    users,
    oidc: { name: 'Acme', issuer: provider.issuer, clientId: CLIENT.id, clientSecret: CLIENT.secret, ...over },
    onTrouble: (message) => void troubles.push(message),
  })

const visit = (cookies: readonly string[] = []): Visit => ({
  headers: new Headers({ cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; '), 'user-agent': 'Browser 1' }),
  address: '10.0.0.9',
})

/** As a browser: to the provider, and back to Tandem with the cookies of the way there. */
async function throughProvider(one: Access) {
  const begun = await one.oidc!.begin(visit())
  const back = await fetch(begun.url, { redirect: 'manual' })
  return one.oidc!.finish(visit(begun.cookies), back.headers.get('location') ?? '')
}

describe('a password', () => {
  it('opens a session, which tells who it is until it is ended', async () => {
    expect(await access.withPassword(visit(), ada.email, PASSWORD)).toBeNull()
    await access.setPassword('u1', PASSWORD)
    expect(await access.hasPassword('u1')).toBe(true)
    expect(await access.isPassword('u1', PASSWORD)).toBe(true)
    expect(await access.isPassword('u1', 'another password')).toBe(false)
    const opened = await access.withPassword(visit(), 'Ada@Acme.example', PASSWORD)
    expect(opened?.userId).toBe('u1')
    expect(opened?.cookies.join()).toMatch(/^tandem_session=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/)
    expect(await access.session(visit(opened!.cookies))).toMatchObject({ userId: 'u1', sessionId: opened!.sessionId })
    expect(await store.users.get('u1')).toMatchObject({ state: 'active', signedInAt: expect.any(Number) })
    const [session] = await store.users.sessions('u1', Date.now())
    expect(session).toMatchObject({ id: opened!.sessionId, address: '10.0.0.9', browser: 'Browser 1' })

    const forgotten = await access.end(visit(opened!.cookies))
    expect(forgotten.join()).toMatch(/tandem_session=; Max-Age=0/)
    expect(await access.session(visit(opened!.cookies))).toBeNull()
  })

  it('that is wrong, of nobody, or of somebody who was deactivated opens nothing', async () => {
    await access.setPassword('u1', PASSWORD)
    expect(await access.withPassword(visit(), ada.email, 'wrong wrong wrong')).toBeNull()
    expect(await access.withPassword(visit(), 'nobody@acme.example', PASSWORD)).toBeNull()
    await store.users.change('u1', { state: 'deactivated' }, 2)
    expect(await access.withPassword(visit(), ada.email, PASSWORD)).toBeNull()
  })

  it('brings nobody back who is deactivated at the very moment of signing in', async () => {
    const get: Store['users']['get'] = async (id) => {
      const before = await store.users.get(id)
      await store.users.change(id, { state: 'deactivated' }, 2)
      return before
    }
    const late = make({ domain: null }, BASE, { ...store.users, get })
    await late.setPassword('u1', PASSWORD)
    await late.withPassword(visit(), ada.email, PASSWORD)
    expect(await store.users.get('u1')).toMatchObject({ state: 'deactivated' })
  })

  it('is kept as a hash, and a changed cookie is no session', async () => {
    await access.setPassword('u1', PASSWORD)
    const [kept] = await store.authRecords.find('user_credential', [])
    expect(JSON.stringify(kept)).not.toContain(PASSWORD)
    const opened = await access.withPassword(visit(), ada.email, PASSWORD)
    const cookie = opened!.cookies[0]!.split(';')[0]!
    expect(await access.session(visit([`${cookie.slice(0, -6)}AAAAAA`]))).toBeNull()
  })

  it('gives a cookie that is bound to this host where people come by https', async () => {
    const https = make({ domain: null }, 'https://tandem.acme.example')
    await https.setPassword('u1', PASSWORD)
    const opened = await https.withPassword(visit(), ada.email, PASSWORD)
    expect(opened?.cookies.join()).toMatch(/^__Host-tandem_session=[^;]+; .*Path=\/; HttpOnly; Secure; SameSite=Lax$/)
    expect(opened?.cookies.join()).not.toMatch(/Domain/i)
  })
})

describe('a session without a password', () => {
  it('is opened for somebody who is proven otherwise, never for nobody', async () => {
    const opened = await access.open(visit(), 'u1')
    expect(await access.session(visit(opened.cookies))).toMatchObject({ userId: 'u1' })
    await expect(access.open(visit(), 'u2')).rejects.toThrow('cannot be signed in')
  })
})

describe('a provider of identities', () => {
  it('brings in who was invited, with no token of it kept', async () => {
    const done = await throughProvider(access)
    expect(done).toMatchObject({ userId: 'u1', why: null })
    expect(await access.session(visit(done.cookies))).toMatchObject({ userId: 'u1' })
    const kept = await store.authRecords.find('user_credential', [])
    expect(kept).toMatchObject([{ user_id: 'u1', account_id: 'sub-1', access_token: null, id_token: null }])
    expect((await throughProvider(access)).userId).toBe('u1')
  })

  it('brings in nobody else, and says why', async () => {
    provider.as({ ...identity, sub: 'sub-2', email: 'eve@acme.example' })
    expect(await throughProvider(access)).toMatchObject({ userId: null, why: expect.stringMatching(/invited/) })
    provider.as({ ...identity, email_verified: false })
    expect(await throughProvider(access)).toMatchObject({ userId: null, why: expect.stringMatching(/confirm/) })
    expect(await store.users.list()).toHaveLength(1)
  })

  it('brings in whoever has an address of the domain, as viewer of no connection', async () => {
    const open = make({ domain: 'acme.example' })
    await store.users.add(owner)
    provider.as({ ...identity, sub: 'sub-3', email: 'Bob@Acme.example', name: 'Bob' })
    const { userId } = await throughProvider(open)
    expect(await store.users.get(userId ?? '')).toMatchObject({
      name: 'Bob',
      email: 'bob@acme.example',
      role: 'viewer',
      connections: [],
      state: 'active',
    })
    provider.as({ ...identity, sub: 'sub-4', email: 'eve@evil.example' })
    expect((await throughProvider(open)).userId).toBeNull()
    provider.as({ ...identity, sub: 'sub-5', email: 'eve@not-acme.example' })
    expect((await throughProvider(open)).userId).toBeNull()
  })

  it('brings in nobody by the domain before somebody administers every connection, but who was invited', async () => {
    const open = make({ domain: 'acme.example' })
    await store.users.add({ ...owner, connections: [] })
    provider.as({ ...identity, sub: 'sub-3', email: 'bob@acme.example' })
    expect(await throughProvider(open)).toMatchObject({ userId: null, why: expect.stringMatching(/first account/) })
    provider.as(identity)
    expect((await throughProvider(open)).userId).toBe(ada.id)
  })

  it('brings in nobody who was deactivated, on the first way or a later one', async () => {
    await throughProvider(access)
    await store.users.change('u1', { state: 'deactivated' }, 2)
    expect(await throughProvider(access)).toMatchObject({ userId: null, why: expect.stringMatching(/deactivated/) })
  })

  it('is not believed without the cookie of the way there, nor with the signature of another', async () => {
    const begun = await access.oidc!.begin(visit())
    const back = await fetch(begun.url, { redirect: 'manual' })
    expect(await access.oidc!.finish(visit(), back.headers.get('location') ?? '')).toMatchObject({ userId: null })
    provider.forge()
    expect(await throughProvider(access)).toMatchObject({ userId: null })
  })
})
