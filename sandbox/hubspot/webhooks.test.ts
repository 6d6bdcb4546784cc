import { createHash, createHmac } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { openTestPortal } from './test-portal.ts'

interface Delivery {
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly events: readonly Record<string, unknown>[]
}

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** A subscriber that answers the given statuses in turn, then 204. */
async function subscriber(...statuses: number[]) {
  const waiting: ((delivery: Delivery) => void)[] = []
  const arrived: Delivery[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      const delivery = { headers: request.headers, body, events: JSON.parse(body) as Record<string, unknown>[] }
      const waiter = waiting.shift()
      if (waiter === undefined) arrived.push(delivery)
      else waiter(delivery)
      response.writeHead(statuses.shift() ?? 204).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => new Promise((resolve) => server.close(resolve)))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hubspot`,
    next: () =>
      new Promise<Delivery>((resolve) => {
        const delivery = arrived.shift()
        if (delivery === undefined) waiting.push(resolve)
        else resolve(delivery)
      }),
  }
}

async function subscribed(url: string, subscriptions: object[]) {
  const portal = await openTestPortal({ webhookRetryMs: [1, 1] })
  closers.unshift(() => portal.close())
  const set = await portal.call('POST', '/__sandbox/webhooks', {
    targetUrl: url,
    clientSecret: 'secret',
    subscriptions,
  })
  expect(set.status).toBe(200)
  return portal
}

it('tells subscribers of creations and of the properties they asked for, signed v1 and v3', async () => {
  const target = await subscriber()
  const portal = await subscribed(target.url, [
    { eventType: 'contact.creation' },
    { eventType: 'contact.propertyChange', propertyName: 'lifecyclestage' },
  ])
  const made = await portal.call('POST', '/crm/v3/objects/contacts', {
    properties: { email: 'a@example.com', lifecyclestage: 'lead' },
  })
  const { headers, body, events } = await target.next()
  expect(events).toMatchObject([
    {
      subscriptionType: 'contact.creation',
      objectId: Number(made.json['id']),
      changeFlag: 'CREATED',
      changeSource: 'INTEGRATION',
      attemptNumber: 0,
    },
    { subscriptionType: 'contact.propertyChange', propertyName: 'lifecyclestage', propertyValue: 'lead' },
  ])
  expect(headers['x-hubspot-signature-version']).toBe('v1')
  expect(headers['x-hubspot-signature']).toBe(createHash('sha256').update(`secret${body}`).digest('hex'))
  const at = String(headers['x-hubspot-request-timestamp'])
  expect(headers['x-hubspot-signature-v3']).toBe(
    createHmac('sha256', 'secret').update(`POST${target.url}${body}${at}`).digest('base64'),
  )
})

it('sends a refused batch again with the next attempt number', async () => {
  const target = await subscriber(500, 404)
  const portal = await subscribed(target.url, [{ eventType: 'contact.creation' }])
  await portal.call('POST', '/crm/v3/objects/contacts', { properties: { email: 'a@example.com' } })
  const attempts = [await target.next(), await target.next(), await target.next()]
  expect(attempts.map(({ events }) => events[0]?.['attemptNumber'])).toEqual([0, 1, 2])
  expect(new Set(attempts.map(({ events }) => events[0]?.['eventId'])).size).toBe(1)
})

it('marks changes of people apart from those of the app', async () => {
  const target = await subscriber()
  const portal = await subscribed(target.url, [{ eventType: 'contact.creation' }])
  const person = { authorization: `Bearer ${portal.credentials['personToken'] ?? ''}` }
  await portal.call('POST', '/crm/v3/objects/contacts', { properties: { email: 'b@example.com' } }, person)
  expect((await target.next()).events[0]).toMatchObject({ changeSource: 'CRM_UI', sourceId: 'userId:52530071' })
})

it('cuts deliveries at 100 events', async () => {
  const target = await subscriber()
  const portal = await subscribed(target.url, [
    { eventType: 'contact.creation' },
    { eventType: 'object.creation', objectTypeId: '0-1' },
  ])
  const inputs = Array.from({ length: 60 }, (_, at) => ({ properties: { email: `p${at}@example.com` } }))
  await portal.call('POST', '/crm/v3/objects/contacts/batch/create', { inputs })
  const sizes = [await target.next(), await target.next()].map(({ events }) => events.length)
  expect(sizes.sort((a, b) => a - b)).toEqual([20, 100])
})

it('refuses subscriptions that HubSpot does not have', async () => {
  const portal = await openTestPortal()
  closers.push(() => portal.close())
  for (const subscription of [{ eventType: 'contact.applause' }, { eventType: 'contact.propertyChange' }]) {
    const set = await portal.call('POST', '/__sandbox/webhooks', {
      targetUrl: 'http://127.0.0.1:1/',
      subscriptions: [subscription],
    })
    expect(set.status).toBe(400)
  }
})
