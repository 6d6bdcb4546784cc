import { Connection } from 'jsforce'
import { afterAll, beforeAll, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'
import { CALLBACK, codeFor, control, oauth2, openStrictOrg, token } from './sign-in.ts'

const REFRESH = 'https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_refresh_token_flow.htm'
const ROTATION = 'https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_refresh_token_rotation.htm'
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const DEAD = { name: 'invalid_grant', message: 'expired access/refresh token' }

let org: Started
beforeAll(async () => {
  org = await openStrictOrg()
})
afterAll(() => org.stop())

async function signedIn(client = oauth2(org), at = org): Promise<Connection> {
  const conn = new Connection({ oauth2: client, version: '68.0' })
  await conn.authorize(await codeFor(at, client))
  return conn
}

rule(
  'a refresh token that rotates is dead as soon as it was used',
  {
    evidence: 'documented',
    at: ROTATION,
    says: 'Each refresh answers a new refresh token and the old one becomes invalid.',
  },
  async () => {
    const conn = await signedIn()
    const first = String(conn.refreshToken)
    const second = await conn.oauth2.refreshToken(first)
    expect(second.refresh_token).toMatch(/^5Aep861/)
    expect(second.refresh_token).not.toBe(first)
    const third = await conn.oauth2.refreshToken(String(second.refresh_token))
    await expect(conn.oauth2.refreshToken(first)).rejects.toMatchObject(DEAD)
    // The old token that came again took the whole sign-in with it.
    await expect(conn.oauth2.refreshToken(String(third.refresh_token))).rejects.toMatchObject(DEAD)
  },
)

rule(
  'the client renews a session that ended and tells the rotated refresh token in its refresh event',
  {
    evidence: 'client',
    at: 'https://github.com/jsforce/jsforce/blob/main/src/connection.ts',
    says: 'HTTP 401 makes the client refresh; the answer is the second argument of the refresh event, and the connection keeps the old refresh token.',
  },
  async () => {
    const conn = await signedIn()
    const told: unknown[] = []
    conn.on('refresh', (accessToken: string, answer: unknown) => told.push(accessToken, answer))
    const before = conn.accessToken
    org.clock.advance(121 * MINUTE)
    expect((await conn.query('SELECT Id FROM User LIMIT 1')).totalSize).toBe(1)
    expect(told).toHaveLength(2)
    expect(told[0]).not.toBe(before)
    expect(told[1]).toMatchObject({ access_token: told[0], refresh_token: expect.stringMatching(/^5Aep861/) as string })
    org.clock.advance(121 * MINUTE)
    await expect(conn.query('SELECT Id FROM User LIMIT 1')).rejects.toThrow('expired access/refresh token')
  },
)

rule(
  'without rotation the refresh token stays and the answer has none',
  { evidence: 'documented', at: REFRESH, says: 'The answer of the refresh token flow has no refresh_token.' },
  async () => {
    await control(org, {
      app: { clientId: 'kept', clientSecret: 's', callbackUrls: [CALLBACK], refreshTokens: 'kept' },
    })
    const conn = await signedIn(oauth2(org, { clientId: 'kept', clientSecret: 's' }))
    const first = String(conn.refreshToken)
    const answer = await conn.oauth2.refreshToken(first)
    expect(Object.keys(answer)).toEqual([
      'access_token',
      'signature',
      'scope',
      'instance_url',
      'id',
      'token_type',
      'issued_at',
    ])
    expect((await conn.oauth2.refreshToken(first)).access_token).not.toBe(answer.access_token)
  },
)

rule(
  'the app that the sandbox prints has its callback anywhere on this machine, and the client renews its sessions again and again',
  {
    evidence: 'client',
    at: 'https://github.com/jsforce/jsforce (src/session-refresh-delegate.ts)',
    says: 'jsforce keeps the refresh token of the sign-in: it does not take over one that rotates.',
  },
  async () => {
    const plain = await startSandbox()
    try {
      const conn = await signedIn(oauth2(plain, { redirectUri: 'http://127.0.0.1:5998/cb' }), plain)
      for (let round = 0; round < 3; round += 1) {
        plain.clock.advance(121 * MINUTE)
        expect((await conn.query('SELECT Id FROM User LIMIT 1')).records).toHaveLength(1)
      }
      const elsewhere = oauth2(plain, { redirectUri: 'http://evil.example/cb' }).getAuthorizationUrl({})
      expect((await fetch(elsewhere)).status).toBe(400)
    } finally {
      await plain.stop()
    }
  },
)

rule(
  'a refresh token that nobody used for 30 days is dead, and each use starts the 30 days again',
  {
    evidence: 'documented',
    at: 'https://help.salesforce.com/s/articleView?id=xcloud.connected_app_limit_idle_ttl.htm',
    says: 'Refresh tokens carry an idle time to live of 30 days.',
  },
  async () => {
    await control(org, {
      app: { clientId: 'idle', clientSecret: 's', callbackUrls: [CALLBACK], refreshTokens: 'kept' },
    })
    const conn = await signedIn(oauth2(org, { clientId: 'idle', clientSecret: 's' }))
    const refreshToken = String(conn.refreshToken)
    for (let month = 0; month < 2; month += 1) {
      org.clock.advance(30 * DAY)
      await conn.oauth2.refreshToken(refreshToken)
    }
    org.clock.advance(30 * DAY + 1)
    await expect(conn.oauth2.refreshToken(refreshToken)).rejects.toMatchObject(DEAD)
  },
)

rule(
  'a session ends after two hours without calls, and calls in the first half of them do not count',
  {
    evidence: 'documented',
    at: 'https://help.salesforce.com/s/articleView?id=xcloud.admin_sessions.htm',
    says: 'Timeout value; the last active time is not updated until halfway through the timeout period. Then 401 INVALID_SESSION_ID "Session expired or invalid".',
  },
  async () => {
    const { clientId = '', clientSecret = '' } = org.sandbox.credentials()
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
    const { body } = await token(org, form)
    const conn = new Connection({ instanceUrl: org.url, accessToken: body['access_token'] ?? '', version: '68.0' })
    const call = () => conn.query('SELECT Id FROM User LIMIT 1')
    org.clock.advance(59 * MINUTE)
    await call()
    org.clock.advance(59 * MINUTE)
    await call()
    // Two hours and three minutes after the start, but only 65 after the second call.
    org.clock.advance(65 * MINUTE)
    await call()
    org.clock.advance(30 * MINUTE)
    await call()
    org.clock.advance(91 * MINUTE)
    await expect(call()).rejects.toMatchObject({
      name: 'INVALID_SESSION_ID',
      message: 'Session expired or invalid',
    })
  },
)

rule(
  'revoking a refresh token ends its sessions; revoking a session leaves the refresh token',
  {
    evidence: 'documented',
    at: 'https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_revoke_token.htm',
    says: 'By GET or POST, 200 without a body; an unknown token is 400.',
  },
  async () => {
    const conn = await signedIn()
    const accessToken = String(conn.accessToken)
    const refreshToken = String(conn.refreshToken)
    await conn.oauth2.revokeToken(accessToken)
    await expect(conn.oauth2.revokeToken(accessToken)).rejects.toThrow(`invalid token: ${accessToken}`)
    const renewed = await conn.oauth2.refreshToken(refreshToken)
    const next = String(renewed.refresh_token)
    const got = await fetch(`${org.url}/services/oauth2/revoke?token=${encodeURIComponent(next)}`)
    expect([got.status, await got.text()]).toEqual([200, ''])
    const other = new Connection({ instanceUrl: org.url, accessToken: renewed.access_token, version: '68.0' })
    await expect(other.query('SELECT Id FROM User')).rejects.toMatchObject({ name: 'INVALID_SESSION_ID' })
    await expect(conn.oauth2.refreshToken(next)).rejects.toMatchObject(DEAD)
  },
)

rule(
  'logging out with the client ends the session',
  {
    evidence: 'client',
    at: 'https://github.com/jsforce/jsforce/blob/main/src/connection.ts',
    says: 'logout(true) revokes the refresh token.',
  },
  async () => {
    const conn = await signedIn()
    const refreshToken = String(conn.refreshToken)
    await conn.logout(true)
    await expect(oauth2(org).refreshToken(refreshToken)).rejects.toMatchObject(DEAD)
  },
)

rule(
  'the timeout of sessions that an administrator set comes back with a snapshot',
  { evidence: 'assumed', at: '/__sandbox/snapshot', says: 'Everything that is state survives a restore.' },
  async () => {
    await control(org, { sessionTimeoutMinutes: 15 })
    const taken = JSON.parse(JSON.stringify(org.sandbox.snapshot())) as Record<string, unknown>
    await control(org, { sessionTimeoutMinutes: null })
    org.sandbox.restore(taken)
    const conn = await signedIn()
    org.clock.advance(16 * MINUTE)
    await expect(
      new Connection({ instanceUrl: org.url, accessToken: String(conn.accessToken), version: '68.0' }).identity(),
    ).rejects.toThrow('Session expired or invalid')
    await control(org, { sessionTimeoutMinutes: 120 })
  },
)

rule(
  'apps, refresh tokens and sessions come back with a snapshot',
  {
    evidence: 'client',
    at: 'tests',
    says: 'A client that signed in before goes on after a restore in another process.',
  },
  async () => {
    const conn = await signedIn()
    const taken = JSON.parse(JSON.stringify(org.sandbox.snapshot())) as Record<string, unknown>
    const other = await openStrictOrg()
    other.clock.freeze(org.clock.now())
    other.sandbox.restore(taken)
    const again = new Connection({
      oauth2: oauth2(other),
      instanceUrl: other.url,
      accessToken: String(conn.accessToken),
      refreshToken: String(conn.refreshToken),
      version: '68.0',
    })
    expect((await again.query('SELECT Id FROM User LIMIT 1')).totalSize).toBe(1)
    other.clock.advance(3 * 60 * MINUTE)
    expect((await again.query('SELECT Id FROM User LIMIT 1')).totalSize).toBe(1)
    await other.stop()
  },
)
