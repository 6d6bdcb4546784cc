import { connect } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { TooManyHints } from '#app/take-hints.ts'
import { appOptions } from '#support/http-app.ts'
import { problemSchema } from '../contract/problem.ts'
import { listen, type Listening } from '../listen.ts'
import { createHttpApp } from '../server.ts'
import { hubspotWebhooks, type HubSpotWebhooks, type SignedDelivery } from './webhooks.ts'

const PUBLIC = 'https://tandem.example.com/'
const SIGNED = { 'x-hubspot-signature-v3': 'good', 'x-hubspot-request-timestamp': '1' }

const open: Listening[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close(0)))
})

async function start(over: Partial<HubSpotWebhooks> = {}) {
  const taken: unknown[][] = []
  const refused: string[] = []
  const seen: SignedDelivery[] = []
  const webhooks = hubspotWebhooks({
    publicUrl: PUBLIC,
    now: () => 1,
    verify: (delivery) => {
      seen.push(delivery)
      return delivery.signature === 'good' ? 'genuine' : 'forged'
    },
    take: async (events) => {
      taken.push([...events])
      return 'taken'
    },
    onRefused: (code) => void refused.push(code),
    ...over,
  })
  const app = createHttpApp(appOptions({ options: { webhooks } }))
  const server = await listen({ app, port: 0, host: '127.0.0.1' })
  open.push(server)
  const post = (
    body: string | Uint8Array<ArrayBuffer>,
    headers: Readonly<Record<string, string>> = SIGNED,
    path = '/webhooks/hubspot',
  ) => fetch(`${server.url}${path}`, { method: 'POST', body, headers })
  return { url: server.url, port: server.port, post, taken, refused, seen }
}

async function codeOf(response: Response): Promise<string> {
  expect(response.headers.get('content-type')).toContain('application/problem+json')
  return problemSchema.parse(await response.json()).code
}

test('a genuine delivery is answered once its events are written down', async () => {
  const written = Promise.withResolvers<'taken'>()
  const { post, refused } = await start({ take: () => written.promise })
  let answered = false
  const answer = post('[{"a":1}]').then((response) => {
    answered = true
    return response
  })
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(answered).toBe(false)
  written.resolve('taken')
  expect((await answer).status).toBe(204)
  expect(refused).toEqual([])
})

test('the signature is made over the raw bytes and the public address, query included', async () => {
  const { post, seen, taken } = await start()
  const body = new TextEncoder().encode(' [ {"name":"Zoë"} ]\n')
  expect((await post(body, SIGNED, '/webhooks/hubspot?x=a%40b')).status).toBe(204)
  expect(seen[0]).toMatchObject({
    method: 'POST',
    publicUrl: 'https://tandem.example.com/webhooks/hubspot?x=a%40b',
    timestamp: '1',
    signature: 'good',
  })
  expect(Buffer.from(seen[0]?.rawBody ?? []).equals(Buffer.from(body))).toBe(true)
  expect(taken).toEqual([[{ name: 'Zoë' }]])
})

describe('turned away, counted, and nothing taken', () => {
  test.each([
    ['no signature', {}, 401, 'UNSIGNED'],
    ['a signature without its time', { 'x-hubspot-signature-v3': 'good' }, 401, 'UNSIGNED'],
    ['a wrong signature', { ...SIGNED, 'x-hubspot-signature-v3': 'bad' }, 401, 'WRONG_SIGNATURE'],
    ['a compressed body', { ...SIGNED, 'content-encoding': 'gzip' }, 415, 'COMPRESSED_BODY'],
  ])('%s', async (_, headers, status, code) => {
    const { post, taken, refused } = await start()
    const response = await post('[{}]', headers)
    expect([response.status, await codeOf(response)]).toEqual([status, code])
    expect([taken, refused]).toEqual([[], [code]])
  })

  test.each([
    ['no JSON', '[{'],
    ['no array', '{"a":1}'],
    ['nothing', ''],
    ['bytes that are no text', new Uint8Array([91, 34, 255, 34, 93])],
  ])('a body that is %s', async (_, body) => {
    const { post, taken, refused } = await start()
    const response = await post(body)
    expect([response.status, await codeOf(response)]).toEqual([400, 'NO_EVENTS'])
    expect([taken, refused]).toEqual([[], ['NO_EVENTS']])
  })

  test('a body of more than 1 MB, whether its length is told or not', async () => {
    const { post, port, taken, refused } = await start()
    const response = await post(`["${'x'.repeat(1024 * 1024)}"]`).catch(() => null)
    if (response !== null) expect([response.status, await codeOf(response)]).toEqual([413, 'BODY_TOO_LARGE'])
    const head = Object.entries(SIGNED).map(([name, value]) => `${name}: ${value}\r\n`)
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined).resume()
    socket.write(
      `POST /webhooks/hubspot HTTP/1.1\r\nhost: localhost\r\n${head.join('')}transfer-encoding: chunked\r\n\r\n`,
    )
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
    for (let sent = 0; sent < 20; sent += 1) socket.write(chunk)
    await new Promise((resolve) => socket.once('close', resolve))
    expect(taken).toEqual([])
    expect(refused).toEqual(['BODY_TOO_LARGE', 'BODY_TOO_LARGE'])
  })

  test('another method, another address', async () => {
    const { url, post, refused } = await start()
    const wrongMethod = await fetch(`${url}/webhooks/hubspot`)
    expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'POST'])
    expect((await post('[]', SIGNED, '/webhooks/salesforce')).status).toBe(404)
    expect(refused).toEqual(['METHOD_NOT_ALLOWED', 'NOT_FOUND'])
  })

  test('events of portals that nobody connected', async () => {
    const { post } = await start({ take: async () => 'unknown' })
    const response = await post('[{"portalId":9}]')
    expect([response.status, await codeOf(response)]).toEqual([404, 'UNKNOWN_PORTAL'])
  })
})

describe('to be sent again', () => {
  test('when the database fails; what it said stays inside', async () => {
    const { post, refused } = await start({ take: () => Promise.reject(new Error('password of app@db is wrong')) })
    const response = await post('[{}]')
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await response.text()).not.toContain('password')
    expect(refused).toEqual(['NOT_WRITTEN_DOWN'])
  })

  test('when more came than can be written down', async () => {
    const { post, refused } = await start({ take: () => Promise.reject(new TooManyHints('full')) })
    expect((await post('[{}]')).status).toBe(503)
    expect(refused).toEqual(['TOO_MANY_EVENTS'])
  })

  test('when too many bodies are held at once; afterwards there is room again', async () => {
    const written = Promise.withResolvers<'taken'>()
    const { post, refused } = await start({ take: () => written.promise })
    const all = Array.from({ length: 80 }, () => post('[{}]'))
    // All of them have arrived once those are refused for whom there was no room.
    await expect.poll(() => refused.length, { timeout: 10_000 }).toBe(16)
    written.resolve('taken')
    const statuses = (await Promise.all(all)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 204)).toHaveLength(64)
    expect(statuses.filter((status) => status === 503)).toHaveLength(16)
    expect((await post('[{}]')).status).toBe(204)
  })
})
