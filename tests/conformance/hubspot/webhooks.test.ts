import { Client, Signature } from '@hubspot/api-client'
import { afterEach, expect } from 'vitest'
import type { HubSpotSettings } from '#sandbox/hubspot/settings.ts'
import { rule } from '../rule.ts'
import type { WebhookPortal } from './webhook-portal.ts'
import { openWebhookPortal, webhookGuide } from './webhook-portal.ts'

let hooks: WebhookPortal
afterEach(() => hooks.close())

async function open(subscriptions: readonly object[], settings: Partial<HubSpotSettings> = {}, answerAfterMs = 0) {
  hooks = await openWebhookPortal(subscriptions, settings, answerAfterMs)
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
  'no answer in time and a cut connection bring the events back as well',
  {
    evidence: 'documented',
    at: webhookGuide,
    says: 'Retried after a connection failure and when the receiver takes longer than five seconds.',
  },
  async () => {
    const { portal, receiver, addContact, settled } = await open(creations, { webhookTimeoutMs: 60 })
    receiver.react('silence', 'cut')
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
    const { receiver, control } = await open(creations, {}, 15)
    const event = { subscriptionType: 'contact.creation', objectId: 1 }
    await control({ emit: Array.from({ length: 2_500 }, () => event) })
    expect(await receiver.events(2_500)).toHaveLength(2_500)
    expect(receiver.mostAtOnce()).toBe(10)
    await control({ targetUrl: receiver.url, subscriptions: creations, maxConcurrentRequests: 6 })
  },
)

rule(
  'eventId is not unique',
  {
    evidence: 'documented',
    at: webhookGuide,
    says: '"This value is not guaranteed to be unique." The subscription, the record, the property and the instant belong to the key.',
  },
  async () => {
    const { receiver, hubspot } = await open(creations)
    const inputs = (from: number) =>
      Array.from({ length: 60 }, (_, at) => ({ properties: { email: `p${from + at}@example.com` } }))
    await hubspot.crm.contacts.batchApi.create({ inputs: inputs(0) })
    await hubspot.crm.contacts.batchApi.create({ inputs: inputs(60) })
    const events = await receiver.events(120)
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBeLessThan(120)
    expect(new Set(events.map(({ objectId }) => objectId)).size).toBe(120)
    await hooks.close()
    const unique = await open(creations, { webhookEventIds: 'unique' })
    await unique.hubspot.crm.contacts.batchApi.create({ inputs: inputs(0) })
    const ids = (await unique.receiver.events(60)).map(({ eventId }) => eventId)
    expect(new Set(ids).size).toBe(60)
  },
)

rule(
  'events may come twice, in another order, or not at all',
  {
    evidence: 'documented',
    at: webhookGuide,
    says: 'Order is not guaranteed and duplicates are possible; a delivery that fails for a day is lost.',
  },
  async () => {
    const { receiver, control, addContact, settled } = await open(creations)
    const made = async (count: number, from: number) => {
      await control({ sending: 'paused' })
      const ids: number[] = []
      for (let at = 0; at < count; at += 1) ids.push(Number(await addContact(`p${from + at}@example.com`)))
      await settledWhilePaused()
      await control({ sending: 'running' })
      return ids
    }
    const settledWhilePaused = async () => {
      expect(receiver.waiting()).toBe(0)
      expect((await hooks.portal.call('GET', '/__sandbox/webhooks')).json['waiting']).not.toEqual([])
    }
    await control({ mishaps: { duplicate: 1, order: 'shuffled' } })
    const ids = await made(12, 0)
    const told = (await receiver.events(24)).map(({ objectId }) => Number(objectId))
    expect([...told].sort((a, b) => a - b)).toEqual(ids.flatMap((id) => [id, id]))
    expect(told).not.toEqual(ids.flatMap((id) => [id, id]))

    await control({ mishaps: { lose: 0.5, duplicate: 0, order: 'as-happened' } })
    const more = await made(20, 100)
    await settled()
    const kept = (await receiver.next()).events.map(({ objectId }) => Number(objectId))
    expect(receiver.waiting()).toBe(0)
    expect(kept.length).toBeGreaterThan(3)
    expect(kept.length).toBeLessThan(17)
    expect(kept).toEqual(more.filter((id) => kept.includes(id)))
  },
)

rule(
  'delivered events can be sent again and others made up',
  {
    evidence: 'assumed',
    at: 'sandbox/hubspot/webhooks/control.ts',
    says: 'A control of the sandbox; HubSpot has none.',
  },
  async () => {
    const { receiver, control, addContact, settled } = await open(creations)
    await addContact('a@example.com')
    const first = await receiver.next()
    await settled()
    await control({ replay: 'all' })
    expect((await receiver.next()).events).toEqual(first.events)
    await control({ emit: { subscriptionType: 'contact.deletion', objectId: 9, changeFlag: 'DELETED' } })
    expect((await receiver.next()).events).toMatchObject([
      { subscriptionType: 'contact.deletion', objectId: 9, portalId: 148_200_317, attemptNumber: 0 },
    ])
  },
)

rule(
  'what is on its way survives a snapshot and an older snapshot is understood',
  { evidence: 'assumed', at: 'sandbox/hubspot/webhooks/state.ts', says: 'A restored portal goes on sending.' },
  async () => {
    const { portal, receiver, addContact, settled } = await open(creations)
    receiver.react(500)
    await addContact('a@example.com')
    await receiver.next()
    await settled()
    const snapshot = portal.sandbox.snapshot()
    portal.sandbox.restore({ ...snapshot, webhooks: { targetUrl: null, clientSecret: null, subscriptions: [] } })
    portal.clock.advance(60_000)
    await settled()
    expect(receiver.waiting()).toBe(0)
    portal.sandbox.restore(snapshot)
    expect((await receiver.next()).events).toMatchObject([{ attemptNumber: 1 }])
    const subscriptions = [
      { id: 7, eventType: 'contact.creation', propertyName: null, objectTypeId: null, active: true },
    ]
    portal.sandbox.restore({ ...snapshot, webhooks: { targetUrl: receiver.url, clientSecret: null, subscriptions } })
    await addContact('b@example.com')
    expect((await receiver.next()).events).toMatchObject([{ subscriptionId: 7 }])
  },
)
