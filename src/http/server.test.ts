import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { RemoteError, UsageError } from '#domain/errors.ts'
import { campaignTable, OVERVIEW } from '#support/overview-values.ts'
import { campaignTableSchema } from './contract/campaigns.ts'
import { overviewSchema } from './contract/overview.ts'
import { problemSchema } from './contract/problem.ts'
import { listen, type Listening } from './listen.ts'
import { allRoutes } from './routes/index.ts'
import { createHttpApp, type HttpAppOptions } from './server.ts'

const TOKEN = 'correct-horse-battery'
const BEARER = { authorization: `Bearer ${TOKEN}` }
const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

let staticDir: string
beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-http-'))
  staticDir = join(folder, 'dist')
  mkdirSync(join(staticDir, 'assets'), { recursive: true })
  writeFileSync(join(staticDir, 'index.html'), '<!doctype html><title>Tandem</title>')
  writeFileSync(join(staticDir, 'assets', 'index-a1b2c3.js'), 'export {}')
  writeFileSync(join(folder, 'tandem-secret.txt'), 'not for you')
  return () => rmSync(folder, { recursive: true })
})

const open: Listening[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close(0)))
})

async function start(options: Partial<HttpAppOptions> = {}): Promise<string> {
  const app = createHttpApp({
    overview: async () => OVERVIEW,
    campaigns: async (model) => campaignTable(model),
    ready: async () => true,
    accessToken: TOKEN,
    staticDir,
    ...options,
  })
  const server = await listen({ app, port: 0, host: '127.0.0.1' })
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
    const call = request(url, { headers: { ...BEARER, host } }, (res) => {
      res.resume()
      resolve(res.statusCode ?? 0)
    })
    call.on('error', reject)
    call.end()
  })
}

describe('API', () => {
  test('gives overview and campaigns in the form of the contract', async () => {
    const url = await start()
    const overview = await fetch(`${url}/api/overview`, { headers: BEARER })
    expect(overview.status).toBe(200)
    expect(overview.headers.get('cache-control')).toBe('no-store')
    expect(overviewSchema.parse(await overview.json())).toEqual(OVERVIEW)

    const campaigns = await fetch(`${url}/api/campaigns?model=last_touch`, { headers: BEARER })
    expect(campaignTableSchema.parse(await campaigns.json())).toEqual(campaignTable('last_touch'))
  })

  test('without a model the campaigns are those of first touch', async () => {
    const reply = await fetch(`${await start()}/api/campaigns`, { headers: BEARER })
    expect(campaignTableSchema.parse(await reply.json()).model).toBe('first_touch')
  })

  test.each(['?model=psychic', '?model=linear&model=linear', '?period=2026'])(
    'refuses %s and says what is wrong',
    async (query) => {
      const problem = await problemOf(await fetch(`${await start()}/api/campaigns${query}`, { headers: BEARER }))
      expect(problem).toMatchObject({ status: 400, code: 'INVALID_INPUT' })
      expect(problem.detail).toMatch(/model|period/)
    },
  )

  test('an unknown path is a 404 problem for whoever is signed in', async () => {
    const problem = await problemOf(await fetch(`${await start()}/api/nothing`, { headers: BEARER }))
    expect(problem).toMatchObject({ status: 404, code: 'NOT_FOUND' })
  })

  test('a failing CRM is a 502 with its remedy, a failure of ours a 500 without its message', async () => {
    const logged: unknown[] = []
    const log = { info: () => {}, error: (fields: object) => logged.push(fields) }
    const remote = await start({
      log,
      overview: () =>
        Promise.reject(
          new RemoteError({
            code: 'REVOKED',
            disposition: 'fatal',
            message: 'token revoked',
            remedy: 'Connect again.',
          }),
        ),
    })
    expect(await problemOf(await fetch(`${remote}/api/overview`, { headers: BEARER }))).toMatchObject({
      status: 502,
      code: 'REVOKED',
      remedy: 'Connect again.',
    })

    const bug = await start({ log, overview: () => Promise.reject(new Error('select secret from people')) })
    const problem = await problemOf(await fetch(`${bug}/api/overview`, { headers: BEARER }))
    expect(problem).toMatchObject({ status: 500, code: 'INTERNAL' })
    expect(JSON.stringify(problem)).not.toContain('secret')
    expect(logged).toHaveLength(2)
  })

  test('a reply that breaks the contract is a failure here, not in the browser', async () => {
    const wrong = { ...OVERVIEW, handoff: { ...OVERVIEW.handoff, revenueMinor: '10.5' } }
    const url = await start({ overview: async () => wrong })
    expect((await fetch(`${url}/api/overview`, { headers: BEARER })).status).toBe(500)
  })
})

describe('who may come in', () => {
  test('every route but the public ones answers 401 without credentials, and with wrong ones', async () => {
    const url = await start()
    const closed = [
      ...allRoutes({ staticDir })
        .filter((route) => route.role !== 'public')
        .map((r) => r.path),
      '/api/x',
    ]
    expect(closed).toEqual(expect.arrayContaining(['/api/overview', '/api/campaigns', '/metrics', '/api', '/']))
    for (const path of closed)
      for (const headers of [{}, { authorization: 'Bearer wrong' }, { cookie: 'tandem_session=1.x' }]) {
        const response = await fetch(url + path, { headers })
        expect([path, response.status]).toEqual([path, 401])
        expect((await problemOf(response)).code).toBe('NOT_SIGNED_IN')
      }
  })

  test('nobody signed in learns which API paths exist', async () => {
    const url = await start()
    const bodies = await Promise.all(
      ['/api/overview', '/api/no-such-thing'].map(async (path) => (await fetch(url + path)).text()),
    )
    expect(bodies[0]).toBe(bodies[1])
  })

  test('the link opens a session and goes on to the app; the cookie is kept from scripts and from other sites', async () => {
    const url = await start()
    const opened = await fetch(`${url}/open?token=${TOKEN}`, { redirect: 'manual' })
    expect(opened.status).toBe(303)
    expect(opened.headers.get('location')).toBe('/')
    const cookie = opened.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/SameSite=Strict/)
    expect(cookie).not.toContain(TOKEN)
    expect(cookie).not.toMatch(/Secure/)
    const signedIn = await fetch(`${url}/api/overview`, { headers: { cookie: cookie.split(';')[0]! } })
    expect(signedIn.status).toBe(200)
  })

  test('a link followed from another site goes on by a page of ours, or the strict cookie would not be sent', async () => {
    const opened = await fetch(`${await start()}/open?token=${TOKEN}`, {
      redirect: 'manual',
      headers: { 'sec-fetch-site': 'cross-site' },
    })
    expect(opened.status).toBe(200)
    expect(opened.headers.get('set-cookie')).toContain('tandem_session=')
    expect(await opened.text()).toContain('http-equiv="refresh" content="0; url=/"')
  })

  test('behind https the cookie is sent over https only', async () => {
    const url = await start({ publicUrl: 'https://tandem.example.com' })
    const opened = await fetch(`${url}/open?token=${TOKEN}`, { redirect: 'manual' })
    expect(opened.headers.get('set-cookie')).toMatch(/Secure/)
    expect(opened.headers.get('strict-transport-security')).toBe('max-age=31536000')
  })

  test('a wrong link opens nothing', async () => {
    const opened = await fetch(`${await start()}/open?token=guess`, { redirect: 'manual' })
    expect(opened.headers.get('set-cookie')).toBeNull()
    expect((await problemOf(opened)).code).toBe('WRONG_TOKEN')
  })

  test('a visitor without session reads how to get in', async () => {
    const response = await fetch(`${await start()}/`, { headers: BROWSER })
    expect(response.status).toBe(401)
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(await response.text()).toMatch(/Tandem opens by a link[\s\S]*\/open\?token=/)
  })

  test('what an address holds is shown as text, never as markup', async () => {
    const headers = { ...BEARER, ...BROWSER }
    const response = await fetch(`${await start()}/<img src=x onerror=alert(1)>?<b>`, { headers })
    expect(response.status).toBe(404)
    expect(await response.text()).not.toMatch(/<img|<b>/)
  })

  test('answers to local names and the public one only, so that no foreign name can be pointed at it', async () => {
    const url = await start({ publicUrl: 'https://tandem.example.com' })
    for (const host of ['127.0.0.1:1', 'localhost:3000', '[::1]:80', 'tandem.example.com'])
      expect([host, await statusWithHost(`${url}/api/overview`, host)]).toEqual([host, 200])
    for (const host of ['evil.example', 'localhost.evil.example', 'evil@localhost', '127.0.0.1.nip.io'])
      expect([host, await statusWithHost(`${url}/api/overview`, host)]).toEqual([host, 421])
    expect(await statusWithHost(`${url}/healthz`, '10.0.0.7')).toBe(200)
  })

  test('webhooks come in without credentials, to the handler that checks their signature', async () => {
    const webhooks = express.Router()
    webhooks.post('/hubspot', (_req, res) => void res.sendStatus(204))
    const url = await start({ webhooks })
    expect((await fetch(`${url}/webhooks/hubspot`, { method: 'POST' })).status).toBe(204)
  })

  test('a token that can be guessed is refused at start', () => {
    const make = () =>
      createHttpApp({
        overview: async () => OVERVIEW,
        campaigns: async (model) => campaignTable(model),
        ready: async () => true,
        accessToken: 'short',
        staticDir,
      })
    expect(make).toThrow(UsageError)
  })
})

describe('probes and metrics', () => {
  test('up says nothing of the database, ready does', async () => {
    const url = await start({ ready: () => Promise.reject(new Error('connection refused')) })
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    const problem = await problemOf(await fetch(`${url}/readyz`))
    expect(problem).toMatchObject({ status: 503, code: 'DATABASE_UNREACHABLE' })
    expect((await fetch(`${await start()}/readyz`)).status).toBe(200)
  })

  test('metrics count requests by route and hold no token', async () => {
    const url = await start()
    await fetch(`${url}/open?token=${TOKEN}`, { redirect: 'manual' })
    await fetch(`${url}/api/overview`, { headers: BEARER })
    const text = await (await fetch(`${url}/metrics`, { headers: BEARER })).text()
    expect(text).toContain(
      'tandem_http_request_duration_seconds_count{method="GET",route="/api/overview",status="200"} 1',
    )
    expect(text).not.toContain(TOKEN)
  })

  test('the log has paths without their query', async () => {
    const lines: string[] = []
    const log = { info: (fields: object) => lines.push(JSON.stringify(fields)), error: () => {} }
    await fetch(`${await start({ log })}/open?token=${TOKEN}`, { redirect: 'manual' })
    expect(lines.join()).toContain('"/open"')
    expect(lines.join()).not.toContain(TOKEN)
  })
})

describe('pages', () => {
  test('hashed files may be kept for ever, the start page is asked for each time', async () => {
    const url = await start()
    const page = await fetch(`${url}/`, { headers: { ...BEARER, ...BROWSER } })
    expect(page.headers.get('cache-control')).toBe('no-cache')
    const script = await fetch(`${url}/assets/index-a1b2c3.js`, { headers: BEARER })
    expect(script.headers.get('cache-control')).toBe('private, max-age=31536000, immutable')
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
      const response = await fetch(url + path, { headers: BEARER })
      expect(response.status).toBeGreaterThanOrEqual(400)
      expect(await response.text()).not.toContain('not for you')
    }
  })

  test('while the pages are not built, the start page says how to build them', async () => {
    const url = await start({ staticDir: join(staticDir, 'missing') })
    const response = await fetch(`${url}/`, { headers: { ...BEARER, ...BROWSER } })
    expect(response.status).toBe(503)
    expect(await response.text()).toContain('npm run web:build')
  })
})
