import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { useDatabase } from '#support/database.ts'
import { cookieOf, HERE, openTestGate, PASSWORD, SAME_ORIGIN, type TestGate } from '#support/gate.ts'
import { CLIENT, startOidcProvider } from '#support/oidc-provider.ts'
import { setUpLink } from '../../../../src/compose/first-run.ts'
import { letDemoPeopleIn, demoPeople } from '../../../../src/compose/demo-people.ts'

const database = useDatabase()
let gate: TestGate
beforeEach(async () => {
  gate = await openTestGate(database())
})
afterEach(() => gate.close())

const tandem = () => ({ store: gate.store, limits: null as never, scope: { clock: gate.clock } })
const post = (path: string, body: unknown, headers: Record<string, string> = SAME_ORIGIN) =>
  gate.ask(path, { method: 'POST', headers, body: JSON.stringify(body) })
const tryPassword = (email: string, password: string) => post('/api/session', { email, password })
const codeOf = async (reply: Response): Promise<string> => ((await reply.json()) as { code: string }).code
const tokenIn = (link: string): string => new URL(link).searchParams.get('token') ?? ''
const whoIs = async (cookie: string) =>
  (await (await gate.ask('/api/session', { headers: { cookie } })).json()) as { email?: string; code?: string }

describe('guessing a password', () => {
  it('locks the account for 15 minutes after 10 wrong ones, also for the right one, and says so', async () => {
    await gate.add('viewer')
    for (let n = 1; n < 10; n += 1) expect((await tryPassword('viewer@acme.example', `wrong ${n}`)).status).toBe(401)
    const tenth = await tryPassword('viewer@acme.example', 'wrong 10')
    expect([tenth.status, tenth.headers.get('retry-after')]).toEqual([429, '900'])
    const right = await tryPassword('viewer@acme.example', PASSWORD)
    expect(right.status).toBe(429)
    expect(await right.json()).toMatchObject({ code: 'LOCKED_OUT', detail: expect.stringMatching(/15 minutes/) })
    expect(right.headers.get('set-cookie')).toBeNull()
    const log = await gate.store.audit.page({ reach: 'all' }, { limit: 50 })
    expect(log.filter(({ action }) => action === 'session.lock-out')).toMatchObject([
      { subject: 'viewer@acme.example', details: { minutes: 15 } },
    ])
    expect(log.filter(({ action, outcome }) => action === 'session.sign-in' && outcome === 'failed')).toHaveLength(11)
    expect(JSON.stringify(log)).not.toMatch(/wrong \d|correct horse/)
  }, 60_000)

  it('is forgiven by a link for a new password, as the refusal says', async () => {
    const { id, email } = await gate.add('viewer')
    for (let n = 0; n < 10; n += 1) await tryPassword(email, `wrong ${n}`)
    const made = await gate.operator(`/api/users/${id}/link`, { method: 'POST' })
    const { link } = (await made.json()) as { link: string }
    expect((await post('/api/access-links/redeem', { token: tokenIn(link), password: 'a new password' })).status).toBe(
      204,
    )
    expect((await tryPassword(email, 'a new password')).status).toBe(204)
    // It begins from the start, too: 15 minutes again, not 30.
    for (let n = 0; n < 9; n += 1) await tryPassword(email, `wrong ${n}`)
    expect((await tryPassword(email, 'wrong')).headers.get('retry-after')).toBe('900')
  }, 60_000)

  it('of somebody who is not there goes on in the same way', async () => {
    const replies = []
    for (let n = 0; n < 10; n += 1) {
      const reply = await tryPassword('nobody@acme.example', `wrong ${n}`)
      replies.push([reply.status, await codeOf(reply)])
    }
    expect(replies).toEqual([...Array.from({ length: 9 }, () => [401, 'WRONG_PASSWORD']), [429, 'LOCKED_OUT']])
  }, 60_000)

  it('gains nothing by many tries at once', async () => {
    await gate.add('viewer')
    const replies = await Promise.all(
      Array.from({ length: 30 }, (_, n) => tryPassword('VIEWER@acme.example', `wrong ${n}`)),
    )
    expect(replies.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(9)
    expect((await tryPassword('viewer@acme.example', PASSWORD)).status).toBe(429)
  }, 60_000)

  it('counts anew after the right one', async () => {
    await gate.add('viewer')
    for (let round = 0; round < 2; round += 1) {
      for (let n = 0; n < 6; n += 1) await tryPassword('viewer@acme.example', 'wrong')
      expect((await tryPassword('viewer@acme.example', PASSWORD)).status).toBe(204)
    }
  }, 60_000)
})

describe('a session', () => {
  it('is a new one with every sign-in, whatever cookie the browser brought, and the former one ends', async () => {
    await gate.add('viewer')
    const planted = await gate.signIn('viewer@acme.example')
    const reply = await post(
      '/api/session',
      { email: 'viewer@acme.example', password: PASSWORD },
      { ...SAME_ORIGIN, cookie: planted },
    )
    const own = cookieOf(reply)
    expect(own).not.toBe(planted)
    expect((await whoIs(planted)).code).toBe('NOT_SIGNED_IN')
    expect((await whoIs(own)).email).toBe('viewer@acme.example')
  })

  it('is kept from scripts and other sites, and ends with sign-out', async () => {
    await gate.add('viewer')
    const reply = await tryPassword('viewer@acme.example', PASSWORD)
    expect(reply.headers.get('set-cookie')).toMatch(
      /^tandem_session=.*; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/,
    )
    const cookie = cookieOf(reply)
    const out = await gate.ask('/api/session', { method: 'DELETE', headers: { ...SAME_ORIGIN, cookie } })
    expect(out.headers.get('set-cookie')).toMatch(/tandem_session=; Max-Age=0/)
    expect((await whoIs(cookie)).code).toBe('NOT_SIGNED_IN')
  })

  it('of every other browser ends with a change of the password, which needs the present one', async () => {
    await gate.add('viewer')
    const [here, other] = [await gate.signIn('viewer@acme.example'), await gate.signIn('viewer@acme.example')]
    const change = (current: string) =>
      post('/api/profile/password', { current, next: 'another long password' }, { ...SAME_ORIGIN, cookie: here })
    expect((await change('not it')).status).toBe(400)
    expect((await change(PASSWORD)).status).toBe(204)
    expect((await whoIs(here)).email).toBe('viewer@acme.example')
    expect((await whoIs(other)).code).toBe('NOT_SIGNED_IN')
    expect((await tryPassword('viewer@acme.example', PASSWORD)).status).toBe(401)
  })

  it('of somebody else is neither seen nor ended', async () => {
    await gate.add('viewer')
    const rep = await gate.add('rep')
    const [viewer, theirs] = [await gate.signIn('viewer@acme.example'), await gate.signIn(rep.email)]
    const [session] = await gate.store.users.sessions(rep.id, Date.now())
    const reply = await gate.ask(`/api/profile/sessions/${session?.id ?? ''}`, {
      method: 'DELETE',
      headers: { ...SAME_ORIGIN, cookie: viewer },
    })
    expect(await reply.json()).toEqual({ ended: 0 })
    expect((await whoIs(theirs)).email).toBe(rep.email)
  })

  it('is bound to the host and to https where people come by https', async () => {
    await gate.close()
    gate = await openTestGate(database(), { options: { publicUrl: 'https://tandem.acme.example' } })
    await gate.add('viewer')
    const reply = await tryPassword('viewer@acme.example', PASSWORD)
    expect(reply.headers.get('set-cookie')).toMatch(/^__Host-tandem_session=.*Path=\/; HttpOnly; Secure; SameSite=Lax$/)
  })
})

describe('a link that opens once', () => {
  it('makes the first administrator, and nobody after', async () => {
    const link = await setUpLink(tandem(), gate.url)
    const newer = await setUpLink(tandem(), gate.url)
    const owner = { name: 'Olga', email: 'Olga@Acme.example', password: PASSWORD }
    expect(await codeOf(await post('/api/access-links/redeem', { token: tokenIn(link ?? ''), ...owner }))).toBe(
      'LINK_ENDED',
    )
    const token = tokenIn(newer ?? '')
    expect((await post('/api/access-links/redeem', { token, ...owner, password: 'short' })).status).toBe(400)
    const reply = await post('/api/access-links/redeem', { token, ...owner })
    expect(await whoIs(cookieOf(reply))).toMatchObject({
      email: 'olga@acme.example',
      role: 'admin',
      connections: [{ id: 'elsewhere' }, { id: 'here' }],
    })
    expect(await codeOf(await post('/api/access-links/redeem', { token, ...owner, email: 'eve@evil.example' }))).toBe(
      'LINK_ENDED',
    )
    expect(await setUpLink(tandem(), gate.url)).toBeNull()
  })

  it('is printed while nobody administers everything, and raises whoever came in before with that address', async () => {
    const early = await gate.add('viewer', { email: 'olga@acme.example', connections: [] })
    await gate.add('admin', { email: 'local@acme.example', connections: [HERE] })
    const before = await gate.signIn(early.email)
    const link = await setUpLink(tandem(), gate.url)
    expect(link).not.toBeNull()
    const options = async () => (await (await gate.ask('/api/sign-in-options')).json()) as { setUpNeeded: boolean }
    expect(await options()).toMatchObject({ setUpNeeded: true })
    const owner = { name: 'Olga', email: 'Olga@Acme.example', password: 'a password of her own' }
    const reply = await post('/api/access-links/redeem', { token: tokenIn(link ?? ''), ...owner })
    expect(await whoIs(cookieOf(reply))).toMatchObject({ email: early.email, role: 'admin' })
    expect(await gate.store.users.get(early.id)).toMatchObject({ name: 'Olga', connections: 'all', state: 'active' })
    expect((await whoIs(before)).code).toBe('NOT_SIGNED_IN')
    expect([await setUpLink(tandem(), gate.url), await options()]).toMatchObject([null, { setUpNeeded: false }])
  })

  it('of an invitation lets in who was invited, for a week, and signs out whoever had the old password', async () => {
    const invite = { name: 'Remy', email: 'remy@acme.example', role: 'rep', connections: ['here'] }
    const made = await gate.operator('/api/users', { method: 'POST', body: JSON.stringify(invite) })
    const { link, mailed } = (await made.json()) as { link: string; mailed: string }
    expect(mailed).toBe('no-mail-server')
    expect(JSON.stringify(await gate.store.audit.page({ reach: 'all' }, { limit: 9 }))).not.toContain(tokenIn(link))
    const look = await post('/api/access-links/look', { token: tokenIn(link) })
    expect(await look.json()).toMatchObject({ purpose: 'invitation', name: 'Remy', email: 'remy@acme.example' })
    gate.clock.aheadMs = 7 * 86_400_000
    expect((await post('/api/access-links/redeem', { token: tokenIn(link), password: PASSWORD })).status).toBe(404)
    gate.clock.aheadMs = 0
    const first = cookieOf(await post('/api/access-links/redeem', { token: tokenIn(link), password: PASSWORD }))
    expect(await whoIs(first)).toMatchObject({ role: 'rep', connections: [{ id: 'here' }] })
    const id = (await gate.store.users.byEmail('remy@acme.example'))?.id ?? ''
    const reset = await gate.operator(`/api/users/${id}/link`, { method: 'POST' })
    const token = tokenIn(((await reset.json()) as { link: string }).link)
    const both = await Promise.all(
      [1, 2].map(() => post('/api/access-links/redeem', { token, password: 'a new password now' })),
    )
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 404])
    expect((await whoIs(first)).code).toBe('NOT_SIGNED_IN')
  })

  it('of somebody who was deactivated meanwhile opens nothing', async () => {
    await gate.add('admin')
    const rep = await gate.add('rep')
    const reset = await gate.operator(`/api/users/${rep.id}/link`, { method: 'POST' })
    const token = tokenIn(((await reset.json()) as { link: string }).link)
    await gate.operator(`/api/users/${rep.id}`, { method: 'PATCH', body: '{"state":"deactivated"}' })
    expect((await post('/api/access-links/redeem', { token, password: PASSWORD })).status).toBe(404)
  })

  it('of the demo signs its administrator in, once', async () => {
    await gate.close()
    gate = await openTestGate(database(), { isDemo: true })
    const people = demoPeople({ name: 'Remy', email: 'remy@sales.example' })
    const link = await letDemoPeopleIn(tandem(), gate.access, people)
    const opened = await gate.ask(link.slice(gate.url.length))
    expect([opened.status, opened.headers.get('location')]).toEqual([303, '/'])
    expect(await whoIs(cookieOf(opened))).toMatchObject({ role: 'admin' })
    expect((await gate.ask(link.slice(gate.url.length))).status).toBe(404)
    await letDemoPeopleIn(tandem(), gate.access, people)
    expect(await gate.store.users.list()).toHaveLength(3)
    expect(await gate.signIn('remy@sales.example', 'tandem-demo-rep')).toContain('tandem_session')
  })
})

describe('a provider of identities', () => {
  it('signs in who was invited, tells others why not, and both stand in the audit log', async () => {
    const provider = await startOidcProvider({
      sub: '1',
      email: 'viewer@acme.example',
      email_verified: true,
      name: 'V',
    })
    try {
      await gate.close()
      const env = {
        TANDEM_OIDC_ISSUER: provider.issuer,
        TANDEM_OIDC_CLIENT_ID: CLIENT.id,
        TANDEM_OIDC_CLIENT_SECRET: CLIENT.secret,
        TANDEM_OIDC_NAME: 'Acme',
      }
      gate = await openTestGate(database(), { env })
      await gate.add('viewer')
      const through = async (): Promise<Response> => {
        const begun = await gate.ask('/api/sign-in/oidc')
        const back = await fetch(begun.headers.get('location') ?? '', { redirect: 'manual' })
        const here = new URL(back.headers.get('location') ?? '')
        return gate.ask(here.pathname + here.search, {
          headers: { cookie: cookieOf(begun), 'sec-fetch-site': 'cross-site' },
        })
      }
      const done = await through()
      expect([done.status, done.headers.get('location')]).toEqual([303, '/'])
      expect((await whoIs(cookieOf(done))).email).toBe('viewer@acme.example')
      provider.as({ sub: '2', email: 'eve@evil.example', email_verified: true, name: 'Eve' })
      const refused = await through()
      expect(refused.headers.get('location')).toBe('/sign-in?why=not-invited')
      const log = await gate.store.audit.page({ reach: 'all' }, { limit: 5 })
      expect(log.map(({ outcome, details }) => [outcome, details['by']])).toEqual([
        ['failed', 'Acme'],
        ['done', 'Acme'],
      ])
    } finally {
      await provider.close()
    }
  })
})
