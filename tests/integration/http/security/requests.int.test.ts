import { request } from 'node:http'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { useDatabase } from '#support/database.ts'
import { openTestGate, OPERATOR_TOKEN, PASSWORD, SAME_ORIGIN, type TestGate } from '#support/gate.ts'

const database = useDatabase()
let gate: TestGate
let folder: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-requests-'))
  mkdirSync(join(folder, 'dist', 'assets'), { recursive: true })
  writeFileSync(join(folder, 'dist', 'index.html'), '<!doctype html><title>Tandem</title>')
  writeFileSync(join(folder, 'secret-key'), 'not for you')
  gate = await openTestGate(database(), { options: { staticDir: join(folder, 'dist') } })
})
afterEach(async () => {
  await gate.close()
  rmSync(folder, { recursive: true })
})

const INVITE = { name: 'Remy', email: 'remy@acme.example', role: 'rep', connections: 'all' }
const problem = async (reply: Response) => [reply.status, ((await reply.json()) as { code: string }).code]

describe('a change that another site asks a signed-in browser for', () => {
  it('is not made, whatever tricks it uses', async () => {
    await gate.add('admin')
    const cookie = await gate.signIn('admin@acme.example')
    const tries: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
      { 'sec-fetch-site': 'same-site', origin: 'http://other.127.0.0.1' },
      { 'sec-fetch-site': 'none' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: `http://127.0.0.1:${gate.port}.evil.example` },
      { authorization: 'Bearer', origin: 'https://evil.example' },
      {},
    ]
    for (const headers of tries)
      for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded']) {
        const init = {
          method: 'POST',
          headers: { cookie, ...headers, 'content-type': type },
          body: JSON.stringify(INVITE),
        }
        const { status } = await gate.ask('/api/users', init)
        // Whoever sends half a credential is nobody, cookie or not.
        expect([headers, type, status]).toEqual([headers, type, expect.toBeOneOf([401, 403])])
      }
    expect(await gate.store.users.list()).toHaveLength(1)
  })

  it('needs JSON even from our own pages', async () => {
    await gate.add('admin')
    const cookie = await gate.signIn('admin@acme.example')
    const headers = { ...SAME_ORIGIN, cookie, 'content-type': 'application/x-www-form-urlencoded' }
    expect(await problem(await gate.ask('/api/users', { method: 'POST', headers, body: 'name=x' }))).toEqual([
      415,
      'NOT_JSON',
    ])
  })

  it('is made for our own pages, also of browsers that send Origin alone, and for tokens from anywhere', async () => {
    await gate.add('admin')
    const cookie = await gate.signIn('admin@acme.example')
    const invite = (email: string, headers: Record<string, string>) =>
      gate.ask('/api/users', { method: 'POST', headers, body: JSON.stringify({ ...INVITE, email }) })
    expect((await invite('a@acme.example', { cookie, ...SAME_ORIGIN })).status).toBe(200)
    expect((await invite('b@acme.example', { cookie, origin: gate.url })).status).toBe(200)
    const bearer = {
      authorization: `Bearer ${OPERATOR_TOKEN}`,
      'sec-fetch-site': 'cross-site',
      origin: 'https://evil.example',
    }
    expect((await invite('c@acme.example', bearer)).status).toBe(200)
  })

  it('nor is sign-in itself asked for by another site', async () => {
    await gate.add('admin')
    const body = JSON.stringify({ email: 'admin@acme.example', password: 'correct horse battery' })
    const headers = { 'sec-fetch-site': 'cross-site' }
    expect(await problem(await gate.ask('/api/session', { method: 'POST', headers, body }))).toEqual([
      403,
      'OTHER_SITE',
    ])
  })
})

describe('a body', () => {
  it('that is too large, malformed, compressed, no JSON or of another form is refused with words', async () => {
    const send = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
      gate.operator('/api/users', { method: 'POST', body, headers })
    expect(await problem(await send('{"name":'))).toEqual([400, 'MALFORMED_JSON'])
    expect(await problem(await send(new Uint8Array([0x7b, 0xff, 0xfe, 0x7d])))).toEqual([400, 'MALFORMED_JSON'])
    expect(await problem(await send(`{"name":"${'x'.repeat(1_100_000)}"}`))).toEqual([413, expect.any(String)])
    expect(await problem(await send(new Uint8Array(gzipSync('{}')), { 'content-encoding': 'gzip' }))).toEqual([
      415,
      'COMPRESSED_BODY',
    ])
    expect(await problem(await send('<a/>', { 'content-type': 'application/xml' }))).toEqual([415, 'NOT_JSON'])
    expect(await problem(await send('[]'))).toEqual([400, 'INVALID_INPUT'])
    expect(await problem(await send('{"a":'.repeat(5_000) + '1' + '}'.repeat(5_000)))).toEqual([400, 'INVALID_INPUT'])
  })

  it('or address with a NUL or half a character, which no database keeps, is refused with words', async () => {
    const { id } = await gate.add('viewer')
    const json = (text: string) => text.replaceAll('NUL', String.raw`\u0000`).replaceAll('HALF', String.raw`\ud800`)
    const wrong: [string, string, string?][] = [
      ['POST', '/api/users', JSON.stringify({ ...INVITE, name: 'Re NUL my' })],
      ['POST', '/api/users', JSON.stringify({ ...INVITE, name: 'Re HALF my' })],
      ['POST', '/api/users', JSON.stringify({ ...INVITE, connections: ['NUL'] })],
      ['PATCH', `/api/users/${id}`, '{"name":"NUL"}'],
      ['PATCH', '/api/users/%00', '{"name":"Vera"}'],
      ['DELETE', '/api/tokens/a%00b'],
      ['GET', '/api/audit?actor=%00'],
    ]
    for (const [method, path, body] of wrong) {
      const reply = await gate.operator(path, { method, ...(body === undefined ? {} : { body: json(body) }) })
      expect([path, ...(await problem(reply))]).toEqual([path, 400, 'INVALID_INPUT'])
    }
    const signIn = { method: 'POST', headers: SAME_ORIGIN, body: json('{"email":"a@acme.example","password":"NUL"}') }
    expect(await problem(await gate.ask('/api/session', signIn))).toEqual([400, 'INVALID_INPUT'])
    for (const path of ['/api/connections/%00/overview', '/%00', '/assets/%00', '/api/%00'])
      expect([path, (await gate.operator(path)).status]).toEqual([path, expect.toBeOneOf([400, 404])])
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    expect(await problem(await gate.operator('/api/users', { method: 'POST', body: deep }))).toEqual([
      400,
      'INVALID_INPUT',
    ])
  })

  it('pollutes no prototype', async () => {
    const evil =
      '{"__proto__":{"role":"admin"},"constructor":{"prototype":{"polluted":1}},"name":"x","email":"x@acme.example","role":"viewer","connections":"all"}'
    expect((await gate.operator('/api/users', { method: 'POST', body: evil })).status).toBe(400)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect((await gate.operator('/api/audit?__proto__[x]=1&constructor=2')).status).toBe(400)
    expect(await gate.store.users.list()).toEqual([])
  })

  it('that comes drop by drop is not waited for, and others are served meanwhile', async () => {
    const slow = connect(gate.port, '127.0.0.1')
    slow.write(
      `POST /api/users HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${OPERATOR_TOKEN}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`,
    )
    const answer = new Promise<string>((resolve) => {
      let text = ''
      slow.on('data', (part) => {
        text += String(part)
        if (text.includes('\r\n')) resolve(text)
      })
      slow.on('close', () => resolve(text))
    })
    expect((await gate.ask('/healthz')).status).toBe(200)
    expect(await answer).toMatch(/^HTTP\/1\.1 408/)
    slow.destroy()
  }, 30_000)
})

describe('an address', () => {
  it('leads to no file outside of the pages, and to no operation by detours', async () => {
    const paths = [
      '/../secret-key',
      '/..%2fsecret-key',
      '/assets/..%2f..%2fsecret-key',
      '/%2e%2e/secret-key',
      '/assets/%2e%2e/%2e%2e/secret-key',
      '/assets/..\\..\\secret-key',
      '/%00secret-key',
      '//etc/passwd',
      '/api/../secret-key',
    ]
    for (const path of paths) {
      const { status, text } = await plain(path)
      expect([path, text.includes('not for you'), text.includes('root:')]).toEqual([path, false, false])
      expect([path, status >= 400]).toEqual([path, true])
    }
    for (const path of ['/API/users', '/api//users', '/api/%75sers', '/./api/users', '/api/users/', '/x/../api/users'])
      expect([path, (await plain(path, undefined, {})).text.includes('"items"')]).toEqual([path, false])
  })

  it('with a cursor of another list, or one that was tampered with, gives nothing', async () => {
    for (let n = 0; n < 3; n += 1) await gate.operator('/api/audit', { method: 'GET' })
    for (const email of ['a', 'b', 'c'])
      await gate.operator('/api/users', {
        method: 'POST',
        body: JSON.stringify({ ...INVITE, email: `${email}@acme.example` }),
      })
    const first = (await (await gate.operator('/api/audit?limit=2')).json()) as { nextCursor: string; items: unknown[] }
    expect(first.items).toHaveLength(2)
    expect((await gate.operator(`/api/audit?limit=2&cursor=${first.nextCursor}`)).status).toBe(200)
    const cursors = [
      `x${first.nextCursor}`,
      Buffer.from('["{}",["1; drop table app.user_account"]]').toString('base64url'),
      Buffer.from('{"__proto__":1}').toString('base64url'),
      'x'.repeat(601),
      '%00',
    ]
    for (const cursor of cursors) {
      const status = (await gate.operator(`/api/audit?limit=2&cursor=${cursor}`)).status
      expect([cursor.slice(0, 20), status]).toEqual([cursor.slice(0, 20), 400])
    }
    expect((await gate.operator(`/api/audit?limit=2&action=x&cursor=${first.nextCursor}`)).status).toBe(400)
  })

  it('holds no line break that would become a header', async () => {
    const { headers } = await plain('/sign-in?why=x%0d%0aSet-Cookie:%20a=b')
    expect(headers['set-cookie']).toBeUndefined()
    const oidc = await plain('/api/auth/callback/oidc?error=x%0d%0aSet-Cookie:%20a=b')
    expect(oidc.headers['set-cookie']).toBeUndefined()
    const key = await gate.operator('/api/users', {
      method: 'POST',
      body: JSON.stringify(INVITE),
      headers: { 'idempotency-key': 'a b' },
    })
    expect(await problem(key)).toEqual([400, 'INVALID_IDEMPOTENCY_KEY'])
  })

  it('of another host is not answered', async () => {
    for (const host of ['evil.example', '127.0.0.1.evil.example', 'evil@127.0.0.1'])
      expect([host, [400, 421].includes((await plain('/api/sign-in-options', host)).status)]).toEqual([host, true])
  })
})

describe('the same change sent again', () => {
  const invite = (key: string, body: object = INVITE) =>
    gate.operator('/api/users', { method: 'POST', body: JSON.stringify(body), headers: { 'idempotency-key': key } })
  const rename = (key: string, id: string, name: string) =>
    gate.operator(`/api/users/${id}`, {
      method: 'PATCH',
      body: JSON.stringify({ name }),
      headers: { 'idempotency-key': key },
    })

  it('is done once and answered alike; with other words it is refused', async () => {
    const { id } = await gate.add('viewer')
    const first = await rename('key-1', id, 'Vera')
    const again = await rename('key-1', id, 'Vera')
    expect([first.headers.get('idempotent-replay'), again.headers.get('idempotent-replay')]).toEqual([null, 'true'])
    expect(await again.json()).toEqual(await first.json())
    expect(await problem(await rename('key-1', id, 'Eve'))).toEqual([422, 'IDEMPOTENCY_KEY_REUSED'])
    const log = await gate.store.audit.page({ reach: 'all', action: 'user.change' }, { limit: 10 })
    expect(log.filter(({ outcome }) => outcome === 'done')).toHaveLength(1)
    gate.clock.aheadMs = 25 * 3_600_000
    expect((await rename('key-1', id, 'Eve')).status).toBe(200)
  })

  it('at once is done by one alone', async () => {
    const { id } = await gate.add('viewer')
    const replies = await Promise.all(Array.from({ length: 5 }, () => rename('key-2', id, 'Vera')))
    expect(replies.every(({ status }) => status === 200 || status === 409)).toBe(true)
    const log = await gate.store.audit.page({ reach: 'all', action: 'user.change', outcome: 'done' }, { limit: 10 })
    expect(log).toHaveLength(1)
  })

  it('that came to nothing may be tried again, and a key is nobody else’s', async () => {
    const { id } = await gate.add('viewer')
    expect((await rename('key-3', 'nobody', 'Vera')).status).toBe(404)
    expect((await rename('key-3', id, 'Vera')).status).toBe(200)
    await gate.add('admin')
    const cookie = await gate.signIn('admin@acme.example')
    const headers = { ...SAME_ORIGIN, cookie, 'idempotency-key': 'key-3' }
    const other = await gate.ask(`/api/users/${id}`, { method: 'PATCH', headers, body: '{"name":"Other"}' })
    expect(other.status).toBe(200)
  })

  it('whose first time never ended is not said to run for ever: its sender is told to look', async () => {
    const { id } = await gate.add('viewer')
    // As a process leaves it that is killed between beginning and end.
    await rename('key-5', id, 'Vera')
    const app = database().kysely.withSchema('app')
    await app.updateTable('idempotency_key').set({ status: null, body: null }).execute()
    expect(await problem(await rename('key-5', id, 'Vera'))).toEqual([409, 'STILL_RUNNING'])
    gate.clock.aheadMs = 121_000
    expect(await problem(await rename('key-5', id, 'Vera'))).toEqual([409, 'OUTCOME_UNKNOWN'])
    await gate.store.idempotency.forget('operator', 'key-5')
    expect((await rename('key-5', id, 'Vera')).status).toBe(200)
  })

  it('keeps no print of a password', async () => {
    await gate.add('viewer')
    const cookie = await gate.signIn('viewer@acme.example')
    const headers = { ...SAME_ORIGIN, cookie, 'idempotency-key': 'key-6' }
    const post = (path: string, body: object) => gate.ask(path, { method: 'POST', headers, body: JSON.stringify(body) })
    expect((await post('/api/profile/password', { current: PASSWORD, next: 'another long one' })).status).toBe(204)
    await post('/api/access-links/redeem', { token: 'a'.repeat(43), password: 'another long one' })
    expect((await post('/api/session', { email: 'viewer@acme.example', password: 'another long one' })).status).toBe(
      204,
    )
    const kept = await database().kysely.withSchema('app').selectFrom('idempotency_key').selectAll().execute()
    expect(kept).toEqual([])
  })

  it('does not keep secrets for later', async () => {
    const first = await invite('key-4')
    const { link } = (await first.json()) as { link: string }
    expect(await problem(await invite('key-4'))).toEqual([409, 'ANSWER_NOT_KEPT'])
    const { kysely } = database()
    const kept = await kysely.withSchema('app').selectFrom('idempotency_key').selectAll().execute()
    expect(JSON.stringify(kept)).not.toContain(new URL(link).searchParams.get('token'))
  })
})

describe('asking too often', () => {
  it('is told when to go on, each sender by itself', async () => {
    await gate.close()
    gate = await openTestGate(database(), { env: { TANDEM_API_RATE_PER_MINUTE: 5 } })
    const statuses = []
    for (let n = 0; n < 7; n += 1) statuses.push((await gate.operator('/api/session')).status)
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429])
    const refused = await gate.operator('/api/session')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(refused.headers.get('ratelimit-remaining')).toBe('0')
    expect((await gate.ask('/api/sign-in-options')).status).toBe(200)
    expect((await gate.ask('/healthz')).status).toBe(200)
  })
})

/** As it stands: fetch would put the address in order first. */
function plain(
  path: string,
  host = `127.0.0.1:${gate.port}`,
  credentials: Record<string, string> = { authorization: `Bearer ${OPERATOR_TOKEN}` },
) {
  return new Promise<{ status: number; text: string; headers: Record<string, unknown> }>((resolve, reject) => {
    const headers = { host, ...credentials }
    const call = request({ host: '127.0.0.1', port: gate.port, path, headers }, (res) => {
      let text = ''
      res.on('data', (part) => (text += String(part)))
      res.on('end', () => resolve({ status: res.statusCode ?? 0, text, headers: res.headers }))
    })
    call.on('error', reject)
    call.end()
  })
}
