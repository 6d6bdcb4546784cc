import { Client, Signature } from '@hubspot/api-client'
import { afterEach, expect } from 'vitest'
import type { HubSpotSettings } from '#sandbox/hubspot/settings.ts'
import { rule } from '../rule.ts'
import type { WebhookPortal } from './webhook-portal.ts'
import { openWebhookPortal, webhookGuide } from './webhook-portal.ts'

let hooks: WebhookPortal
afterEach(() => hooks.close())

async function open(subscriptions: readonly object[], settings: Partial<HubSpotSettings> = {}) {
  hooks = await openWebhookPortal(subscriptions, settings)
  return hooks
}

const creations = [{ eventType: 'contact.creation' }]

rule(
  'deliveries are signed v1 and v3 and say v1',
  {
    evidence: 'recorded',
    at: 'https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation',
    says: 'x-hubspot-signature (v1 hex), x-hubspot-signature-version: v1, x-hubspot-signature-v3 (base64 of method, URI, body and timestamp), x-hubspot-request-timestamp (ms), x-hubspot-timeout-millis: 10000, user-agent HubSpot Connect 2.0.',
  },
  async () => {
    const { portal, receiver, secret, addContact } = await open(creations)
    // The official check refuses signatures that are older than five minutes.
    portal.clock.release()
    await addContact('a@example.com')
    const { headers, body } = await receiver.next()
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent':
        'HubSpot Connect 2.0 (http://dev.hubspot.com/) (namespace: webhooks-nio-http-client) - WebhooksExecutorDaemon-executor',
      'x-hubspot-signature-version': 'v1',
      'x-hubspot-timeout-millis': '10000',
    })
    const v1 = { clientSecret: secret, requestBody: body, signature: String(headers['x-hubspot-signature']) }
    expect(Signature.isValid({ ...v1, signatureVersion: 'v1' })).toBe(true)
    expect(Signature.isValid({ ...v1, clientSecret: 'guess', signatureVersion: 'v1' })).toBe(false)
    const v3 = {
      clientSecret: secret,
      requestBody: body,
      signatureVersion: 'v3',
      method: 'POST',
      url: receiver.url,
      signature: String(headers['x-hubspot-signature-v3']),
      timestamp: Number(headers['x-hubspot-request-timestamp']),
    }
    expect(Signature.isValid(v3)).toBe(true)
    expect(Signature.isValid({ ...v3, requestBody: `${body} ` })).toBe(false)
  },
)

rule(
  'the v3 signature is made over the address with some sequences decoded',
  {
    evidence: 'documented',
    at: 'https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation',
    says: 'Decode %3A %2F %3F %40 %21 %24 %27 %28 %29 %2A %2C %3B in the URI before signing; others such as %20 stay.',
  },
  async () => {
    const { portal, receiver, secret, control, addContact } = await open([])
    portal.clock.release()
    const targetUrl = `${receiver.url}&tenant=a%3Ab%2fc%20d`
    await control({ targetUrl, subscriptions: creations })
    await addContact('a@example.com')
    const { headers, body } = await receiver.next()
    const isValid = (url: string) =>
      Signature.isValid({
        clientSecret: secret,
        requestBody: body,
        signatureVersion: 'v3',
        method: 'POST',
        url,
        signature: String(headers['x-hubspot-signature-v3']),
        timestamp: Number(headers['x-hubspot-request-timestamp']),
      })
    expect(isValid(`${receiver.url}&tenant=a:b/c%20d`)).toBe(true)
    expect(isValid(targetUrl)).toBe(false)
  },
)

rule(
  'an event tells what happened, to which record and by whom',
  {
    evidence: 'recorded',
    at: webhookGuide,
    says: '[{"eventId":…,"subscriptionId":…,"portalId":…,"appId":…,"occurredAt":…,"subscriptionType":"deal.creation","attemptNumber":0,"objectId":…,"changeFlag":"CREATED","changeSource":"CRM_UI","sourceId":"userId:52530071"}]',
  },
  async () => {
    const { portal, receiver, hubspot } = await open([{ eventType: 'deal.creation' }])
    const { id } = await hubspot.crm.deals.basicApi.create({ properties: { dealname: 'A' } })
    const [own] = (await receiver.next()).events
    expect(own).toEqual({
      eventId: expect.any(Number) as number,
      subscriptionId: expect.any(Number) as number,
      portalId: 148_200_317,
      appId: 2_871_143,
      occurredAt: portal.clock.now(),
      subscriptionType: 'deal.creation',
      attemptNumber: 0,
      objectId: Number(id),
      changeFlag: 'CREATED',
      changeSource: 'INTEGRATION',
      sourceId: '2871143',
    })
    const person = new Client({ accessToken: portal.credentials['personToken'] ?? '', basePath: portal.url })
    await person.crm.deals.basicApi.create({ properties: { dealname: 'B' } })
    expect((await receiver.next()).events).toMatchObject([{ changeSource: 'CRM_UI', sourceId: 'userId:52530071' }])
  },
)

rule(
  'one delivery holds at most 100 events',
  { evidence: 'documented', at: webhookGuide, says: 'A JSON array of up to 100 events.' },
  async () => {
    const { receiver, hubspot } = await open([...creations, { eventType: 'object.creation', objectTypeId: '0-1' }])
    const inputs = Array.from({ length: 60 }, (_, at) => ({ properties: { email: `p${at}@example.com` } }))
    await hubspot.crm.contacts.batchApi.create({ inputs })
    const sizes = [await receiver.next(), await receiver.next()].map(({ events }) => events.length)
    expect(sizes.sort((a, b) => a - b)).toEqual([20, 100])
  },
)

rule(
  'a delivery that fails is sent again, ten attempts within a day, and then given up',
  {
    evidence: 'documented',
    at: webhookGuide,
    says: 'Retried up to 10 times over the next 24 hours with varying delays, after any 4xx or 5xx; attemptNumber starts at 0.',
  },
  async () => {
    const { portal, receiver, addContact, settled } = await open(creations)
    receiver.react(500, 404, 400, 401, 429, 502, 503, 301, 410, 500)
    await addContact('a@example.com')
    const attempts = [await receiver.next()]
    await settled()
    // Nothing comes while the clock stands.
    expect(receiver.waiting()).toBe(0)
    const startedAt = portal.clock.now()
    while (attempts.length < 10) {
      portal.clock.advance(600_000)
      await settled()
      if (receiver.waiting() > 0) attempts.push(await receiver.next())
    }
    expect(portal.clock.now() - startedAt).toBeGreaterThan(12 * 3_600_000)
    expect(portal.clock.now() - startedAt).toBeLessThanOrEqual(24 * 3_600_000)
    expect(attempts.map(({ events }) => events[0]?.['attemptNumber'])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(new Set(attempts.map(({ events }) => JSON.stringify({ ...events[0], attemptNumber: 0 }))).size).toBe(1)
    portal.clock.advance(48 * 3_600_000)
    const { deliveries } = await settled()
    expect(receiver.waiting()).toBe(0)
    expect(deliveries?.[0]).toMatchObject({ outcome: 'given-up' })
  },
)

rule(
  'waits before a new attempt vary from delivery to delivery',
  {
    evidence: 'documented',
    at: webhookGuide,
    says: 'Delays vary, so that retries of many deliveries do not come at once.',
  },
  async () => {
    const { portal, receiver, addContact, settled } = await open(creations)
    const deliveries = ['a', 'b', 'c']
    receiver.react(...deliveries.map(() => 503))
    for (const name of deliveries) await addContact(`${name}@example.com`)
    for (let at = 0; at < deliveries.length; at += 1) await receiver.next()
    const waits = (await settled())['deliveries'] as unknown as readonly { dueAt: number }[]
    const afterMs = waits.map(({ dueAt }) => dueAt - portal.clock.now())
    expect(new Set(afterMs).size).toBe(deliveries.length)
    for (const ms of afterMs) {
      expect(ms).toBeGreaterThanOrEqual(10_000)
      expect(ms).toBeLessThanOrEqual(12_500)
    }
  },
)

rule(
  'no answer in time and a cut connection bring the events back as well',
  {
    evidence: 'documented',
    at: webhookGuide,
    says: 'Retried after a connection failure and when the receiver takes longer than five seconds.',
  },
  async () => {
    const { portal, receiver, addContact, settled } = await open(creations, { webhookTimeoutMs: 500 })
    receiver.react('hold', 'cut')
    await addContact('a@example.com')
    for (const attemptNumber of [0, 1, 2]) {
      expect((await receiver.next()).events).toMatchObject([{ attemptNumber }])
      await settled()
      portal.clock.advance(3_600_000)
    }
    const { deliveries } = await settled()
    expect(deliveries?.[0]).toMatchObject({
      outcome: 'delivered',
      attempts: [{ status: null, failure: 'no answer in time' }, { status: null }, { status: 204, failure: null }],
    })
  },
)

rule(
  'an app gets at most so many requests at the same time',
  { evidence: 'documented', at: webhookGuide, says: 'Concurrency limit of 10 requests per app, configurable above 5.' },
  async () => {
    const { portal, receiver, control } = await open(creations)
    const event = { subscriptionType: 'contact.creation', objectId: 1 }
    const atOnce = async (most: number) => {
      receiver.react(...Array.from({ length: most + 5 }, () => 'hold' as const))
      await control({ emit: Array.from({ length: (most + 5) * 100 }, () => event) })
      for (let at = 0; at < most; at += 1) await receiver.next()
      // Time enough for more to arrive, if there were any.
      for (let at = 0; at < 5; at += 1) await portal.call('GET', '/__sandbox/webhooks')
      expect(receiver.waiting()).toBe(0)
      receiver.answerHeld()
      for (let at = 0; at < 5; at += 1) await receiver.next()
      receiver.answerHeld()
    }
    await atOnce(10)
    await control({ targetUrl: receiver.url, subscriptions: creations, maxConcurrentRequests: 6 })
    await atOnce(6)
  },
)
