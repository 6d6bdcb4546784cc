import { describe, expect, it } from 'vitest'
import { undoReview } from '#app/review/undo-review.ts'
import type { FoundPair } from '#ports/store/reviews.ts'
import type { Store } from '#ports/store.ts'
import { ELSEWHERE, HERE, T0 } from './rows.ts'

const pair = (n: number, over: Partial<FoundPair> = {}) => ({
  id: `r${n}`,
  kind: 'suggestion' as const,
  hubspotId: '1',
  salesforceObject: 'Lead',
  salesforceId: `00Q${n}`,
  reason: 'phone',
  points: n,
  evidence: [{ field: 'phone', likeness: 1, points: n }],
  ...over,
})

export function describeReviews(store: () => Store): void {
  describe('pairs for people to decide', () => {
    it('are listed once, the most alike first, and renewed while they are open', async () => {
      await store().reviews.add(HERE, [pair(1), pair(2)], T0)
      await store().reviews.add(HERE, [{ ...pair(1, { points: 3, reason: 'email-key' }), id: 'other' }], T0 + 5)
      expect(await store().reviews.list(HERE, 'open', 10)).toMatchObject([
        { id: 'r1', points: 3, reason: 'email-key', foundAt: T0, evidence: [{ field: 'phone' }] },
        { id: 'r2', state: 'open', decidedAt: null },
      ])
      expect(await store().reviews.list(HERE, 'open', 1)).toHaveLength(1)
      expect(await store().reviews.list(ELSEWHERE, 'open', 10)).toEqual([])
      expect(await store().reviews.byId(ELSEWHERE, 'r1')).toBeNull()
    })

    it('are not opened again when they were joined while somebody takes the decision back', async () => {
      await store().reviews.add(HERE, [pair(1)], T0)
      await store().reviews.decide(HERE, ['r1'], { state: 'accepted', by: 'Rita', at: T0 + 1 })
      const transaction: Store['transaction'] = async (work) => {
        await store().reviews.applied(HERE, ['r1'], T0 + 2)
        return store().transaction(work)
      }
      const racing: Store = { ...store(), transaction }
      await expect(undoReview({ store: racing, clock: { now: () => T0 + 3 } }, HERE, 'r1')).rejects.toThrow('joined')
      expect(await store().reviews.byId(HERE, 'r1')).toMatchObject({ state: 'accepted', appliedAt: T0 + 2 })
    })

    it('are held by who joins them: taking one back waits, and is told that it came too late', async () => {
      await store().reviews.add(HERE, [pair(1), pair(2)], T0)
      await store().reviews.decide(HERE, ['r1'], { state: 'accepted', by: 'Rita', at: T0 + 1 })
      const undo = () => undoReview({ store: store(), clock: { now: () => T0 + 3 } }, HERE, 'r1')
      const undone = await store().transaction(async (tx) => {
        await tx.reviews.hold(HERE, ['1'])
        const asked = Promise.allSettled([undo()])
        await tx.reviews.applied(HERE, ['r1'], T0 + 2)
        return { asked }
      })
      expect(await undone.asked).toMatchObject([{ status: 'rejected' }])
      expect(await store().reviews.byId(HERE, 'r1')).toMatchObject({ state: 'accepted', appliedAt: T0 + 2 })
    })

    it('stay as they were decided, whatever is found again; opened again they forget by whom', async () => {
      await store().reviews.add(HERE, [pair(1), pair(2, { hubspotId: '2' })], T0)
      await store().reviews.decide(HERE, ['r1'], { state: 'rejected', by: 'Rita', at: T0 + 1 })
      await store().reviews.add(HERE, [pair(1, { points: 9 })], T0 + 2)
      const of = await store().reviews.ofContacts(HERE, ['1', '3'])
      expect([...of.keys()]).toEqual(['1'])
      expect(of.get('1')).toMatchObject([{ state: 'rejected', decidedBy: 'Rita', decidedAt: T0 + 1, points: 1 }])
      expect(await store().reviews.counts(HERE)).toEqual({ open: 1, rejected: 1 })
      await store().reviews.decide(HERE, ['r1'], { state: 'open', by: null, at: T0 + 4 })
      expect(await store().reviews.byId(HERE, 'r1')).toMatchObject({ state: 'open', decidedBy: null, appliedAt: null })
    })

    it('are joined only while they are accepted, and stay so: who comes too late changes nothing', async () => {
      await store().reviews.add(HERE, [pair(1), pair(2), pair(3)], T0)
      await store().reviews.decide(HERE, ['r1'], { state: 'accepted', by: 'Rita', at: T0 + 1 })
      await store().reviews.decide(HERE, ['r2'], { state: 'rejected', by: 'Rita', at: T0 + 1 })
      await store().reviews.applied(HERE, ['r1', 'r2', 'r3'], T0 + 2)
      for (const state of ['open', 'rejected'] as const)
        await store().reviews.decide(HERE, ['r1'], { state, by: 'Ben', at: T0 + 3 })
      const all = (await store().reviews.hold(HERE, ['1', '2'])).get('1')
      expect(all?.map(({ id, state, decidedBy, appliedAt }) => [id, state, decidedBy, appliedAt])).toEqual([
        ['r1', 'accepted', 'Rita', T0 + 2],
        ['r2', 'rejected', 'Rita', null],
        ['r3', 'open', null, null],
      ])
    })

    it('of people who asked to be forgotten are gone, with what they are found by', async () => {
      await store().reviews.add(HERE, [pair(1), pair(2, { hubspotId: '2' })], T0)
      await store().matchKeys.replace(HERE, 'person', 'salesforce', [{ recordId: '00Q1', keys: ['mail:a@b.example'] }])
      await store().erasure.erase(HERE, { links: [], hubspotIds: ['1'], salesforceIds: ['00Q1'] }, T0)
      expect((await store().reviews.list(HERE, 'open', 10)).map(({ id }) => id)).toEqual(['r2'])
      expect(await store().matchKeys.find(HERE, 'person', 'salesforce', ['mail:a@b.example'])).toEqual(new Map())
    })
  })
}
