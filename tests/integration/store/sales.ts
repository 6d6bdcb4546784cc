import { describe, expect, it } from 'vitest'
import type { ClockStep } from '#ports/store/clocks.ts'
import type { Store } from '#ports/store.ts'
import { activity, clock, ELSEWHERE, HERE, id, MINUTE, T0 } from './rows.ts'

export function describeSales(store: () => Store): void {
  describe('clocks', () => {
    it('start once per person, policy, name, cycle and rep; null is the one of the lead', async () => {
      await store().clocks.insert(HERE, [clock(1)])
      await store().clocks.insert(HERE, [
        clock(1, { id: 'late', targetSeconds: 1 }),
        clock(1, { id: 'other', name: 'qualification' }),
        clock(1, { id: 'rep-a', repId: '005A' }),
        clock(1, { id: 'rep-a-again', repId: '005A', targetSeconds: 1 }),
        clock(1, { id: 'rep-b', repId: '005B' }),
      ])
      await store().clocks.insert(HERE, [clock(1, { id: 'rep-a-late', repId: '005A' })])
      const all = await store().clocks.byLinks(HERE, [id(1)])
      expect(all.filter(({ repId }) => repId !== null).map(({ repId }) => repId)).toEqual(['005A', '005B'])
      expect(all.filter(({ repId }) => repId === null)).toEqual([
        clock(1),
        clock(1, { id: 'other', name: 'qualification' }),
      ])
    })

    it('are saved whole', async () => {
      await store().clocks.insert(HERE, [clock(1)])
      const met = clock(1, {
        state: 'breached_completed',
        breachedAt: T0 + 1,
        detectedAt: T0 + 2,
        stoppedAt: T0 + 3,
        policyVersion: 9,
        kind: 'accept_or_reject',
        repId: '005B',
        pausedIn: [],
        ladder: [],
        startCause: 'given to somebody else',
        events: [
          { at: T0 + 1, type: 'pause' },
          { at: T0 + 2, type: 'resume' },
        ],
        stoppedBy: { activityId: '00T1', personId: null },
        breachVoided: 'an earlier call was logged late',
        elapsedSeconds: 12.5,
        nextCheckAt: null,
        dueAt: null,
      })
      await store().clocks.save(HERE, [met])
      expect(await store().clocks.byIds(HERE, ['clock-1', 'clock-2'])).toEqual([met])
    })

    it('are due in the order of their next check, and not before it', async () => {
      await store().clocks.insert(HERE, [
        clock(1, { nextCheckAt: T0 + 2 }),
        clock(2, { nextCheckAt: T0 + 1 }),
        clock(3, { nextCheckAt: T0 + 3 }),
        clock(4, { nextCheckAt: null }),
      ])
      const due = async (now: number, limit = 10) => (await store().clocks.due(HERE, now, limit)).map((each) => each.id)
      expect(await due(T0)).toEqual([])
      expect(await due(T0 + 2)).toEqual(['clock-2', 'clock-1'])
      expect(await due(T0 + MINUTE, 1)).toEqual(['clock-2'])
      expect(await store().clocks.due(ELSEWHERE, T0 + MINUTE, 10)).toEqual([])
    })

    it('that count by an older version of the config are found while they are open', async () => {
      await store().clocks.insert(HERE, [
        clock(1, { configVersion: 3 }),
        clock(2, { configVersion: 2, state: 'breached' }),
        clock(3, { configVersion: 1, state: 'met' }),
        clock(4, { configVersion: 1, state: 'paused' }),
      ])
      const counting = async (before: number, limit = 10) =>
        (await store().clocks.countingBy(HERE, before, limit)).map(({ id }) => id)
      expect(await counting(3)).toEqual(['clock-4', 'clock-2'])
      expect(await counting(4, 2)).toEqual(['clock-4', 'clock-2'])
      expect(await counting(1)).toEqual([])
      expect(await store().clocks.countingBy(ELSEWHERE, 9, 10)).toEqual([])
    })

    it('are held by who locks them: another waits, and sees what was saved meanwhile', async () => {
      await store().clocks.insert(HERE, [clock(1), clock(2)])
      const order: string[] = []
      const isLocked = Promise.withResolvers<void>()
      const first = store().transaction(async (tx) => {
        const held = await tx.clocks.lock(HERE, ['clock-2', 'clock-1', 'clock-9'])
        expect(held).toEqual([clock(1), clock(2)])
        isLocked.resolve()
        // Time for the other to arrive at the lock, on a database where it can.
        await tx.activities.save(HERE, [activity(1)])
        await tx.clocks.save(HERE, [clock(1, { state: 'met', nextCheckAt: null })])
        order.push('first')
      })
      const second = isLocked.promise.then(() =>
        store().transaction(async (tx) => {
          const [held] = await tx.clocks.lock(HERE, ['clock-1'])
          order.push('second')
          return { state: held?.state, activities: await tx.activities.byLinks(HERE, [id(1)]) }
        }),
      )
      await first
      expect(await second).toEqual({ state: 'met', activities: [activity(1)] })
      expect(order).toEqual(['first', 'second'])
      expect(await store().clocks.lock(ELSEWHERE, ['clock-1'])).toEqual([])
    })

    it('record each step once, however many try at the same time', async () => {
      await store().clocks.insert(HERE, [clock(1)])
      const step = (name: string): ClockStep => ({
        clockId: 'clock-1',
        step: name,
        dueAt: T0,
        at: T0 + 1,
        state: 'done',
        reason: '',
      })
      const attempts = await Promise.all(
        Array.from({ length: 5 }, () => store().clocks.recordSteps(HERE, [step('warn:0.5'), step('breach')])),
      )
      expect(attempts.flatMap((recorded) => [...recorded]).toSorted()).toEqual(['clock-1:breach', 'clock-1:warn:0.5'])
      expect(await store().clocks.recordSteps(ELSEWHERE, [step('remind')])).toEqual(new Set())
    })
  })

  describe('activities', () => {
    it('say which of them are new or differ', async () => {
      expect(await store().activities.save(HERE, [activity(1), activity(2)])).toEqual(new Set(['00T1', '00T2']))
      const second = [activity(1), activity(2, { counts: false, why: 'list e-mail', personId: null })]
      expect(await store().activities.save(HERE, second)).toEqual(new Set(['00T2']))
      expect(await store().activities.byLinks(HERE, [id(1), id(2)])).toEqual(second)
    })

    it('are found by id', async () => {
      await store().activities.save(HERE, [activity(1), activity(2)])
      expect(await store().activities.byIds(HERE, ['00T2', '00T9'])).toEqual(new Map([['00T2', activity(2)]]))
      expect(await store().activities.byIds(ELSEWHERE, ['00T2'])).toEqual(new Map())
      expect(await store().activities.byIds(HERE, [])).toEqual(new Map())
    })

    it('are removed by id, naming whose they were', async () => {
      await store().activities.save(HERE, [activity(1), activity(2)])
      expect(await store().activities.remove(HERE, ['00T2', '00T9'])).toEqual([id(2)])
      expect(await store().activities.byLinks(HERE, [id(1), id(2)])).toEqual([activity(1)])
    })
  })
}
