import { describe, expect, it } from 'vitest'
import type { Store } from '#ports/store.ts'
import { action, alert, clock, handoff, HERE, id, spell, T0 } from './rows.ts'

export function describeErasedHandoffs(store: () => Store): void {
  describe('handoffs of people who asked to be forgotten', () => {
    const why = 'jane@acme.example works for Acme'
    const telling = {
      reason: why,
      urgencyRule: why,
      routing: [{ rule: 'same-company', candidate: '005A', verdict: 'chosen' as const, why }],
      heldForPool: 'emea',
    }

    it('keep who had them when, and no word of the person; nothing is told or done any more', async () => {
      await store().handoffs.insert(HERE, [
        handoff(1, { ...telling, rejectReason: why, returnAt: T0, state: 'rejected' }),
        handoff(1, { ...telling, id: 'second', cycle: 2 }),
        handoff(2),
      ])
      await store().handoffs.addSpells(HERE, [spell(1, T0, { why }), spell(2, T0)])
      await store().clocks.insert(HERE, [clock(1), clock(2)])
      await store().actions.add(HERE, [action(1), action(2)])
      const told = [alert(1), alert(2), alert(3, { linkId: null, handoffId: 'second' })]
      await store().alerts.add(
        HERE,
        told.map((one) => ({ alert: one, channels: ['desk'] })),
        T0,
      )
      await store().erasure.erase(HERE, { links: [id(1)], hubspotIds: ['1'], salesforceIds: ['00Q1'] }, T0)

      const erased = {
        reason: '',
        urgencyRule: '',
        companyDomain: null,
        pending: {},
        routing: [{ rule: 'same-company', candidate: '005A', verdict: 'chosen' as const, why: '' }],
      }
      const history = await store().handoffs.historyByLinks(HERE, [id(1), id(2)])
      expect(history.get(id(1))).toEqual([
        handoff(1, { ...erased, state: 'rejected' }),
        handoff(1, { ...erased, id: 'second', cycle: 2, state: 'withdrawn' }),
      ])
      expect(history.get(id(2))).toEqual([handoff(2)])
      expect(await store().handoffs.spells(HERE, ['handoff-1', 'handoff-2'])).toEqual(
        new Map([
          ['handoff-1', [spell(1, T0, { why: '' })]],
          ['handoff-2', [spell(2, T0)]],
        ]),
      )
      expect(await store().actions.byClocks(HERE, ['clock-1', 'clock-2'])).toEqual([action(2)])
      expect((await store().alerts.newest(HERE, 10)).map(({ alert: one }) => one)).toEqual([alert(2)])
    })
  })
}
