import { describe, expect, it } from 'vitest'
import type { Store } from '#ports/store.ts'
import { action, clock, ELSEWHERE, HERE, MINUTE, T0 } from './rows.ts'

const NOW = T0 + MINUTE
const LATER = NOW + MINUTE

export function describeActions(store: () => Store): void {
  const clocks = (...numbers: readonly number[]) =>
    store().clocks.insert(
      HERE,
      numbers.map((n) => clock(n)),
    )
  const lease = async (worker: string, now = NOW, limit = 10): Promise<readonly string[]> =>
    (await store().actions.lease(HERE, worker, now, now + MINUTE, limit)).map(({ clockId }) => clockId)
  const done = (n: number) => ({ id: action(n).id, state: 'done' as const, at: NOW, note: null })
  const all = () => store().actions.byClocks(HERE, ['clock-1', 'clock-2', 'clock-3'])

  describe('actions of the escalation ladder', () => {
    it('are one for each step, and stay as they were recorded first', async () => {
      await clocks(1)
      const other = action(1, { step: 'ladder:next', id: 'clock-1:ladder:next', dueAt: T0 + 3 })
      await store().actions.add(HERE, [action(1), action(1, { recordedAt: T0 + 99 }), other])
      await store().actions.add(HERE, [action(1, { action: { kind: 'reassign' } })])
      expect(await all()).toEqual([action(1), other])
      expect(await store().actions.byClocks(ELSEWHERE, ['clock-1'])).toEqual([])
    })

    it('come with their clock or not at all', async () => {
      await expect(store().actions.add(HERE, [action(9)])).rejects.toMatchObject({ code: 'STORE_CONSTRAINT' })
    })

    it('are leased in order of the instants of their steps, each to one worker', async () => {
      await clocks(1, 2, 3)
      await store().actions.add(HERE, [action(2), action(1), action(3, { nextTryAt: LATER })])
      expect(await lease('w1', T0 + 9)).toEqual([])
      expect(await lease('w1', NOW, 1)).toEqual(['clock-1'])
      expect(await lease('w2')).toEqual(['clock-2'])
      expect(await lease('w3')).toEqual([])
      expect(await store().actions.lease(ELSEWHERE, 'w4', LATER, LATER, 10)).toEqual([])
    })

    it('are each leased once by workers that ask at the same time', async () => {
      await clocks(1, 2, 3)
      await store().actions.add(HERE, [action(1), action(2), action(3)])
      const leased = await Promise.all(['w1', 'w2', 'w3', 'w4'].map((worker) => lease(worker, NOW, 1)))
      expect(leased.flat().toSorted()).toEqual(['clock-1', 'clock-2', 'clock-3'])
    })

    it('end once, with a note', async () => {
      await clocks(1, 2)
      await store().actions.add(HERE, [action(1), action(2)])
      await lease('w1')
      const ends = [done(1), { id: action(2).id, state: 'skipped' as const, at: NOW + 1, note: 'answered' }]
      expect(await store().actions.finish(HERE, 'w1', ends)).toEqual(new Set([action(1).id, action(2).id]))
      expect(await store().actions.finish(HERE, 'w1', [{ ...done(2), state: 'parked' }])).toEqual(new Set())
      expect(await all()).toEqual([
        action(1, { state: 'done', finishedAt: NOW }),
        action(2, { state: 'skipped', finishedAt: NOW + 1, note: 'answered' }),
      ])
      expect(await lease('w2', LATER)).toEqual([])
      expect(await store().actions.nextAt(HERE)).toBeNull()
    })

    it('whose lease ran out are taken over, and the first holder changes nothing any more', async () => {
      await clocks(1)
      await store().actions.add(HERE, [action(1)])
      await lease('w1')
      expect(await lease('w2', LATER - 1)).toEqual([])
      expect(await lease('w2', LATER)).toEqual(['clock-1'])
      expect(await store().actions.finish(HERE, 'w1', [done(1)])).toEqual(new Set())
      await store().actions.retry(HERE, 'w1', [{ id: action(1).id, nextTryAt: 0, note: 'lost' }])
      expect(await all()).toEqual([action(1)])
      expect(await lease('w3', LATER)).toEqual([])
      expect(await store().actions.finish(ELSEWHERE, 'w2', [done(1)])).toEqual(new Set())
      expect(await store().actions.finish(HERE, 'w2', [done(1)])).toEqual(new Set([action(1).id]))
    })

    it('wait after a failed try, and count it', async () => {
      await clocks(1)
      await store().actions.add(HERE, [action(1)])
      await lease('w1')
      await store().actions.retry(HERE, 'w1', [{ id: action(1).id, nextTryAt: LATER, note: 'the network' }])
      expect(await all()).toEqual([action(1, { attempts: 1, nextTryAt: LATER, note: 'the network' })])
      expect(await lease('w1', LATER - 1)).toEqual([])
      expect(await lease('w2', LATER)).toEqual(['clock-1'])
    })

    it('say when the next one can be leased', async () => {
      await clocks(1, 2)
      expect(await store().actions.nextAt(HERE)).toBeNull()
      await store().actions.add(HERE, [action(1), action(2, { nextTryAt: NOW + 9 * MINUTE })])
      expect(await store().actions.nextAt(HERE)).toBe(T0 + 10)
      await lease('w1')
      expect(await store().actions.nextAt(HERE)).toBe(NOW + MINUTE)
      await store().actions.finish(HERE, 'w1', [done(1)])
      expect(await store().actions.nextAt(HERE)).toBe(NOW + 9 * MINUTE)
      expect(await store().actions.nextAt(ELSEWHERE)).toBeNull()
    })

    it('wait without using up an attempt, and say how long they have', async () => {
      await clocks(1, 2)
      await store().actions.add(HERE, [action(1), action(2)])
      await lease('w1')
      const until = { nextTryAt: LATER, waitMs: 5_000, note: 'not heard' }
      await store().actions.wait(HERE, 'w1', [action(1).id], until)
      await store().actions.wait(HERE, 'another', [action(2).id], until)
      const waiting = { nextTryAt: LATER, note: 'not heard' }
      expect(await all()).toEqual([action(1, { ...waiting, waitedMs: 5_000 }), action(2)])
      expect(await lease('w2', LATER - 1)).toEqual([])
      expect(await lease('w2', LATER)).toContain('clock-1')
      await store().actions.wait(HERE, 'w2', [action(1).id], until)
      expect((await all())[0]).toEqual(action(1, { ...waiting, waitedMs: 10_000 }))
    })

    it('are forgotten once they ended long ago, a portion at a time; what waits and the steps stay', async () => {
      await clocks(1, 2, 3)
      await store().actions.add(HERE, [action(1), action(2), action(3)])
      await store().clocks.recordSteps(HERE, [
        { clockId: 'clock-1', step: 'ladder:tell', dueAt: T0, at: T0, state: 'done', reason: 'reached' },
      ])
      await lease('w1')
      await store().actions.finish(HERE, 'w1', [done(1), { ...done(2), at: NOW + 1 }])
      expect(await store().actions.forget(ELSEWHERE, LATER, 10)).toBe(0)
      expect(await store().actions.forget(HERE, NOW, 10)).toBe(0)
      expect(await store().actions.forget(HERE, LATER, 1)).toBe(1)
      expect((await all()).map(({ clockId }) => clockId)).toEqual(['clock-2', 'clock-3'])
      expect(await store().actions.forget(HERE, LATER, 10)).toBe(1)
      expect((await store().clocks.steps(HERE, ['clock-1'])).get('clock-1')).toHaveLength(1)
    })

    it('roll back with the transaction that finds their step due', async () => {
      await clocks(1)
      const failing = store().transaction(async (tx) => {
        await tx.actions.add(HERE, [action(1)])
        throw new Error('no')
      })
      await expect(failing).rejects.toThrow('no')
      expect(await all()).toEqual([])
    })
  })
}
