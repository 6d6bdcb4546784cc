import nock from 'nock'
import { describe, expect, test } from 'vitest'
import { withoutNetwork } from '#support/no-network.ts'
import { RemoteError } from '#domain/errors.ts'
import { connectionId } from '#domain/ids.ts'
import { fakeTiming } from '../shared/fake-timing.ts'
import { createHubSpotConnector, type HubSpotConnector } from './index.ts'
import { msUntilMidnight } from './limits.ts'
import { API_VERSIONS, type ApiVersion } from './spec.ts'

const HOST = 'https://api.hubapi.com'
const TOKEN = 'pat-na1-very-secret'

withoutNetwork()

const connect = (apiVersion?: ApiVersion, timing = fakeTiming()): HubSpotConnector =>
  createHubSpotConnector({
    connectionId: connectionId('c1'),
    token: TOKEN,
    clock: { now: () => 0 },
    timing,
    ...(apiVersion === undefined ? {} : { apiVersion }),
  })

const ACCOUNT = { portalId: 7, timeZone: 'Europe/Berlin', companyCurrency: 'EUR' }

async function failureOf(work: Promise<unknown>): Promise<RemoteError> {
  const error: unknown = await work.catch((e: unknown) => e)
  expect(error).toBeInstanceOf(RemoteError)
  return error as RemoteError
}

describe('paths', () => {
  test.each([
    ['2026-03', '/crm/properties/2026-03/contacts'],
    ['2026-09', '/crm/properties/2026-09/contacts'],
    ['v3', '/crm/v3/properties/contacts'],
  ] as const)('version %s asks %s', async (version, path) => {
    const scope = nock(HOST, { reqheaders: { authorization: `Bearer ${TOKEN}` } })
      .get(path)
      .reply(200, { results: [] })
    await connect(version).describe('contacts')
    scope.done()
  })

  test('every version has a path for every area and counts under the same name', async () => {
    for (const version of API_VERSIONS) {
      nock(HOST)
        .get(/account-info/)
        .reply(200, ACCOUNT)
      const connector = connect(version)
      await connector.account()
      expect(connector.usage()).toEqual({
        calls: 1,
        byEndpoint: { 'GET /account-info/{v}/details': 1 },
        rateLimited: 0,
      })
    }
  })
})

describe('failures', () => {
  test('a wrong token is final, names the variable and not the token', async () => {
    const body = {
      status: 'error',
      message: 'Authentication credentials not found.',
      category: 'INVALID_AUTHENTICATION',
    }
    nock(HOST)
      .get(/account-info/)
      .reply(401, body)
    const error = await failureOf(connect().account())
    expect(error).toMatchObject({ code: 'CREDENTIALS_REJECTED', disposition: 'fatal', status: 401 })
    expect(error.remedy).toContain('TANDEM_HUBSPOT_TOKEN')
    expect(JSON.stringify([error.message, error.remedy, error.context])).not.toContain(TOKEN)
  })

  test('a read is repeated after a server error', async () => {
    nock(HOST)
      .get(/account-info/)
      .reply(502, '<html>bad gateway</html>')
      .get(/account-info/)
      .reply(200, ACCOUNT)
    const connector = connect()
    expect(await connector.account()).toEqual({
      id: '7',
      name: 'HubSpot portal 7',
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
    })
    expect(connector.usage().calls).toBe(2)
  })

  test('a short rate limit is waited for by the whole bucket, and counted', async () => {
    const timing = fakeTiming()
    const limit = {
      status: 'error',
      message: 'You have reached your ten_secondly_rolling limit.',
      policyName: 'TEN_SECONDLY_ROLLING',
    }
    nock(HOST)
      .get(/account-info/)
      .reply(429, limit)
      .get(/account-info/)
      .reply(200, ACCOUNT)
    const connector = connect(undefined, timing)
    await connector.account()
    expect(timing.now()).toBeGreaterThanOrEqual(10_000)
    expect(connector.usage().rateLimited).toBe(1)
  })

  test('the daily limit is not waited for: the error says when the day ends', async () => {
    const date = new Date(Date.UTC(2026, 10, 21, 22, 0, 0)).toUTCString()
    nock(HOST)
      .get(/account-info/)
      .reply(429, { message: 'You have reached your daily limit.', policyName: 'DAILY' }, { date })
    const error = await failureOf(connect().account())
    expect(error).toMatchObject({ code: 'DAILY_LIMIT', disposition: 'retry-after', retryAfterMs: 2 * 3_600_000 })
  })

  test('a write is sent once even when the server stumbles', async () => {
    nock(HOST)
      .get(/properties/)
      .reply(200, { results: [] })
    nock(HOST)
      .post(/batch\/create/)
      .reply(503, {})
      .post(/batch\/create/)
      .reply(201, { results: [] })
    const connector = connect()
    const outcomes = await connector.write([
      { kind: 'create', traceId: 'a', object: 'contacts', values: { email: 'a@example.com' } },
    ])
    expect(outcomes).toMatchObject([{ traceId: 'a', ok: false, error: { code: 'SERVER_ERROR', disposition: 'retry' } }])
    expect(connector.usage().byEndpoint['POST /crm/objects/{v}/contacts/batch/create']).toBe(1)
  })

  test('no answer at all is a network error', async () => {
    nock(HOST)
      .get(/account-info/)
      .times(4)
      .replyWithError(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))
    expect(await failureOf(connect().account())).toMatchObject({ code: 'NETWORK', disposition: 'retry' })
  })

  test('another portal than the configured one is refused', async () => {
    nock(HOST)
      .get(/account-info/)
      .reply(200, ACCOUNT)
    const other = createHubSpotConnector({
      connectionId: connectionId('c1'),
      token: TOKEN,
      portalId: '8',
      clock: { now: () => 0 },
    })
    expect(await failureOf(other.account())).toMatchObject({ code: 'WRONG_ACCOUNT', disposition: 'fatal' })
  })
})

test('the day of an account ends at its own midnight', () => {
  const tenPmUtc = Date.UTC(2026, 10, 21, 22, 0, 0)
  expect(msUntilMidnight('Europe/Berlin', tenPmUtc)).toBe(3_600_000)
  expect(msUntilMidnight('America/New_York', tenPmUtc)).toBe(7 * 3_600_000)
})
