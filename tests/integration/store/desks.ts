import { describe, expect, it } from 'vitest'
import type { Store } from '#ports/store.ts'
import { ELSEWHERE, handoff, HERE, MINUTE, spell, T0 } from './rows.ts'

export function describeDesks(store: () => Store): void {
  const ids = (found: readonly { readonly id: string }[]): readonly string[] => found.map((each) => each.id)

  describe('desks of owners', () => {
    it('hold what is open or accepted', async () => {
      await store().handoffs.insert(HERE, [
        handoff(1),
        handoff(2, { state: 'accepted' }),
        handoff(3, { ownerId: '005B' }),
        handoff(4, { state: 'qualified' }),
        handoff(5, { state: 'rejected' }),
        handoff(6, { state: 'withdrawn' }),
      ])
      await store().handoffs.insert(ELSEWHERE, [handoff(7)])
      expect(await store().handoffs.openByOwner(HERE)).toEqual(
        new Map([
          ['005A', 2],
          ['005B', 1],
        ]),
      )
    })

    it('got what came since the instant of each owner, also if it was taken away again', async () => {
      await store().handoffs.insert(HERE, [
        handoff(1, { ownerId: '005B' }),
        handoff(2),
        handoff(3, { ownerId: '005B' }),
      ])
      await store().handoffs.addSpells(HERE, [
        spell(1, T0),
        spell(1, T0 + 5, { ownerId: '005B' }),
        spell(1, T0 + 6),
        spell(1, T0 + 7, { ownerId: '005B' }),
        spell(2, T0 - 1),
        spell(3, T0 + 1, { ownerId: '005B' }),
      ])
      const since = (a: number, b: number) =>
        store().handoffs.receivedByOwner(
          HERE,
          new Map([
            ['005A', a],
            ['005B', b],
            ['005C', T0],
          ]),
        )
      expect(await since(T0, T0 + 2)).toEqual(
        new Map([
          ['005A', 1],
          ['005B', 1],
        ]),
      )
      expect(await since(T0 - 1, T0)).toEqual(
        new Map([
          ['005A', 2],
          ['005B', 2],
        ]),
      )
      expect(await store().handoffs.receivedByOwner(HERE, new Map([['005A', T0 + 7]]))).toEqual(new Map())
      expect(await store().handoffs.receivedByOwner(HERE, new Map())).toEqual(new Map())
      expect(await store().handoffs.receivedByOwner(ELSEWHERE, new Map([['005A', 0]]))).toEqual(new Map())
    })
  })

  describe('handoffs for a sweep', () => {
    it('are the open and accepted ones, page by page', async () => {
      await store().handoffs.insert(HERE, [
        handoff(1),
        handoff(2, { state: 'rejected' }),
        handoff(3, { state: 'accepted' }),
        handoff(4),
      ])
      await store().handoffs.insert(ELSEWHERE, [handoff(5)])
      expect(ids(await store().handoffs.open(HERE, null, 2))).toEqual(['handoff-1', 'handoff-3'])
      expect(ids(await store().handoffs.open(HERE, 'handoff-3', 2))).toEqual(['handoff-4'])
      expect(await store().handoffs.open(HERE, 'handoff-4', 2)).toEqual([])
    })

    it('that wait for a pool or in a queue are found by themselves, page by page', async () => {
      await store().handoffs.insert(HERE, [
        handoff(1, { queueId: '00G1' }),
        handoff(2),
        handoff(3, { heldForPool: 'sales', state: 'accepted' }),
        handoff(4, { queueId: '00G1', state: 'rejected' }),
      ])
      const idsFrom = async (after: string | null, limit: number) =>
        (await store().handoffs.waiting(HERE, after, limit)).map(({ id }) => id)
      expect(await idsFrom(null, 10)).toEqual(['handoff-1', 'handoff-3'])
      expect(await idsFrom(null, 1)).toEqual(['handoff-1'])
      expect(await idsFrom('handoff-1', 10)).toEqual(['handoff-3'])
    })

    it('return when their date has come and nothing came after them, oldest first', async () => {
      await store().handoffs.insert(HERE, [
        handoff(1, { state: 'rejected', returnAt: T0 + 5 }),
        handoff(2, { state: 'rejected', returnAt: T0 + 4 }),
        handoff(3, { state: 'rejected', returnAt: T0 + 6 }),
        handoff(4, { state: 'rejected', returnAt: null }),
        handoff(5, { state: 'withdrawn', returnAt: T0 }),
        handoff(6, { state: 'rejected', returnAt: T0 }),
        handoff(6, { id: 'handoff-6b', cycle: 2 }),
      ])
      await store().handoffs.insert(ELSEWHERE, [handoff(7, { state: 'rejected', returnAt: T0 })])
      expect(ids(await store().handoffs.returning(HERE, T0 + 5, 10))).toEqual(['handoff-2', 'handoff-1'])
      expect(ids(await store().handoffs.returning(HERE, T0 + 9, 2))).toEqual(['handoff-2', 'handoff-1'])
      expect(await store().handoffs.returning(HERE, T0 + 3, 10)).toEqual([])
    })

    it('stay with a reason, which is asked again at its time, and are due no more until then', async () => {
      const { handoffs } = store()
      await handoffs.insert(
        HERE,
        [1, 2, 3].map((n) => handoff(n, { state: 'rejected', returnAt: T0 + n })),
      )
      await handoffs.insert(HERE, [handoff(3, { id: 'handoff-3b', cycle: 2 })])
      await handoffs.insert(ELSEWHERE, [handoff(4, { state: 'rejected', returnAt: T0 })])
      const held = { staysBecause: 'opted out', returnLookAt: T0 + 50 }
      await handoffs.update(
        HERE,
        ['handoff-1', 'handoff-3'].map((id) => ({ id, ...held })),
      )
      await handoffs.update(ELSEWHERE, [{ id: 'handoff-4', ...held }])
      expect(ids(await handoffs.returning(HERE, T0 + 49, 10))).toEqual(['handoff-2'])
      expect(ids(await handoffs.returning(HERE, T0 + 50, 10))).toEqual(['handoff-1', 'handoff-2'])
      const staying = await handoffs.staying(HERE, { limit: 10 })
      expect(staying).toMatchObject([{ id: 'handoff-1', staysBecause: 'opted out', returnLookAt: T0 + 50 }])
      await handoffs.update(HERE, [{ id: 'handoff-1', staysBecause: null, returnLookAt: null }])
      expect(await handoffs.staying(HERE, { limit: 10 })).toEqual([])
      expect(ids(await handoffs.returning(HERE, T0 + 9, 10))).toEqual(['handoff-1', 'handoff-2'])
    })
  })

  describe('handoffs of a company', () => {
    it('are found by domain, the newest since then, whatever its state', async () => {
      await store().handoffs.insert(HERE, [
        handoff(1, { handedOverAt: T0 }),
        handoff(2, { handedOverAt: T0 + MINUTE, state: 'rejected' }),
        handoff(3, { handedOverAt: T0 + 2, companyDomain: 'other.example' }),
        handoff(4, { companyDomain: null }),
        handoff(5, { handedOverAt: T0 - 5, companyDomain: 'old.example' }),
      ])
      await store().handoffs.insert(ELSEWHERE, [handoff(6, { handedOverAt: T0 + 9 * MINUTE })])
      const asked = ['acme.example', 'other.example', 'acme.example', 'old.example', 'none.example']
      expect(await store().handoffs.latestByDomains(HERE, asked, T0)).toEqual(
        new Map([
          ['acme.example', handoff(2, { handedOverAt: T0 + MINUTE, state: 'rejected' })],
          ['other.example', handoff(3, { handedOverAt: T0 + 2, companyDomain: 'other.example' })],
        ]),
      )
      expect(await store().handoffs.latestByDomains(HERE, [], T0)).toEqual(new Map())
    })
  })
}
