import { describe, expect, it } from 'vitest'
import type { StoredDelivery } from '#ports/store/alerts.ts'
import type { Store } from '#ports/store.ts'
import { alert, ELSEWHERE, HERE, MINUTE, T0 } from './rows.ts'

const NOW = T0 + MINUTE
const LATER = NOW + MINUTE

const delivery = (n: number, channel: string, overrides: Partial<StoredDelivery> = {}): StoredDelivery => ({
  id: `breach/clock-${n}/${channel}`,
  alert: alert(n),
  channel,
  state: 'waiting',
  attempts: 0,
  nextTryAt: T0 + 10,
  messageId: null,
  sentAt: null,
  note: null,
  ...overrides,
})
const ONE = 'breach/clock-1/desk'

export function describeAlerts(store: () => Store): void {
  const tell = (n: number, ...channels: readonly string[]) =>
    store().alerts.add(HERE, [{ alert: alert(n), channels }], T0 + 10)
  const lease = async (worker: string, now = NOW, limit = 10): Promise<readonly string[]> =>
    (await store().alerts.lease(HERE, worker, now, now + MINUTE, limit)).map(({ id }) => id)
  const all = () => store().alerts.newest(HERE, 10)

  describe('alerts', () => {
    it('are kept once, with a delivery for each channel', async () => {
      await tell(1, 'desk', 'email:ada@example.com', 'desk')
      await store().alerts.add(
        HERE,
        [
          { alert: alert(1, { kind: 'warning' }), channels: ['desk', 'elsewhere'] },
          { alert: alert(2, { linkId: null, handoffId: null, ownerEmail: null }), channels: ['desk'] },
          { alert: alert(2), channels: ['chat'] },
          { alert: alert(3), channels: [] },
        ],
        NOW,
      )
      const second = alert(2, { linkId: null, handoffId: null, ownerEmail: null })
      expect(await all()).toEqual([
        delivery(2, 'desk', { alert: second, nextTryAt: NOW }),
        delivery(1, 'email:ada@example.com'),
        delivery(1, 'desk'),
      ])
      await tell(3, 'desk')
      expect(await store().alerts.newest(HERE, 1)).toEqual([delivery(2, 'desk', { alert: second, nextTryAt: NOW })])
      expect(await store().alerts.byHandoffs(HERE, ['handoff-1', 'handoff-2'])).toEqual([
        delivery(1, 'desk'),
        delivery(1, 'email:ada@example.com'),
      ])
      expect(await store().alerts.byHandoffs(ELSEWHERE, ['handoff-1'])).toEqual([])
    })

    it('of two connections may have one id', async () => {
      await tell(1, 'desk')
      await store().alerts.add(ELSEWHERE, [{ alert: alert(1), channels: ['desk'] }], NOW)
      expect(await all()).toEqual([delivery(1, 'desk')])
      expect(await store().alerts.newest(ELSEWHERE, 10)).toEqual([delivery(1, 'desk', { nextTryAt: NOW })])
      await store().alerts.lease(ELSEWHERE, 'w1', NOW, LATER, 10)
      await store().alerts.sent(HERE, 'w1', [ONE], NOW)
      await store().alerts.sent(ELSEWHERE, 'w1', [ONE], NOW)
      expect(await all()).toEqual([delivery(1, 'desk')])
      expect(await store().alerts.sentSince(HERE, 0)).toEqual(new Map())
      expect(await store().alerts.sentSince(ELSEWHERE, 0)).toEqual(new Map([['desk', 1]]))
    })

    it('are leased oldest first, each to one worker', async () => {
      await tell(2, 'desk')
      await tell(1, 'desk', 'chat')
      expect(await lease('w1', T0 + 9)).toEqual([])
      expect(await lease('w1', NOW, 2)).toEqual(['breach/clock-1/chat', ONE])
      expect(await lease('w2')).toEqual(['breach/clock-2/desk'])
      expect(await lease('w3')).toEqual([])
    })

    it('are carried by the message that was named before it was sent, on every repeat', async () => {
      await tell(1, 'desk')
      await tell(2, 'desk')
      await lease('w1')
      await store().alerts.assign(HERE, 'w1', [{ messageId: 'm1', deliveries: [ONE, 'breach/clock-2/desk'] }])
      // The process died; somebody else goes on.
      const again = await store().alerts.lease(HERE, 'w2', LATER, LATER + MINUTE, 10)
      expect(again.map(({ messageId }) => messageId)).toEqual(['m1', 'm1'])
      await store().alerts.assign(HERE, 'w2', [{ messageId: 'm2', deliveries: [ONE] }])
      await store().alerts.sent(HERE, 'w2', [ONE], LATER)
      expect(await store().alerts.byHandoffs(HERE, ['handoff-1'])).toEqual([
        delivery(1, 'desk', { state: 'sent', sentAt: LATER, messageId: 'm1' }),
      ])
      expect(await store().alerts.sentSince(HERE, LATER)).toEqual(new Map([['desk', 1]]))
      expect(await store().alerts.sentSince(HERE, LATER + 1)).toEqual(new Map())
      expect(await lease('w3', LATER + MINUTE)).toEqual(['breach/clock-2/desk'])
    })

    it('are not touched by who lost the lease', async () => {
      await tell(1, 'desk')
      await lease('w1')
      expect(await lease('w2', LATER)).toEqual([ONE])
      await store().alerts.assign(HERE, 'w1', [{ messageId: 'lost', deliveries: [ONE] }])
      await store().alerts.retry(HERE, 'w1', [{ id: ONE, nextTryAt: 0, note: 'lost' }])
      await store().alerts.park(HERE, 'w1', [ONE], 'lost')
      await store().alerts.sent(HERE, 'w1', [ONE], LATER)
      expect(await all()).toEqual([delivery(1, 'desk')])
      expect(await lease('w3', LATER)).toEqual([])
      await store().alerts.sent(HERE, 'w2', [ONE], LATER)
      expect(await all()).toEqual([delivery(1, 'desk', { state: 'sent', sentAt: LATER })])
    })

    it('are tried again later', async () => {
      await tell(1, 'desk')
      await lease('w1')
      await store().alerts.retry(HERE, 'w1', [{ id: ONE, nextTryAt: LATER, note: 'HTTP 503' }])
      expect(await all()).toEqual([delivery(1, 'desk', { attempts: 1, nextTryAt: LATER, note: 'HTTP 503' })])
      expect(await lease('w1', LATER - 1)).toEqual([])
      expect(await lease('w1', LATER)).toEqual([ONE])
    })

    it('are forgotten when they are old, but for what still waits and what says how the sync is', async () => {
      await tell(1, 'desk')
      await tell(2, 'desk')
      await tell(3, 'desk')
      await store().alerts.add(HERE, [{ alert: alert(4, { id: 'sync', kind: 'sync-broken' }), channels: [] }], T0)
      await lease('w1', NOW, 2)
      await store().alerts.sent(HERE, 'w1', ['breach/clock-1/desk'], NOW)
      await store().alerts.park(HERE, 'w1', ['breach/clock-2/desk'], 'no address')
      expect(await store().alerts.forget(ELSEWHERE, LATER, 10)).toEqual({ alerts: 0, parked: 0 })
      expect(await store().alerts.forget(HERE, T0 + 1, 10)).toEqual({ alerts: 0, parked: 0 })
      expect(await store().alerts.forget(HERE, LATER, 1)).toEqual({ alerts: 1, parked: 0 })
      expect(await store().alerts.forget(HERE, LATER, 10)).toEqual({ alerts: 1, parked: 1 })
      expect((await all()).map(({ id }) => id)).toEqual(['breach/clock-3/desk'])
      expect(await store().alerts.lastOf(HERE, ['sync-broken'])).toMatchObject({ id: 'sync' })
    })

    it('are parked for a channel that has to be mended, and go on when it is', async () => {
      await tell(1, 'desk', 'chat')
      await lease('w1')
      await store().alerts.park(HERE, 'w1', [ONE, 'breach/clock-1/chat'], 'HTTP 404: the webhook is gone')
      expect(await lease('w2', LATER)).toEqual([])
      expect((await all()).map(({ state, note }) => [state, note])).toEqual([
        ['parked', 'HTTP 404: the webhook is gone'],
        ['parked', 'HTTP 404: the webhook is gone'],
      ])
      expect(await store().alerts.resume(ELSEWHERE, 'all', LATER)).toBe(0)
      expect(await store().alerts.resume(HERE, 'desk', LATER)).toBe(1)
      expect(await lease('w2', LATER)).toEqual([ONE])
      expect(await store().alerts.resume(HERE, 'all', LATER)).toBe(1)
      expect(await lease('w3', LATER)).toEqual(['breach/clock-1/chat'])
    })
  })
}
