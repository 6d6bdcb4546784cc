import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import express from 'express'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Scope } from '#app/scope.ts'
import type { Actor } from '#domain/access.ts'
import { RemoteError } from '#domain/errors.ts'
import { connectionId } from '#domain/ids.ts'
import type { Store } from '#ports/store.ts'
import { appOptions, person, type TestApp } from '#support/http-app.ts'
import { OVERVIEW } from '#support/overview-values.ts'
import { pathOf } from './contract/contract.ts'
import { overviewSchema } from './contract/overview.ts'
import { problemSchema } from './contract/problem.ts'
import { listen, type Listening } from './listen.ts'
import { API_ROUTES } from './routes/index.ts'
import { createHttpApp } from './server.ts'

const HERE = connectionId('here')
const OVERVIEW_PATH = '/api/connections/here/overview'
const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

let staticDir: string
beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-http-'))
  staticDir = join(folder, 'dist')
  mkdirSync(join(staticDir, 'assets'), { recursive: true })
  writeFileSync(
    join(staticDir, 'index.html'),
    '<!doctype html><head><title>Tandem</title><link href="/assets/all.js"></head>',
  )
  const deal = { path: 'deals/$deal', scripts: ['assets/all.js', 'assets/deal.js'], styles: ['assets/deal.css'] }
  writeFileSync(join(staticDir, 'page-files.json'), JSON.stringify([{ ...deal, path: 'deals', scripts: [] }, deal]))
  writeFileSync(join(staticDir, 'assets', 'index-a1b2c3.js'), 'export {}')
  writeFileSync(join(staticDir, 'assets', 'index-a1b2c3.js.br'), brotliCompressSync('export {}'))
  writeFileSync(join(staticDir, 'assets', 'index-a1b2c3.js.gz'), gzipSync('export {}'))
  writeFileSync(join(folder, 'tandem-secret.txt'), 'not for you')
  return () => rmSync(folder, { recursive: true })
})

const open: Listening[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close(0)))
})

async function start(input: TestApp = {}): Promise<string> {
  const known = { connections: () => [HERE], scopeOf: (id: string) => (id === HERE ? ({} as Scope) : null) }
  const options = appOptions({ ...input, options: { staticDir, ...input.options }, api: { ...known, ...input.api } })
  const server = await listen({ app: createHttpApp(options), port: 0, host: '127.0.0.1' })
  open.push(server)
  return server.url
}

async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toContain('application/problem+json')
  const problem = problemSchema.parse(await response.json())
  expect(problem.status).toBe(response.status)
  return problem
}

/** fetch sets Host by itself; this asks under a name of our choice. */
async function statusWithHost(url: string, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(url, { headers: { host } }, (res) => {
      res.resume()
      resolve(res.statusCode ?? 0)
    })
    call.on('error', reject)
    call.end()
  })
}

describe('API', () => {
  test('gives the overview in the form of the contract', async () => {
    const url = await start()
    const overview = await fetch(url + OVERVIEW_PATH)
    expect(overview.status).toBe(200)
    expect(overview.headers.get('cache-control')).toBe('no-store')
    expect(overviewSchema.parse(await overview.json())).toEqual(OVERVIEW)
  })

  test.each(['?model=psychic', '?model=linear&model=linear', '?period=2026'])(
    'refuses %s and says what is wrong',
    async (query) => {
      const problem = await problemOf(await fetch(`${await start()}${OVERVIEW_PATH}${query}`))
      expect(problem).toMatchObject({ status: 400, code: 'INVALID_INPUT' })
      expect(problem.detail).toMatch(/model|period/)
    },
  )

  test('an unknown path is a 404 problem for whoever is signed in', async () => {
    const problem = await problemOf(await fetch(`${await start()}/api/nothing`))
    expect(problem).toMatchObject({ status: 404, code: 'NOT_FOUND' })
  })

  test('a failing CRM is a 502 with its remedy, a failure of ours a 500 without its message', async () => {
    const logged: unknown[] = []
    const log = { info: () => {}, error: (fields: object) => logged.push(fields) }
    const remote = await start({
      options: { log },
      api: {
        overview: () =>
          Promise.reject(
            new RemoteError({
              code: 'REVOKED',
              disposition: 'fatal',
              message: 'token revoked',
              remedy: 'Connect again.',
            }),
          ),
      },
    })
    expect(await problemOf(await fetch(remote + OVERVIEW_PATH))).toMatchObject({
      status: 502,
      code: 'REVOKED',
      remedy: 'Connect again.',
    })

    const bug = await start({
      options: { log },
      api: { overview: () => Promise.reject(new Error('select secret from people')) },
    })
    const problem = await problemOf(await fetch(bug + OVERVIEW_PATH))
    expect(problem).toMatchObject({ status: 500, code: 'INTERNAL' })
    expect(JSON.stringify(problem)).not.toContain('secret')
    expect(logged).toHaveLength(2)
  })

  test('a reply that breaks the contract is a failure here, not in the browser', async () => {
    const wrong = { ...OVERVIEW, handoff: { ...OVERVIEW.handoff, revenueMinor: '10.5' } }
    const url = await start({ api: { overview: async () => wrong } })
    expect((await fetch(url + OVERVIEW_PATH)).status).toBe(500)
  })
})

describe('large answers', () => {
  test('are sent compressed, and are the same', async () => {
    const url = await start()
    const small = await fetch(`${url}/api/openapi.json`, { headers: { 'accept-encoding': 'gzip' } })
    expect(small.headers.get('content-encoding')).toBe('gzip')
    const whole = await fetch(`${url}/api/openapi.json`, { headers: { 'accept-encoding': 'identity' } })
    expect(whole.headers.get('content-encoding')).toBeNull()
    expect(await small.json()).toEqual(await whole.json())
  })

  test('do not hold back news that come line by line', async () => {
    const leave = new AbortController()
    const silent = { changeMarks: { read: async () => new Map() } } as unknown as Store
    const url = await start({ api: { store: silent } })
    const news = await fetch(`${url}/api/connections/here/events`, {
      headers: { 'accept-encoding': 'gzip', accept: 'text/event-stream' },
      signal: leave.signal,
    })
    expect(news.headers.get('content-type')).toContain('text/event-stream')
    expect(news.headers.get('content-encoding')).toBeNull()
    leave.abort()
  })
})

describe('who may come in', () => {
  test('every operation but the public ones answers 401 to nobody', async () => {
    const url = await start({ actor: null })
    const closed = API_ROUTES.map(({ contract }) => contract).filter(({ access }) => access !== 'public')
    expect(closed.length).toBeGreaterThan(1)
    for (const contract of closed) {
      const path = pathOf(contract).replaceAll(/:[a-z]+/gi, 'x')
      const response = await fetch(url + path, { method: contract.method })
      expect([contract.name, response.status]).toEqual([contract.name, 401])
      expect((await problemOf(response)).code).toBe('NOT_SIGNED_IN')
    }
    for (const path of ['/metrics', '/api/x']) expect([path, (await fetch(url + path)).status]).toEqual([path, 401])
  })

  test('nobody signed in learns which API paths exist', async () => {
    const url = await start({ actor: null })
    const bodies = await Promise.all(
      [OVERVIEW_PATH, '/api/no-such-thing'].map(async (path) => (await fetch(url + path)).text()),
    )
    expect(bodies[0]).toBe(bodies[1])
  })

  test('a connection out of reach answers as one that is not there', async () => {
    const url = await start({ actor: person('admin', { connections: [connectionId('other')] } as Partial<Actor>) })
    const kept = await problemOf(await fetch(url + OVERVIEW_PATH))
    const absent = await problemOf(await fetch(`${url}/api/connections/nowhere/overview`))
    expect(kept).toMatchObject({ status: 404, code: 'CONNECTION_NOT_FOUND' })
    expect(kept).toEqual(absent)
  })

  test('a visitor gets the app, which asks the API who he is', async () => {
    const response = await fetch(`${await start({ actor: null })}/sign-in`, { headers: BROWSER })
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('<title>Tandem</title>')
  })

  test('what an address holds is shown as text, never as markup', async () => {
    const url = await start()
    for (const path of ['/<img src=x onerror=alert(1)>?<b>', '/assets/<img src=x>.js?<b>', '/api/<img src=x>']) {
      const response = await fetch(url + path, { headers: BROWSER })
      expect(await response.text()).not.toMatch(/<img|<b>/)
    }
  })

  test('answers to local names and the public one only, so that no foreign name can be pointed at it', async () => {
    const url = await start({ options: { publicUrl: 'https://tandem.example.com' } })
    for (const host of ['127.0.0.1:1', 'localhost:3000', '[::1]:80', 'tandem.example.com'])
      expect([host, await statusWithHost(url + OVERVIEW_PATH, host)]).toEqual([host, 200])
    for (const host of ['evil.example', 'localhost.evil.example', 'evil@localhost', '127.0.0.1.nip.io'])
      expect([host, await statusWithHost(url + OVERVIEW_PATH, host)]).toEqual([host, 421])
    expect(await statusWithHost(`${url}/healthz`, '10.0.0.7')).toBe(200)
  })

  test('webhooks come in without credentials, to the handler that checks their signature', async () => {
    const webhooks = express.Router()
    webhooks.post('/hubspot', (_req, res) => void res.sendStatus(204))
    const url = await start({ options: { webhooks } })
    expect((await fetch(`${url}/webhooks/hubspot`, { method: 'POST' })).status).toBe(204)
  })
})

describe('probes and metrics', () => {
  test('up says nothing of the database, ready does', async () => {
    const url = await start({ options: { ready: () => Promise.reject(new Error('connection refused')) } })
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    const problem = await problemOf(await fetch(`${url}/readyz`))
    expect(problem).toMatchObject({ status: 503, code: 'DATABASE_UNREACHABLE' })
    expect((await fetch(`${await start()}/readyz`)).status).toBe(200)
  })

  test('metrics count requests by route and hold no query', async () => {
    const url = await start()
    await fetch(`${url}/healthz?model=linear`)
    const text = await (await fetch(`${url}/metrics`)).text()
    expect(text).toContain('tandem_http_request_duration_seconds_count{method="GET",route="/healthz",status="200"} 1')
    expect(text).not.toContain('model=linear')
  })

  test('the log has paths without their query', async () => {
    const lines: string[] = []
    const log = { info: (fields: object) => lines.push(JSON.stringify(fields)), error: () => {} }
    await fetch(`${await start({ options: { log } })}/set-up?token=secret`, { headers: BROWSER })
    expect(lines.join()).toContain('"/set-up"')
    expect(lines.join()).not.toContain('secret')
  })
})

describe('pages', () => {
  test('hashed files may be kept for ever, the start page is asked for each time', async () => {
    const url = await start()
    const page = await fetch(`${url}/`, { headers: BROWSER })
    expect(page.headers.get('cache-control')).toBe('no-cache')
    const script = await fetch(`${url}/assets/index-a1b2c3.js`)
    expect(script.headers.get('cache-control')).toBe('private, max-age=31536000, immutable')
  })

  test('the first answer names what the page needs besides the app itself, by the pattern of its address', async () => {
    const url = await start()
    const page = await (await fetch(`${url}/c/here/deals/006A`, { headers: BROWSER })).text()
    expect(page).toContain('<link rel="modulepreload" crossorigin href="/assets/deal.js">')
    expect(page).toContain('<link rel="stylesheet" crossorigin href="/assets/deal.css">')
    expect(page.split('all.js')).toHaveLength(2)
    const other = await (await fetch(`${url}/c/here/nowhere`, { headers: BROWSER })).text()
    expect(other).toContain('Tandem')
    expect(other).not.toContain('modulepreload')
  })

  test.each([
    ['br, gzip', 'br'],
    ['gzip', 'gzip'],
    ['identity', null],
  ])('a script is sent as small as a browser takes it: %s', async (accepted, sent) => {
    const script = await fetch(`${await start()}/assets/index-a1b2c3.js`, { headers: { 'accept-encoding': accepted } })
    expect(script.headers.get('content-encoding')).toBe(sent)
    expect(script.headers.get('content-type')).toContain('javascript')
    expect(script.headers.get('vary')).toContain('Accept-Encoding')
    expect(script.headers.get('cache-control')).toContain('immutable')
    expect(await script.text()).toBe('export {}')
  })

  test('no inline script can run, and no other site can frame the pages', async () => {
    const policy = (await fetch(`${await start()}/`)).headers.get('content-security-policy') ?? ''
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('upgrade-insecure-requests')
  })

  test('nothing outside the folder is served', async () => {
    const url = await start()
    for (const path of [
      '/..%2ftandem-secret.txt',
      '/assets/..%2f..%2ftandem-secret.txt',
      '/%2e%2e/tandem-secret.txt',
    ]) {
      const response = await fetch(url + path)
      expect(response.status).toBeGreaterThanOrEqual(400)
      expect(await response.text()).not.toContain('not for you')
    }
  })

  test('while the pages are not built, the start page says how to build them', async () => {
    const url = await start({ options: { staticDir: join(staticDir, 'missing') } })
    const response = await fetch(`${url}/`, { headers: BROWSER })
    expect(response.status).toBe(503)
    expect(await response.text()).toContain('npm run web:build')
  })
})
