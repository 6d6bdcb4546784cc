import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ROLES, type Permission } from '#domain/access.ts'
import { pathOf, type Contract } from '#http/contract/contract.ts'
import { API_ROUTES, firstRoutes, lastRoutes } from '#http/routes/index.ts'
import { useDatabase } from '#support/database.ts'
import { ELSEWHERE, HERE, openTestGate, SAME_ORIGIN, type TestGate } from '#support/gate.ts'
import { permissionsOf } from '#domain/access.ts'

const database = useDatabase()
let gate: TestGate
beforeEach(async () => {
  gate = await openTestGate(database())
})
afterEach(() => gate.close())

const CONTRACTS = API_ROUTES.map(({ contract }) => contract)
const addressOf = (contract: Contract, connection: string = HERE): string =>
  pathOf(contract)
    .replace(':connection', connection)
    .replaceAll(/:[a-z]+/gi, 'nothing')

/** Asks with a body that no operation takes, so that whoever is let in changes nothing. */
const asked = (contract: Contract, headers: Record<string, string>, connection?: string): Promise<number> =>
  gate
    .ask(addressOf(contract, connection), {
      method: contract.method,
      headers: { ...SAME_ORIGIN, ...headers },
      ...(contract.method === 'GET' ? {} : { body: '{"no-operation-takes-this":1}' }),
    })
    .then(async (reply) => {
      await reply.text()
      return reply.status
    })

/** Makes a token over the API. */
async function tokenOf(cookie: string, permissions: readonly Permission[], connections: 'all' | string[] = 'all') {
  const reply = await gate.ask('/api/tokens', {
    method: 'POST',
    headers: { ...SAME_ORIGIN, cookie },
    body: JSON.stringify({ name: 'of a test', permissions, connections, expiresInDays: 1 }),
  })
  expect(reply.status).toBe(200)
  return ((await reply.json()) as { secret: string }).secret
}

describe('every operation', () => {
  it('answers 401 to nobody, but the few that let people in', async () => {
    const open = CONTRACTS.filter(({ access }) => access === 'public').map(({ name }) => name)
    expect(open.sort()).toEqual(['readAccessLink', 'readSignInOptions', 'redeemAccessLink', 'signIn'])
    const closed = CONTRACTS.filter(({ access }) => access !== 'public')
    for (const contract of closed) expect([contract.name, await asked(contract, {})]).toEqual([contract.name, 401])
    for (const authorization of ['Bearer wrong', 'Bearer ', 'Basic b3BlcmF0b3I6', 'Bearer tandem_x, Bearer y'])
      expect((await gate.ask('/api/session', { headers: { authorization } })).status).toBe(401)
    for (const cookie of ['tandem_session=x.y', 'tandem_session=', '__Host-tandem_session=x.y', 'tandem_session=%00'])
      expect((await gate.ask('/api/session', { headers: { cookie } })).status).toBe(401)
  })

  it('answers 403 to roles without its permission, and lets the others in', async () => {
    for (const role of ROLES) {
      await gate.add(role)
      const cookie = await gate.signIn(`${role}@acme.example`)
      for (const contract of CONTRACTS) {
        const { access, name } = contract
        if (access === 'public' || name === 'signOut') continue
        const status = await asked(contract, { cookie })
        const may = access === 'signed-in' || permissionsOf(role).includes(access)
        if (may) expect([role, name, status]).not.toEqual([role, name, expect.toBeOneOf([401, 403])])
        else expect([role, name, status]).toEqual([role, name, 403])
      }
    }
  }, 120_000)

  it('answers 403 to a token that does not name its permission, whoever made it', async () => {
    await gate.add('admin')
    const cookie = await gate.signIn('admin@acme.example')
    const reading = await tokenOf(cookie, ['read'])
    for (const contract of CONTRACTS) {
      const { access, name } = contract
      if (access === 'public' || access === 'signed-in' || access === 'read') continue
      const status = await asked(contract, { authorization: `Bearer ${reading}` })
      expect([name, status]).toEqual([name, 403])
    }
  })

  it('of a connection answers alike whether it is out of reach or not there', async () => {
    await gate.add('admin', { connections: [ELSEWHERE] })
    const cookie = await gate.signIn('admin@acme.example')
    const token = await tokenOf(
      cookie,
      ['read', 'operate', 'configure', 'administer', 'import', 'work-leads', 'work-all-leads'],
      [ELSEWHERE],
    )
    const ofConnection = CONTRACTS.filter(({ of }) => of === 'connection')
    for (const contract of ofConnection)
      for (const connection of [HERE, 'nowhere'])
        expect([contract.name, await asked(contract, { cookie }, connection)]).toEqual([contract.name, 404])
    for (const contract of ofConnection.slice(0, 5))
      for (const connection of [HERE, '__proto__', 'constructor', '..', '%2e%2e%2f'])
        expect([contract.name, await asked(contract, { authorization: `Bearer ${token}` }, connection)]).toEqual([
          contract.name,
          404,
        ])
  }, 120_000)
})

describe('ways in that are no operation', () => {
  it('are public only where they are meant to be', () => {
    const raw = [...firstRoutes({ webhooks: undefined, also: [] }), ...lastRoutes('.')]
    const open = raw.filter(({ access }) => access === 'public').map(({ path }) => path)
    expect(open.sort()).toEqual([
      '/',
      '/',
      '/api/auth/callback/oidc',
      '/api/sign-in/oidc',
      '/healthz',
      '/open',
      '/readyz',
    ])
  })

  it('answer 401 to nobody', async () => {
    for (const path of ['/metrics', '/api', '/api/no-such-thing', '/api/auth/sign-up/email', '/api/auth/get-session'])
      expect([path, (await gate.ask(path)).status]).toEqual([path, 401])
  })

  it('of the demo opens nothing where there is no demo', async () => {
    expect((await gate.ask('/open?token=guess')).status).toBe(404)
  })
})

describe('who was let in', () => {
  it('is nobody from the moment of deactivation on, also by token; back again, the password still fits', async () => {
    await gate.add('admin')
    const rep = await gate.add('rep')
    const cookie = await gate.signIn(rep.email)
    const token = await tokenOf(cookie, ['read'])
    const bearer = { authorization: `Bearer ${token}` }
    expect((await gate.ask('/api/session', { headers: bearer })).status).toBe(200)
    const deactivate = await gate.operator(`/api/users/${rep.id}`, { method: 'PATCH', body: '{"state":"deactivated"}' })
    expect(deactivate.status).toBe(200)
    expect((await gate.ask('/api/session', { headers: { cookie } })).status).toBe(401)
    expect((await gate.ask('/api/session', { headers: bearer })).status).toBe(401)
    await expect(gate.signIn(rep.email)).rejects.toThrow('401')
    await gate.operator(`/api/users/${rep.id}`, { method: 'PATCH', body: '{"state":"active"}' })
    expect(await gate.signIn(rep.email)).toContain('tandem_session')
    expect((await gate.ask('/api/session', { headers: { cookie } })).status).toBe(401)
  })

  it('loses with the role what the role allowed, at once', async () => {
    await gate.add('admin')
    const second = await gate.add('admin', { email: 'second@acme.example' })
    const cookie = await gate.signIn(second.email)
    expect((await gate.ask('/api/users', { headers: { cookie } })).status).toBe(200)
    await gate.operator(`/api/users/${second.id}`, { method: 'PATCH', body: '{"role":"viewer"}' })
    expect((await gate.ask('/api/users', { headers: { cookie } })).status).toBe(403)
  })

  it('stays an administrator of every connection while there is no other', async () => {
    const only = await gate.add('admin')
    await gate.add('admin', { email: 'invited@acme.example', state: 'invited' })
    await gate.add('admin', { email: 'local@acme.example', connections: [ELSEWHERE] })
    for (const body of [
      '{"role":"viewer"}',
      '{"state":"deactivated"}',
      '{"connections":[]}',
      '{"connections":["elsewhere"]}',
    ]) {
      const reply = await gate.operator(`/api/users/${only.id}`, { method: 'PATCH', body })
      expect([reply.status, ((await reply.json()) as { code: string }).code]).toEqual([409, 'ONLY_ADMIN'])
    }
    const second = await gate.add('admin', { email: 'second@acme.example' })
    const both = await Promise.all(
      [only, second].map(({ id }) =>
        gate.operator(`/api/users/${id}`, { method: 'PATCH', body: '{"connections":[]}' }),
      ),
    )
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
    expect(await gate.store.users.hasOwner()).toBe(true)
  })

  it('cannot give others what he does not have: not by a token, not by reach, not over somebody above', async () => {
    const boss = await gate.add('admin')
    await gate.add('marketer')
    await gate.add('admin', { email: 'local@acme.example', connections: [ELSEWHERE] })
    const marketer = await gate.signIn('marketer@acme.example')
    const local = await gate.signIn('local@acme.example')
    const token = (cookie: string, body: object) =>
      gate.ask('/api/tokens', {
        method: 'POST',
        headers: { ...SAME_ORIGIN, cookie },
        body: JSON.stringify({ name: 't', permissions: ['read'], connections: 'all', expiresInDays: null, ...body }),
      })
    expect((await token(marketer, { permissions: ['read', 'configure'] })).status).toBe(403)
    expect((await token(local, {})).status).toBe(403)
    expect((await token(local, { connections: [ELSEWHERE] })).status).toBe(200)
    const invite = { name: 'n', email: 'new@acme.example', role: 'admin', connections: 'all' }
    const headers = { ...SAME_ORIGIN, cookie: local }
    expect((await gate.ask('/api/users', { method: 'POST', headers, body: JSON.stringify(invite) })).status).toBe(403)
    expect((await gate.ask(`/api/users/${boss.id}/link`, { method: 'POST', headers })).status).toBe(404)
    expect(
      (await gate.ask(`/api/users/${boss.id}`, { method: 'PATCH', headers, body: '{"state":"deactivated"}' })).status,
    ).toBe(404)
  })
})

describe('an administrator of some connections', () => {
  it('sees and ends only what he covers: people, tokens, names of the audit log; no figures of every connection', async () => {
    const boss = await gate.add('admin')
    const local = await gate.add('admin', { email: 'local@acme.example', connections: [ELSEWHERE] })
    const rep = await gate.add('rep', { connections: [ELSEWHERE] })
    await tokenOf(await gate.signIn(boss.email), ['read'])
    await tokenOf(await gate.signIn(rep.email), ['read'], [ELSEWHERE])
    const cookie = await gate.signIn(local.email)
    const own = await tokenOf(cookie, ['read', 'administer'], [ELSEWHERE])
    const headers = { ...SAME_ORIGIN, cookie }
    const read = async (path: string) => (await (await gate.ask(path, { headers })).json()) as Record<string, unknown>
    const ids = async (path: string) => ((await read(path))['items'] as { id: string }[]).map(({ id }) => id).sort()
    expect(await ids('/api/users')).toEqual([local.id, rep.id].sort())
    const tokens = await gate.store.apiTokens.list(null)
    const of = (userId: string) => tokens.find((token) => token.userId === userId)?.id ?? ''
    expect(await ids('/api/tokens')).toEqual([of(local.id), of(rep.id)].sort())
    const revoke = (id: string) => gate.ask(`/api/tokens/${id}`, { method: 'DELETE', headers })
    expect((await revoke(of(boss.id))).status).toBe(404)
    expect((await revoke(of(rep.id))).status).toBe(204)

    const entry = { at: 1, action: 'records.sync', subject: 's', details: {}, outcome: 'done' } as const
    const by = (id: string) => ({ kind: 'user', id, name: `Name of ${id}` }) as const
    await gate.store.audit.add({ ...entry, actor: by('far'), connection: HERE })
    await gate.store.audit.add({ ...entry, actor: by('near'), connection: ELSEWHERE })
    expect(await read('/api/audit/choices')).toEqual({
      actors: [{ id: 'near', name: 'Name of near' }],
      actions: ['records.sync'],
    })
    for (const credentials of [headers, { authorization: `Bearer ${own}` }])
      expect((await gate.ask('/metrics', { headers: credentials })).status).toBe(403)
    expect((await gate.operator('/metrics')).status).toBe(200)
  })
})

describe('an API token', () => {
  it('that administers alone makes nobody who may do more than it, and no link of somebody who may', async () => {
    const boss = await gate.add('admin')
    const rep = await gate.add('rep')
    const headers = { authorization: `Bearer ${await tokenOf(await gate.signIn(boss.email), ['administer'])}` }
    const reading = { authorization: `Bearer ${await tokenOf(await gate.signIn(boss.email), ['administer', 'read'])}` }
    const ask = (path: string, method: string, body?: object, as = headers) =>
      gate.ask(path, { method, headers: as, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
    const code = async (reply: Response) => [reply.status, ((await reply.json()) as { code: string }).code]
    const beyond = [403, 'BEYOND_YOUR_PERMISSIONS']
    const eve = { name: 'Eve', email: 'eve@acme.example', connections: 'all' }
    for (const role of ROLES) expect(await code(await ask('/api/users', 'POST', { ...eve, role }))).toEqual(beyond)
    for (const { id } of [boss, rep]) {
      expect(await code(await ask(`/api/users/${id}/link`, 'POST'))).toEqual(beyond)
      expect(await code(await ask(`/api/users/${id}`, 'PATCH', { name: 'Eve' }))).toEqual(beyond)
    }
    expect((await ask('/api/users', 'POST', { ...eve, role: 'viewer' }, reading)).status).toBe(200)
    const viewer = await gate.store.users.byEmail(eve.email)
    expect(await code(await ask(`/api/users/${viewer?.id ?? ''}`, 'PATCH', { role: 'admin' }, reading))).toEqual(beyond)
    expect(await gate.store.users.byEmail(eve.email)).toMatchObject({ role: 'viewer' })
  })

  it('is kept as a hash, ends when it says, and is refused once it was revoked', async () => {
    await gate.add('admin')
    const cookie = await gate.signIn('admin@acme.example')
    const secret = await tokenOf(cookie, ['read'])
    expect(secret).toMatch(/^tandem_[\w-]{43}$/)
    expect(JSON.stringify(await gate.store.apiTokens.list(null))).not.toContain(secret)
    const bearer = { authorization: `Bearer ${secret}` }
    expect((await gate.ask('/api/session', { headers: bearer })).status).toBe(200)
    const [kept] = await gate.store.apiTokens.list(null)
    expect(kept?.lastUsedAt).toBeGreaterThan(0)
    gate.clock.aheadMs = 86_400_000
    expect((await gate.ask('/api/session', { headers: bearer })).status).toBe(401)
    gate.clock.aheadMs = 0
    await gate.ask(`/api/tokens/${kept?.id ?? ''}`, { method: 'DELETE', headers: { ...SAME_ORIGIN, cookie } })
    expect((await gate.ask('/api/session', { headers: bearer })).status).toBe(401)
  })

  it('makes no tokens and has no profile', async () => {
    const body = JSON.stringify({ name: 't', permissions: ['read'], connections: 'all', expiresInDays: null })
    expect((await gate.operator('/api/tokens', { method: 'POST', body })).status).toBe(403)
    expect((await gate.operator('/api/profile/sessions')).status).toBe(403)
  })

  it('of somebody else is not revoked by who may not administer', async () => {
    await gate.add('admin')
    await gate.add('viewer')
    await tokenOf(await gate.signIn('admin@acme.example'), ['read'])
    const [token] = await gate.store.apiTokens.list(null)
    const cookie = await gate.signIn('viewer@acme.example')
    const reply = await gate.ask(`/api/tokens/${token?.id ?? ''}`, {
      method: 'DELETE',
      headers: { ...SAME_ORIGIN, cookie },
    })
    expect(reply.status).toBe(404)
    expect(
      ((await (await gate.ask('/api/tokens', { headers: { cookie } })).json()) as { items: unknown[] }).items,
    ).toEqual([])
  })
})
