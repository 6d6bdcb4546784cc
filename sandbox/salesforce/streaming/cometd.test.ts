import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Started } from '../test/start.ts'
import { startSandbox } from '../test/start.ts'

let org: Started
let token: string

beforeEach(async () => {
  org = await startSandbox()
  token = org.sandbox.credentials()['accessToken'] ?? ''
})
afterEach(() => org.stop())

interface Reply {
  readonly channel: string
  readonly successful?: boolean
  readonly error?: string
  readonly clientId?: string
  readonly advice?: unknown
  readonly data?: unknown
}

interface Post {
  readonly path?: string
  readonly cookie?: string
  readonly authorization?: string
}

async function post(body: unknown, how: Post = {}): Promise<Response> {
  return await fetch(`${org.url}${how.path ?? '/cometd/68.0'}`, {
    method: 'POST',
    headers: {
      authorization: how.authorization ?? `Bearer ${token}`,
      'content-type': 'application/json',
      ...(how.cookie === undefined ? {} : { cookie: how.cookie }),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

async function replies(body: unknown, how: Post = {}): Promise<Reply[]> {
  return (await (await post(body, how)).json()) as Reply[]
}

async function shakeHands(): Promise<{ clientId: string; cookie: string }> {
  const answer = await post({ channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: ['long-polling'] })
  const [reply] = (await answer.json()) as Reply[]
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  expect(cookie).toMatch(/^BAYEUX_BROWSER=\w+$/)
  return { clientId: reply?.clientId ?? '', cookie }
}

const connect = { channel: '/meta/connect', connectionType: 'long-polling', id: '9' }

test('several messages of one POST are answered together, a connect with advice of 0 at once', async () => {
  const { clientId, cookie } = await shakeHands()
  await replies({ ...connect, clientId }, { cookie })
  const subscription = '/data/LeadChangeEvent'
  const both = [
    { channel: '/meta/subscribe', clientId, subscription, id: '1' },
    { ...connect, clientId, advice: { timeout: 0 }, id: '2' },
  ]
  expect(await replies(both, { cookie })).toEqual([
    { clientId, channel: '/meta/subscribe', id: '1', subscription, successful: true },
    { clientId, channel: '/meta/connect', id: '2', successful: true },
  ])
})

test('a poll that waits is answered by an event, a second connect, a disconnect and the end of the sandbox', async () => {
  const { clientId, cookie } = await shakeHands()
  await replies({ ...connect, clientId }, { cookie })
  await replies({ channel: '/meta/subscribe', clientId, subscription: '/data/ChangeEvents' }, { cookie })
  const byEvent = replies({ ...connect, clientId }, { cookie })
  await org.conn.sobject('Lead').create({ LastName: 'Meyer', Company: 'Acme' })
  const [event, reply] = await byEvent
  expect(event).toMatchObject({ channel: '/data/ChangeEvents', data: { payload: { Company: 'Acme' } } })
  expect(reply).toMatchObject({ channel: '/meta/connect', successful: true })
  const replaced = replies({ ...connect, clientId }, { cookie })
  const byDisconnect = replies({ ...connect, clientId, id: '10' }, { cookie })
  expect(await replaced).toEqual([{ clientId, channel: '/meta/connect', id: '9', successful: true }])
  await replies({ channel: '/meta/disconnect', clientId }, { cookie })
  expect(await byDisconnect).toMatchObject([{ id: '10', successful: true, advice: { reconnect: 'none' } }])
  expect(await replies({ ...connect, clientId }, { cookie })).toMatchObject([{ error: '403::Unknown client' }])
  const again = await shakeHands()
  await replies({ ...connect, clientId: again.clientId }, again)
  const byEnd = replies({ ...connect, clientId: again.clientId }, again)
  await expect.poll(waiting, { timeout: 10_000 }).toBe(1)
  await org.stop()
  expect(await byEnd).toMatchObject([{ channel: '/meta/connect', successful: true }])
  expect(org.running.counts()).toMatchObject({ dropped: 0 })
  org = await startSandbox()
})

async function waiting(): Promise<number> {
  const answer = await fetch(`${org.url}/__sandbox/events`)
  const { sessions } = (await answer.json()) as { sessions: { waiting: boolean }[] }
  return sessions.filter((session) => session.waiting).length
}

test('a client that leaves while it waits is not waited for', async () => {
  const { clientId, cookie } = await shakeHands()
  await replies({ ...connect, clientId }, { cookie })
  const leave = new AbortController()
  const left = fetch(`${org.url}/cometd/68.0`, {
    method: 'POST',
    signal: leave.signal,
    headers: { authorization: `Bearer ${token}`, cookie },
    body: JSON.stringify({ ...connect, clientId }),
  }).catch(() => null)
  await expect.poll(waiting, { timeout: 10_000 }).toBe(1)
  leave.abort()
  await left
  await expect.poll(waiting, { timeout: 10_000 }).toBe(0)
  const timeout = { advice: { timeout: 0 } }
  expect(await replies({ ...connect, clientId, ...timeout }, { cookie })).toMatchObject([{ successful: true }])
})

test('a session goes with its cookie and its user', async () => {
  const { clientId, cookie } = await shakeHands()
  expect(await replies({ ...connect, clientId })).toMatchObject([
    { error: `400::Client ${clientId} has established a session, but no BAYEUX_BROWSER cookie present` },
  ])
  const { adminAccessToken } = org.sandbox.credentials()
  const other = { cookie, authorization: `Bearer ${adminAccessToken}` }
  expect(await replies({ ...connect, clientId }, other)).toMatchObject([
    { error: `400::Authenticated user id does not match the session's user id` },
  ])
  await org.stop()
  org = await startSandbox({ changeDataCapture: { cookies: 'ignored' } })
  const plain = await shakeHands()
  expect(await replies({ ...connect, clientId: plain.clientId })).toMatchObject([{ successful: true }])
})

test('requests that break the protocol are refused in its words', async () => {
  const { clientId, cookie } = await shakeHands()
  const errorOf = async (message: object) => (await replies(message, { cookie }))[0]?.error
  expect(await errorOf({ ...connect, clientId, connectionType: 'websocket' })).toBe(
    '400::Invalid connection type {websocket}',
  )
  const subscribe = { channel: '/meta/subscribe', clientId }
  expect(await errorOf(subscribe)).toBe('400::Channel name not specified')
  expect(await errorOf({ ...subscribe, subscription: 'data/ChangeEvents' })).toBe(
    `400::Channel subscriptions must start with a leading '/'`,
  )
  expect(await errorOf({ channel: '/meta/subscribe', subscription: '/data/ChangeEvents' })).toBe(
    '403::Client has not completed handshake',
  )
  expect(await errorOf({ channel: '/data/LeadChangeEvent', clientId, data: {} })).toMatch(/^403:/)
  const [denied] = await replies({ channel: '/meta/handshake' }, { path: '/cometd' })
  expect(denied).toMatchObject({
    error: '403::Handshake denied',
    ext: { sfdc: { failureReason: `400::API version in the URI is mandatory. URI format: '/cometd/68.0'` } },
  })
})

test('only JSON of up to 32,768 bytes in a POST is read', async () => {
  expect((await post(`[{"channel":"/meta/handshake","ext":"${'x'.repeat(33_000)}"}]`)).status).toBe(413)
  expect((await post('{')).status).toBe(400)
  const get = await fetch(`${org.url}/cometd/68.0`)
  expect(get.status).toBe(400)
  await get.body?.cancel()
  const form = await fetch(`${org.url}//cometd/68.0/handshake`, {
    method: 'POST',
    headers: { authorization: `OAuth ${token}` },
    body: new URLSearchParams({ message: '[{"channel":"/meta/handshake"}]' }),
  })
  expect(await form.json()).toMatchObject([{ successful: true }])
})

test('the control says what it does not understand', async () => {
  for (const body of [
    { nope: 1 },
    { emit: { entity: 'Lead', changeType: 'NOPE', recordIds: [] } },
    { emit: { entity: 'Lead', changeType: 'CREATE' } },
    { gap: { entity: 'Lead' } },
    { faults: { drop: 2 } },
    { select: 'Lead' },
  ]) {
    const answer = await fetch(`${org.url}/__sandbox/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect([JSON.stringify(body), answer.status]).toEqual([JSON.stringify(body), 400])
    await answer.body?.cancel()
  }
})

test('a snapshot from before there were events leaves an empty bus and the settings selection', async () => {
  const { streaming: _streaming, ...older } = org.sandbox.snapshot()
  const { PlatformEventChannelMember: _members, ...tables } = older['tables'] as Record<string, unknown>
  await org.conn.sobject('Lead').create({ LastName: 'Meyer', Company: 'Acme' })
  org.sandbox.restore({ ...older, tables })
  const state = (await (await fetch(`${org.url}/__sandbox/events`)).json()) as { events: unknown[]; selected: string[] }
  expect(state.events).toEqual([])
  expect(state.selected).toEqual(['Account', 'Contact', 'Lead', 'Opportunity', 'Task'])
  await org.conn.sobject('Lead').create({ LastName: 'Meyer', Company: 'Acme' })
  expect(org.sandbox.snapshot()['streaming']).toMatchObject({ log: { events: [{ entity: 'Lead' }] } })
})

test('what a company starts with is no news', async () => {
  org.sandbox.seed({
    name: 'X',
    currency: 'EUR',
    owners: [],
    companies: [],
    campaigns: [],
    contacts: [],
    existingLeads: [],
    existingContacts: [{ email: 'a@x.test', firstName: null, lastName: 'A', account: 'X', ownerEmail: '' }],
    replay: [],
  })
  expect((await org.conn.query('SELECT Id FROM Contact')).totalSize).toBe(1)
  expect(org.sandbox.snapshot()['streaming']).toMatchObject({ log: { events: [] } })
})
