import { Client } from '@hubspot/api-client'
import { SubscriptionCreateRequestEventTypeEnum as EventType } from '@hubspot/api-client/lib/codegen/webhooks/models/SubscriptionCreateRequest.js'
import { afterEach, expect } from 'vitest'
import { rule } from '../rule.ts'
import { apiRequest, officialClient } from './official.ts'
import type { WebhookPortal } from './webhook-portal.ts'
import { openWebhookPortal, webhookGuide } from './webhook-portal.ts'

const appId = 2_871_143

let hooks: WebhookPortal
afterEach(() => hooks.close())

/** A client with the developer's key and no token, as for everything that belongs to apps. */
async function open(subscriptions: readonly object[] = []) {
  hooks = await openWebhookPortal(subscriptions)
  const developer = new Client({
    developerApiKey: hooks.portal.credentials['developerKey'] ?? '',
    basePath: hooks.portal.url,
  })
  return developer.webhooks
}

const throttling = { maxConcurrentRequests: 10 }

rule(
  'webhook settings take the developer key and no bearer token',
  {
    evidence: 'reported',
    at: webhookGuide,
    says: 'hapikey of the developer account in the address; a bearer token gets 401.',
  },
  async () => {
    const webhooks = await open()
    expect((await webhooks.settingsApi.getAll(appId)).targetUrl).toBe(hooks.receiver.url)
    const bearer = officialClient(hooks.portal)
    await expect(bearer.webhooks.settingsApi.getAll(appId)).rejects.toMatchObject({
      code: 401,
      body: { category: 'INVALID_AUTHENTICATION' },
    })
    expect((await apiRequest(bearer, { path: `/webhooks/2026-03/${appId}/subscriptions` })).status).toBe(401)
    const wrong = new Client({ developerApiKey: 'guess', basePath: hooks.portal.url })
    await expect(wrong.webhooks.subscriptionsApi.getAll(appId)).rejects.toMatchObject({ code: 401 })
    await expect(webhooks.settingsApi.getAll(1)).rejects.toMatchObject({ code: 404 })
  },
)

rule(
  'settings name the address and how many requests may be open',
  {
    evidence: 'documented',
    at: webhookGuide,
    says: 'targetUrl must use HTTPS, maxConcurrentRequests be greater than five; after DELETE "Event subscriptions will not be deleted, but will be paused until another webhook is created".',
  },
  async () => {
    const webhooks = await open([{ eventType: 'contact.creation' }])
    const { url } = hooks.receiver
    const set = await webhooks.settingsApi.configure(appId, { targetUrl: 'https://example.com/hook', throttling })
    expect(set).toMatchObject({ targetUrl: 'https://example.com/hook', throttling })
    expect(set.createdAt).toBeInstanceOf(Date)
    await expect(
      webhooks.settingsApi.configure(appId, { targetUrl: 'http://example.com/hook', throttling }),
    ).rejects.toMatchObject({ code: 400, body: { category: 'VALIDATION_ERROR' } })
    await expect(
      webhooks.settingsApi.configure(appId, { targetUrl: url, throttling: { maxConcurrentRequests: 5 } }),
    ).rejects.toMatchObject({ code: 400 })
    await webhooks.settingsApi.clear(appId)
    await expect(webhooks.settingsApi.getAll(appId)).rejects.toMatchObject({ code: 404 })
    expect((await webhooks.subscriptionsApi.getAll(appId)).results).toHaveLength(1)
    await hooks.addContact('a@example.com')
    await hooks.settled()
    expect(hooks.receiver.waiting()).toBe(0)
    await webhooks.settingsApi.configure(appId, { targetUrl: url, throttling })
    await hooks.addContact('b@example.com')
    expect((await hooks.receiver.next()).events).toHaveLength(1)
  },
)

rule(
  'a subscription is made silent, set to work, and taken away',
  {
    evidence: 'documented',
    at: webhookGuide,
    says: '201; active "defaults to false"; ids are text here and numbers in events; eventType here, subscriptionType in events.',
  },
  async () => {
    const { subscriptionsApi } = await open()
    const made = await subscriptionsApi.create(appId, { eventType: EventType.ContactCreation, active: false })
    expect(made).toMatchObject({ eventType: 'contact.creation', active: false })
    expect(made.id).toMatch(/^\d+$/)
    const id = Number(made.id)
    await hooks.addContact('a@example.com')
    await hooks.settled()
    expect(hooks.receiver.waiting()).toBe(0)
    expect((await subscriptionsApi.update(id, appId, { active: true })).active).toBe(true)
    await hooks.addContact('b@example.com')
    expect((await hooks.receiver.next()).events).toMatchObject([{ subscriptionId: id }])
    expect(await subscriptionsApi.getById(id, appId)).toMatchObject({ id: made.id, active: true })
    await subscriptionsApi.archive(id, appId)
    await expect(subscriptionsApi.getById(id, appId)).rejects.toMatchObject({ code: 404 })
    expect((await subscriptionsApi.getAll(appId)).results).toEqual([])
  },
)

rule(
  'a subscription has to name what it needs, and some properties cannot be had',
  {
    evidence: 'documented',
    at: webhookGuide,
    says: 'propertyName is for propertyChange; num_unique_conversion_events and hs_lastmodifieddate are not subscribable.',
  },
  async () => {
    const { subscriptionsApi } = await open()
    const refused = { code: 400, body: { category: 'VALIDATION_ERROR' } }
    const propertyChange = { eventType: EventType.ContactPropertyChange, active: true }
    for (const wanted of [
      propertyChange,
      { ...propertyChange, propertyName: 'num_unique_conversion_events' },
      { ...propertyChange, propertyName: 'hs_lastmodifieddate' },
      { eventType: 'contact.applause' as EventType, active: true },
      { eventType: EventType.ObjectCreation, active: true },
    ])
      await expect(subscriptionsApi.create(appId, wanted)).rejects.toMatchObject(refused)
    const made = await subscriptionsApi.create(appId, { ...propertyChange, propertyName: 'lastmodifieddate' })
    expect(made).toMatchObject({ propertyName: 'lastmodifieddate', active: true })
    const general = { eventType: EventType.ObjectCreation, objectTypeId: '0-27', active: true }
    expect(await subscriptionsApi.create(appId, general)).toMatchObject({ objectTypeId: '0-27' })
  },
)

rule(
  'an app has at most 1,000 subscriptions',
  { evidence: 'documented', at: webhookGuide, says: 'Up to 1,000 subscriptions per app.' },
  async () => {
    const { subscriptionsApi } = await open(Array.from({ length: 999 }, () => ({ eventType: 'deal.creation' })))
    const wanted = { eventType: EventType.ContactCreation, active: true }
    await subscriptionsApi.create(appId, wanted)
    await expect(subscriptionsApi.create(appId, wanted)).rejects.toMatchObject({ code: 400 })
  },
)

rule(
  'several subscriptions change at once, those that are not there are named',
  { evidence: 'documented', at: webhookGuide, says: '200, or 207 with errors.' },
  async () => {
    const { subscriptionsApi } = await open([{ eventType: 'contact.creation' }, { eventType: 'contact.deletion' }])
    const { results } = await subscriptionsApi.getAll(appId)
    const inputs = results.map(({ id }) => ({ id: Number(id), active: false }))
    const all = await subscriptionsApi.updateBatch(appId, { inputs })
    expect(all.status).toBe('COMPLETE')
    expect(all.results.map(({ active }) => active)).toEqual([false, false])
    const partly = await subscriptionsApi.updateBatch(appId, { inputs: [...inputs, { id: 1, active: true }] })
    expect(partly).toMatchObject({ numErrors: 1, errors: [{ context: { id: ['1'] } }] })
    expect(partly.results).toHaveLength(2)
  },
)

rule(
  'the dated paths are the same',
  {
    evidence: 'documented',
    at: 'https://developers.hubspot.com/docs/developer-tooling/platform/versioning',
    says: '/webhooks/v3/{appId} is /webhooks/2026-03/{appId}.',
  },
  async () => {
    await open([{ eventType: 'contact.creation' }])
    const call = (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object) =>
      apiRequest(officialClient(hooks.portal), {
        method,
        path: `/webhooks/2026-03/${appId}/${path}`,
        qs: { hapikey: hooks.portal.credentials['developerKey'] ?? '' },
        ...(body === undefined ? {} : { body }),
      })
    const settings = { targetUrl: hooks.receiver.url, throttling }
    expect((await call('PUT', 'settings', settings)).json).toMatchObject(settings)
    expect((await call('GET', 'settings')).status).toBe(200)
    const made = await call('POST', 'subscriptions', { eventType: 'deal.deletion', active: true })
    expect(made.status).toBe(201)
    const path = `subscriptions/${Number(made.json['id'])}`
    expect((await call('PATCH', path, { active: false })).json).toMatchObject({ active: false })
    expect((await call('GET', path)).json).toMatchObject({ eventType: 'deal.deletion' })
    const inputs = [{ id: Number(made.json['id']), active: true }]
    expect((await call('POST', 'subscriptions/batch/update', { inputs })).status).toBe(200)
    expect((await call('DELETE', path)).status).toBe(204)
    expect((await call('GET', 'subscriptions')).json['results']).toHaveLength(1)
    expect((await call('DELETE', 'settings')).status).toBe(204)
  },
)
