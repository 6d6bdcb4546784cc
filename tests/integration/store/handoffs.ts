import { describe, expect, it } from 'vitest'
import type { HandoffChange } from '#ports/store/handoffs.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import type { Store } from '#ports/store.ts'
import { action, alert, clock, ELSEWHERE, handoff, HERE, id, spell, T0 } from './rows.ts'

/** Every key that may change, with a value that differs from that of `handoff`. */
const EVERYTHING: Required<Omit<HandoffChange, 'id'>> = {
  taskId: '00T1',
  taskPrint: '{}',
  ownerId: '005B',
  ownerName: 'Bob',
  ownerEmail: 'bob@example.com',
  ownerRule: 'reassigned',
  routing: [],
  routingVersion: 7,
  queueId: '00G1',
  heldForPool: 'emea',
  reassignments: 2,
  policy: 'fast',
  urgency: 'low',
  urgencyRule: 'default',
  state: 'rejected',
  acceptedAt: T0 + 1,
  salesQualifiedAt: T0 + 2,
  rejectedAt: T0 + 3,
  rejectedBy: '005B',
  rejectReason: 'no budget',
  returnAt: T0 + 4,
  ownerAgreed: '00G1',
  saidBy: 'accepted by Ana in Tandem',
  pending: { Status: null, Rating: 'Cold' },
  staysBecause: 'opted out',
  returnLookAt: T0 + 5,
}
const CLEARED = {
  taskId: null,
  ownerEmail: null,
  queueId: null,
  heldForPool: null,
  policy: null,
  acceptedAt: null,
  salesQualifiedAt: null,
  rejectedAt: null,
  rejectedBy: null,
  rejectReason: null,
  returnAt: null,
  ownerAgreed: null,
  pending: {},
} satisfies Omit<HandoffChange, 'id'>

export function describeHandoffs(store: () => Store): void {
  const one = async (name: string): Promise<Handoff | undefined> =>
    (await store().handoffs.byIds(HERE, [name])).get(name)

  describe('handoffs', () => {
    it('are one per person and cycle', async () => {
      expect(await store().handoffs.insert(HERE, [handoff(1), handoff(2)])).toEqual(new Set(['handoff-1', 'handoff-2']))
      const again = [handoff(1, { id: 'other' }), handoff(1, { id: 'again', cycle: 2 })]
      expect(await store().handoffs.insert(HERE, again)).toEqual(new Set(['again']))
      const latest = await store().handoffs.latestByLinks(HERE, [id(1), id(2), id(3)])
      expect(latest.get(id(1))).toEqual(handoff(1, { id: 'again', cycle: 2 }))
      expect(latest.get(id(2))).toEqual(handoff(2))
      expect(latest.has(id(3))).toBe(false)
    })

    it('are told whole, every cycle of a person, oldest first', async () => {
      const full = handoff(1, { ...EVERYTHING, companyDomain: null, leftOut: ['task', 'alerts'] })
      await store().handoffs.insert(HERE, [handoff(1, { id: 'second', cycle: 2 }), full, handoff(2)])
      const history = await store().handoffs.historyByLinks(HERE, [id(1), id(3)])
      expect(history).toEqual(new Map([[id(1), [full, handoff(1, { id: 'second', cycle: 2 })]]]))
      expect(await store().handoffs.historyByLinks(ELSEWHERE, [id(1)])).toEqual(new Map())
      expect(await store().handoffs.byIds(HERE, ['handoff-1', 'handoff-9'])).toEqual(new Map([['handoff-1', full]]))
      expect(await store().handoffs.byIds(ELSEWHERE, ['handoff-1'])).toEqual(new Map())
    })

    it('change in what is named, and in nothing else', async () => {
      await store().handoffs.insert(HERE, [handoff(1), handoff(2)])
      for (const [key, value] of Object.entries(EVERYTHING)) {
        await store().handoffs.update(HERE, [{ id: 'handoff-1', [key]: value }])
        const expected = Object.fromEntries(Object.entries(EVERYTHING).slice(0, 1 + keyIndex(key)))
        expect(await one('handoff-1')).toEqual(handoff(1, expected))
      }
      expect(await one('handoff-2')).toEqual(handoff(2))
    })

    it('lose what is named as null, and nothing that is not named', async () => {
      await store().handoffs.insert(HERE, [handoff(1, EVERYTHING), handoff(2, EVERYTHING)])
      await store().handoffs.update(HERE, [
        { id: 'handoff-1', ...CLEARED },
        { id: 'handoff-2', taskId: null },
        { id: 'handoff-2', queueId: null },
      ])
      expect(await one('handoff-1')).toEqual(handoff(1, { ...EVERYTHING, ...CLEARED }))
      expect(await one('handoff-2')).toEqual(handoff(2, { ...EVERYTHING, taskId: null, queueId: null }))
    })

    it('move to another person as another cycle, with what was asked for and told of them', async () => {
      await store().handoffs.insert(HERE, [handoff(1), handoff(2)])
      await store().clocks.insert(HERE, [clock(1)])
      await store().actions.add(HERE, [action(1)])
      await store().alerts.add(HERE, [{ alert: alert(1), channels: ['desk'] }], T0)
      await store().handoffs.move(ELSEWHERE, [{ id: 'handoff-1', to: handoff(2).linkId, cycle: 2 }])
      expect(await one('handoff-1')).toEqual(handoff(1))
      await store().handoffs.move(HERE, [{ id: 'handoff-1', to: handoff(2).linkId, cycle: 2 }])
      const { linkId } = handoff(2)
      expect(await one('handoff-1')).toEqual(handoff(1, { linkId, cycle: 2 }))
      expect(await store().actions.byClocks(HERE, ['clock-1'])).toEqual([action(1, { linkId })])
      expect(await store().alerts.byHandoffs(HERE, ['handoff-1'])).toMatchObject([{ alert: { linkId } }])
    })

    it('of another connection are not changed', async () => {
      await store().handoffs.insert(HERE, [handoff(1)])
      await store().handoffs.update(ELSEWHERE, [{ id: 'handoff-1', taskId: 'wrong' }])
      expect(await one('handoff-1')).toEqual(handoff(1))
    })
  })

  describe('spells of owners', () => {
    it('are kept once for each instant, oldest first', async () => {
      await store().handoffs.insert(HERE, [handoff(1), handoff(2)])
      await store().handoffs.addSpells(HERE, [spell(1, T0 + 5, { ownerId: '005B', rule: 'reassigned' }), spell(1, T0)])
      await store().handoffs.addSpells(HERE, [spell(1, T0, { ownerId: '005C' }), spell(2, T0)])
      expect(await store().handoffs.spells(HERE, ['handoff-1', 'handoff-2', 'handoff-3'])).toEqual(
        new Map([
          ['handoff-1', [spell(1, T0), spell(1, T0 + 5, { ownerId: '005B', rule: 'reassigned' })]],
          ['handoff-2', [spell(2, T0)]],
        ]),
      )
    })

    it('belong to the connection of their handoff', async () => {
      await store().handoffs.insert(HERE, [handoff(1)])
      await store().handoffs.addSpells(ELSEWHERE, [spell(1, T0)])
      expect(await store().handoffs.spells(HERE, ['handoff-1'])).toEqual(new Map())
      await store().handoffs.addSpells(HERE, [spell(1, T0)])
      expect(await store().handoffs.spells(ELSEWHERE, ['handoff-1'])).toEqual(new Map())
    })
  })
}

const keyIndex = (key: string): number => Object.keys(EVERYTHING).indexOf(key)
