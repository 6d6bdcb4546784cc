import { createHmac } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { captureSide } from '#app/capture-changes.ts'
import type { Scope } from '#app/scope.ts'
import { createHintTaker } from '#app/take-hints.ts'
import { workInbox } from '#app/work-inbox.ts'
import { listen, type Listening } from '#http/listen.ts'
import { createHttpApp } from '#http/server.ts'
import { company, MINUTE, MONDAY_TEN, mql } from '#support/company.ts'
import { appOptions } from '#support/http-app.ts'
import { quiesce, useWorld } from '#support/world.ts'
import { webhooksOf } from '../../../src/compose/webhooks.ts'

const world = useWorld()
const APP_ID = '2871143'
const TYPES = ['creation', 'deletion', 'restore', 'merge', 'privacyDeletion'].map((kind) => ({
  eventType: `contact.${kind}`,
}))
const changeOf = (propertyName: string) => ({ eventType: 'contact.propertyChange', propertyName })
const SUBSCRIPTIONS = [...TYPES, ...['firstname', 'jobtitle', 'lifecyclestage', 'closedate'].map(changeOf)]

let server: Listening | undefined
afterEach(async () => {
  await control({ targetUrl: null, subscriptions: [] })
  await server?.close(0)
})

/** The sandbox's own controls: what is to be sent, and what was. */
async function control(body?: object): Promise<{ deliveries: { outcome: string }[]; waiting: unknown[] }> {
  const { box } = world()
  const url = `${box.hubspot.url}/__sandbox/webhooks`
  const init = { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  const response = await (body === undefined ? fetch(url) : fetch(url, init))
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as { deliveries: { outcome: string }[]; waiting: unknown[] }
}

/** Tandem's server with HubSpot sending to it. */
async function receive(
  scope: Scope,
  over: { appId?: string; secrets?: readonly string[]; also?: readonly string[] } = {},
) {
  const { box } = world()
  const hints = createHintTaker({ store: scope.store, clock: scope.clock, onTaken: () => undefined })
  const secret = box.hubspot.credentials['clientSecret'] ?? ''
  const door: { app?: ReturnType<typeof createHttpApp> } = {}
  server = await listen({ app: (req, res) => door.app?.(req, res), port: 0, host: '127.0.0.1' })
  const webhooks = webhooksOf(
    { scope, hints },
    { clientSecrets: over.secrets ?? [secret], appId: over.appId, publicUrl: server.url },
  )
  door.app = createHttpApp(appOptions({ options: { webhooks } }))
  await control({
    targetUrl: `${server.url}/webhooks/hubspot`,
    subscriptions: [...SUBSCRIPTIONS, ...(over.also ?? []).map(changeOf)],
  })
  return {
    hints,
    counts: async () => {
      await hints.settled()
      return scope.store.counters.since(scope.connection.id, MONDAY_TEN)
    },
    waiting: () => scope.store.inbox.depth(scope.connection.id, box.clock.now()),
  }
}

/** As HubSpot sends, with its signature. @returns the status of the answer. */
async function send(events: readonly unknown[]): Promise<number> {
  const { box } = world()
  const [url, body, now] = [`${server?.url ?? ''}/webhooks/hubspot`, JSON.stringify(events), String(box.clock.now())]
  const signature = createHmac('sha256', box.hubspot.credentials['clientSecret'] ?? '')
    .update(`POST${url}${body}${now}`)
    .digest('base64')
  const headers = { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': now }
  return (await fetch(url, { method: 'POST', body, headers })).status
}

/** Resolves when nothing is on its way. */
async function settled(): Promise<readonly { outcome: string }[]> {
  for (;;) {
    const { deliveries, waiting } = await control()
    if (waiting.length === 0 && deliveries.every(({ outcome }) => outcome !== 'waiting' && outcome !== 'sending'))
      return deliveries
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

const person = (name: string) => ({
  email: `${name}@buyers.example`,
  firstname: 'Pat',
  lastname: name,
  company: 'Works',
  lifecyclestage: 'marketingqualifiedlead',
})

describe('what HubSpot tells by itself', () => {
  it('reaches Salesforce without a poll', async () => {
    const { begin, box, marketing, sales } = world()
    const scope = await begin(company({ contacts: [mql('dora')] }))
    await quiesce(scope, box)
    const { waiting, counts } = await receive(scope)
    box.clock.advance(MINUTE)
    await marketing.edit('dora@buyers.example', { firstname: 'Theodora' })
    await settled()
    expect((await waiting()).total).toBe(1)
    await workInbox(scope, 'test')
    expect(await sales.one('SELECT FirstName FROM Lead')).toMatchObject({ FirstName: 'Theodora' })
    expect(await counts()).toMatchObject({ 'webhook-events': 1, 'webhook-refused': 0 })
  })

  it('may come twice, late and out of order, and some of it never: nobody is doubled and nobody missed', async () => {
    const { begin, box, marketing, sales } = world()
    const stages = ['marketingqualifiedlead']
    const selection = { marketingContacts: 'any' as const, stages, optedOut: 'exclude' as const }
    const scope = await begin(company(), { selection })
    await quiesce(scope, box)
    await receive(scope, { appId: APP_ID })
    await control({ mishaps: { lose: 0.3, duplicate: 0.5, order: 'shuffled' }, sending: 'paused' })
    const names = Array.from({ length: 12 }, (_, at) => `p${at}`)
    for (const name of names) await marketing.create(person(name))
    box.clock.advance(MINUTE)
    for (const name of names) await marketing.edit(`${name}@buyers.example`, { firstname: `New ${name}` })
    await control({ sending: 'running' })
    await settled()
    await workInbox(scope, 'test')
    await control({ replay: 'all' })
    await settled()
    await quiesce(scope, box)
    const leads = await sales.query('SELECT Email, FirstName FROM Lead')
    expect(leads.map((lead) => String(lead['FirstName'])).sort()).toEqual(names.map((name) => `New ${name}`).sort())
    expect(await sales.query('SELECT Id FROM Task')).toHaveLength(12)
  })

  it('of its own writes is counted and dropped once the app is named', async () => {
    const { begin, box, marketing } = world()
    const scope = await begin(company({ contacts: [mql('dora')] }))
    const also = ['tandem_salesforce_id', 'tandem_sales_owner_email']
    const { waiting, counts } = await receive(scope, { appId: APP_ID, also })
    await quiesce(scope, box)
    await settled()
    const { echoes, 'webhook-events': told } = await counts()
    expect(told).toBeGreaterThan(0)
    expect(echoes).toBeGreaterThanOrEqual(told)
    expect((await waiting()).total).toBe(0)
    expect((await marketing.contact('dora@buyers.example')).properties['tandem_salesforce_id']).toBeTruthy()
  })

  it('of fields that nobody reads is counted and dropped', async () => {
    const { begin, box, marketing } = world()
    const scope = await begin(company({ contacts: [mql('dora')] }))
    await quiesce(scope, box)
    const { waiting, counts } = await receive(scope, { also: ['hs_lead_status'] })
    box.clock.advance(MINUTE)
    await marketing.edit('dora@buyers.example', { hs_lead_status: 'NEW' })
    await settled()
    expect((await waiting()).total).toBe(0)
    expect(await counts()).toMatchObject({ 'webhook-events': 1, 'events-ignored': 1 })
  })

  it('of a kind that Tandem does not know, of another portal, or that is none at all, is counted with the others', async () => {
    const { begin, box } = world()
    const scope = await begin(company({ contacts: [] }))
    const { counts } = await receive(scope)
    const event = (over: object) => ({
      subscriptionType: 'contact.creation',
      portalId: Number(scope.connection.portalId),
      objectId: 1,
      occurredAt: box.clock.now(),
      ...over,
    })
    const events = [event({}), event({ subscriptionType: 'conversation.creation' }), event({ portalId: 1 }), {}, 'x']
    expect(await send(events)).toBe(204)
    expect(await counts()).toMatchObject({ 'webhook-events': 5, 'events-ignored': 4 })
    expect(await send([event({ portalId: 1 }), {}])).toBe(404)
  })

  it('of a record that is gone, or was two, takes the way a poll would take', async () => {
    const { begin, box, marketing, sales } = world()
    const scope = await begin(company({ contacts: [mql('dora'), mql('emil'), mql('fritz')] }))
    await quiesce(scope, box)
    const { waiting } = await receive(scope)
    box.clock.advance(MINUTE)
    const [dora, emil, fritz] = await Promise.all(
      ['dora', 'emil', 'fritz'].map((name) => marketing.contact(`${name}@buyers.example`)),
    )
    const merged = await marketing.merge(dora?.id ?? '', emil?.id ?? '')
    await marketing.archive('contacts', fritz?.id ?? '')
    await settled()
    expect((await waiting()).total).toBeGreaterThanOrEqual(3)
    await workInbox(scope, 'test')
    const links = await scope.store.links.byHubspotIds(scope.connection.id, 'person', [merged, fritz?.id ?? ''])
    expect(links.get(merged)?.state).toBe('active')
    expect(links.get(fritz?.id ?? '')?.state).toBe('unlinked')
    expect(await sales.query('SELECT Id FROM Lead')).toHaveLength(3)
  })

  it('of a person who asked to be forgotten stays that, although a deletion is told as well', async () => {
    const { begin, box, marketing } = world()
    const scope = await begin(company({ contacts: [mql('dora')] }))
    await quiesce(scope, box)
    const { counts } = await receive(scope)
    box.clock.advance(MINUTE)
    const { id: objectId } = await marketing.contact('dora@buyers.example')
    await marketing.call('POST', 'objects/contacts/gdpr-delete', { objectId })
    await settled()
    expect(await counts()).toMatchObject({ 'webhook-events': 2 })
    const contacts = { side: 'hubspot', object: 'contacts' } as const
    const how = { limit: 10, leaseMs: 1, worker: 'test', now: box.clock.now() }
    expect(await scope.store.inbox.lease(scope.connection.id, [contacts], how)).toMatchObject([
      { recordId: objectId, kind: 'privacy-deleted' },
    ])
  })
})

describe('whoever cannot prove to be HubSpot', () => {
  it('is turned away, and it is counted', async () => {
    const { begin, box, marketing } = world()
    const scope = await begin(company({ contacts: [mql('dora')] }))
    await quiesce(scope, box)
    const { waiting, counts } = await receive(scope, { secrets: ['another secret'] })
    box.clock.advance(MINUTE)
    await marketing.edit('dora@buyers.example', { firstname: 'Theodora' })
    while ((await control()).deliveries.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect((await waiting()).total).toBe(0)
    // HubSpot may have tried again meanwhile.
    const { 'webhook-refused': refused, 'webhook-events': taken } = await counts()
    expect(taken).toBe(0)
    expect(refused).toBeGreaterThanOrEqual(1)
    await control({ targetUrl: null })
    // The change itself is found by the poll.
    expect((await captureSide(scope, 'hubspot')).added).toBe(1)
  })

  it('passes with either secret while the secret is being replaced', async () => {
    const { begin, box, marketing } = world()
    const scope = await begin(company({ contacts: [mql('dora')] }))
    await quiesce(scope, box)
    const { waiting } = await receive(scope, { secrets: ['new', box.hubspot.credentials['clientSecret'] ?? ''] })
    box.clock.advance(MINUTE)
    await marketing.edit('dora@buyers.example', { firstname: 'Theodora' })
    await settled()
    expect((await waiting()).total).toBe(1)
  })
})
