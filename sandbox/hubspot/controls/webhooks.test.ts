import { afterEach, beforeEach, expect, it } from 'vitest'
import type { TestPortal } from '../test-portal.ts'
import { openTestPortal } from '../test-portal.ts'

let portal: TestPortal
beforeEach(async () => {
  portal = await openTestPortal()
})
afterEach(() => portal.close())

it('says what is wrong with an order', async () => {
  const targetUrl = 'http://127.0.0.1:1/'
  for (const [body, reason] of [
    [
      { target: targetUrl },
      'the body has no "target": it has targetUrl, mishaps, emit, replay, sending, appId, clientSecret, maxConcurrentRequests, subscriptions',
    ],
    [{}, 'one of targetUrl, mishaps, emit, replay, sending is expected'],
    [{ subscriptions: [] }, 'one of targetUrl, mishaps, emit, replay, sending is expected'],
    [{ sending: 'running', subscriptions: [] }, 'subscriptions goes with a targetUrl'],
    [
      { targetUrl, subscriptions: [{ eventType: 'contact.creation', propName: 'x' }] },
      'a subscription has no "propName": it has eventType, subscriptionType, propertyName, objectTypeId, active',
    ],
    [{ mishaps: { loose: 1 } }, 'mishaps has no "loose": it has lose, duplicate, order'],
    [{ targetUrl: 7 }, 'targetUrl must be a URL or null'],
    [{ targetUrl, subscriptions: {} }, 'subscriptions must be an array'],
    [{ targetUrl, subscriptions: [{ eventType: 'contact.applause' }] }, 'there is no event type contact.applause'],
    [{ targetUrl, subscriptions: [{ eventType: 'deal.propertyChange' }] }, 'a propertyChange needs a propertyName'],
    [{ mishaps: { lose: 2 } }, 'lose and duplicate are shares from 0 to 1'],
    [{ mishaps: { order: 'random' } }, 'order is "shuffled" or "as-happened"'],
    [{ emit: [1] }, 'an event must be a JSON object'],
    [{ replay: 'some' }, 'replay is "all" or a list of delivery ids'],
    [{ sending: 'stopped' }, 'sending is "paused" or "running"'],
  ] as const) {
    const { status, text } = await portal.call('POST', '/__sandbox/webhooks', body)
    expect(status).toBe(400)
    expect(JSON.parse(text)).toEqual({ error: reason })
  }
})

it('leaves an app as it was when one of its subscriptions cannot be', async () => {
  const before = { targetUrl: 'http://127.0.0.1:1/', subscriptions: [{ eventType: 'contact.creation' }] }
  await portal.call('POST', '/__sandbox/webhooks', before)
  const wrong = { targetUrl: 'http://127.0.0.1:2/', subscriptions: [{ eventType: 'contact.applause' }] }
  expect((await portal.call('POST', '/__sandbox/webhooks', wrong)).status).toBe(400)
  expect((await portal.call('GET', '/__sandbox/webhooks')).json).toMatchObject(before)
})
