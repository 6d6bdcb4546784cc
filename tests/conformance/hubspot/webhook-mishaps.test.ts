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
    at: 'sandbox/hubspot/controls/webhooks.ts',
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

rule(
  'with a running clock retries come by themselves, and none after the portal is closed',
  {
    evidence: 'assumed',
    at: 'sandbox/hubspot/webhooks/start.ts',
    says: 'Waits run on the sandbox clock; closing ends all timers.',
  },
  async () => {
    const { portal, receiver, addContact, settled } = await open(creations, { webhookRetryMs: [20, 60_000] })
    portal.clock.release()
    receiver.react(500, 500)
    await addContact('a@example.com')
    expect((await receiver.next()).events).toMatchObject([{ attemptNumber: 0 }])
    expect((await receiver.next()).events).toMatchObject([{ attemptNumber: 1 }])
    await settled()
    await portal.sandbox.close()
    portal.clock.advance(3_600_000)
    await new Promise((resolve) => setImmediate(resolve))
    expect(receiver.waiting()).toBe(0)
  },
)
