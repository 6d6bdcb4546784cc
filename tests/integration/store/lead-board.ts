import { beforeEach, describe, expect, it } from 'vitest'
import { searchTerms } from '#domain/identity/search-text.ts'
import type { Position } from '#domain/order.ts'
import type { BoardView } from '#ports/store/lead-board.ts'
import type { Store } from '#ports/store.ts'
import type { DatabaseKind } from '#support/database.ts'
import { clock, ELSEWHERE, handoff, HERE, id, link, MINUTE, T0 } from './rows.ts'

const NOW = T0 + 600 * MINUTE
const due = (minutes: number) => ({ state: 'running' as const, dueAt: NOW + minutes * MINUTE })

/** One person each: the handoff, and the clock that it has, if any. */
const LEADS: readonly (readonly [Parameters<typeof handoff>[1], Parameters<typeof clock>[1] | null])[] = [
  [{ urgency: 'high' }, due(30)],
  [{ urgency: 'urgent', ownerId: '005B' }, due(500)],
  [{ urgency: 'urgent' }, due(-10)],
  [
    { urgency: 'urgent', queueId: '00G1' },
    { state: 'breached', dueAt: NOW + 5 * MINUTE },
  ],
  [
    { urgency: 'low', campaign: 'autumn', contract: 'other', pool: 'east' },
    { state: 'paused', dueAt: null },
  ],
  [{ urgency: 'high' }, null],
  [
    { state: 'accepted', acceptedAt: NOW - 50 },
    { state: 'met', stoppedAt: NOW - 100, dueAt: NOW },
  ],
  [
    { state: 'qualified', salesQualifiedAt: NOW - 200 },
    { state: 'met', stoppedAt: NOW - 300 },
  ],
  [{ state: 'rejected', rejectedAt: NOW - 10, returnAt: NOW + 900 }, { state: 'cancelled' }],
  [{ state: 'rejected', rejectedAt: NOW - 5, rejectedBy: '005Z', returnAt: null }, { state: 'cancelled' }],
  [{ state: 'rejected', rejectedAt: NOW - 90, returnAt: NOW + 300 }, { state: 'cancelled' }],
  [{ state: 'withdrawn' }, { state: 'cancelled' }],
]

export function describeLeadBoard(storeOf: () => Store, kind: DatabaseKind): void {
  describe('the board of leads', () => {
    let store: Store
    beforeEach(async () => {
      store = storeOf()
      const numbers = LEADS.map((_, i) => i + 1)
      await store.links.intend(
        HERE,
        numbers.map((n) => link(n)),
      )
      await store.links.save(
        HERE,
        numbers.map((n) => link(n)),
      )
      await store.handoffs.insert(
        HERE,
        LEADS.map(([over], i) => handoff(i + 1, over)),
      )
      await store.clocks.insert(
        HERE,
        LEADS.flatMap(([, over], i) => (over === null ? [] : [clock(i + 1, over)])),
      )
    })

    const listed = async (view: BoardView, filter: Parameters<Store['leadBoard']['list']>[2] = {}) =>
      (await store.leadBoard.list(HERE, view, filter, { now: NOW, after: null, limit: 50 })).map(({ handoffId }) =>
        Number(handoffId.slice('handoff-'.length)),
      )

    it('lists what is to be done by urgency, then deadline; without one last', async () => {
      expect(await listed('todo')).toEqual([3, 4, 2, 1, 6, 5])
    })

    it('tells late from due soon and from what has time', async () => {
      expect(await listed('breached')).toEqual([3, 4])
      expect(await listed('due-soon')).toEqual([1])
      expect(await listed('running')).toEqual([2, 1, 6, 5])
    })

    it('lists what is over by when it was, and who returns by the date', async () => {
      expect(await listed('answered')).toEqual([7])
      expect(await listed('qualified')).toEqual([8])
      expect(await listed('rejected')).toEqual([10, 9, 11])
      expect(await listed('returning')).toEqual([11, 9])
    })

    it('filters by everything it promises', async () => {
      expect(await listed('todo', { owner: '005B' })).toEqual([2])
      expect(await listed('todo', { inQueue: true })).toEqual([4])
      expect(await listed('todo', { urgency: 'high' })).toEqual([1, 6])
      expect(await listed('todo', { campaign: 'autumn', contract: 'other', pool: 'east' })).toEqual([5])
      expect(await listed('todo', { words: searchTerms('p2@exam') })).toEqual([2])
      expect(await listed('todo', { words: searchTerms("o'no \\ & nobody") })).toEqual([])
      expect(await store.leadBoard.list(ELSEWHERE, 'todo', {}, { now: NOW, after: null, limit: 5 })).toEqual([])
    })

    it('shows reps what they gave back, though somebody else has it by then', async () => {
      expect(await listed('rejected', { owner: '005Z' })).toEqual([10])
      expect(await listed('returning', { owner: '005Z' })).toEqual([])
      expect(await listed('rejected', { owner: '005A' })).toEqual([10, 9, 11])
      expect(await listed('todo', { owner: '005Z' })).toEqual([])
      const counts = await store.leadBoard.counts(HERE, { owner: '005Z' }, { now: NOW, upTo: 50 })
      expect(counts).toMatchObject({ todo: 0, rejected: 1, returning: 0 })
      expect(await store.leadBoard.count(HERE, 'rejected', { owner: '005Z' }, { now: NOW, upTo: 50 })).toBe(1)
    })

    it.each(['todo', 'rejected', 'returning'] as const)('pages through %s without a gap or a repeat', async (view) => {
      const all = await listed(view)
      const paged: string[] = []
      let after: Position | null = null
      for (;;) {
        const [row] = await store.leadBoard.list(HERE, view, {}, { now: NOW, after, limit: 1 })
        if (row === undefined) break
        paged.push(row.handoffId)
        after = row.position
      }
      expect(paged).toEqual(all.map((n) => `handoff-${n}`))
    })

    it('counts each view, up to a bound', async () => {
      const counts = await store.leadBoard.counts(HERE, {}, { now: NOW, upTo: 4 })
      expect(counts).toEqual({
        todo: 4,
        'due-soon': 1,
        breached: 2,
        running: 4,
        answered: 1,
        qualified: 1,
        rejected: 3,
        returning: 2,
        queue: 1,
      })
      expect(await store.leadBoard.count(HERE, 'todo', { owner: '005B' }, { now: NOW, upTo: 4 })).toBe(1)
      expect(await store.leadBoard.desks(HERE, NOW)).toEqual([
        { ownerId: '005A', todo: 5, dueSoon: 1, breached: 2 },
        { ownerId: '005B', todo: 1, dueSoon: 0, breached: 0 },
      ])
      expect(await store.leadBoard.campaigns(HERE, 10)).toEqual(['autumn', 'spring'])
    })

    it('follows whatever becomes of a handoff and its clocks', async () => {
      await store.clocks.save(HERE, [clock(3, { state: 'met', dueAt: NOW, stoppedAt: NOW })])
      await store.handoffs.update(HERE, [
        { id: 'handoff-2', ownerId: '005C', urgency: 'low' },
        { id: 'handoff-4', state: 'rejected', rejectedAt: NOW, returnAt: null },
      ])
      expect(await listed('todo')).toEqual([1, 6, 2, 5])
      expect(await listed('answered')).toEqual([3, 7])
      expect(await listed('todo', { owner: '005C' })).toEqual([2])
      // A second clock that is due earlier leads; one of a single rep does not.
      await store.clocks.insert(HERE, [
        clock(61, { linkId: id(6), handoffId: 'handoff-6', name: 'decision', ...due(20) }),
        clock(11, { linkId: id(1), handoffId: 'handoff-1', name: 'own', repId: '005A', ...due(1) }),
      ])
      expect(await listed('todo')).toEqual([6, 1, 2, 5])
    })

    it('says what both did when two transactions change a lead and its clock at once', async () => {
      // The embedded database has one session: nothing happens at once.
      if (kind === 'embedded') return
      const told: string[] = []
      const written = Promise.withResolvers<void>()
      const mayEnd = Promise.withResolvers<void>()
      const first = store.transaction(async (tx) => {
        await tx.clocks.save(HERE, [clock(1, { state: 'met', stoppedAt: NOW })])
        written.resolve()
        await mayEnd.promise
      })
      // Connections are made when they are needed, so who asks first is not who writes first.
      await Promise.race([written.promise, first])
      const second = store.transaction(async (tx) => {
        await tx.handoffs.update(HERE, [{ id: 'handoff-1', ownerId: '005C' }])
        told.push('second')
      })
      try {
        await new Promise((resolve) => setTimeout(resolve, 300))
        expect(told).toEqual([])
      } finally {
        // Whoever fails here must not leave locks to the tests that follow.
        mayEnd.resolve()
        await Promise.all([first, second])
      }
      expect(await listed('answered', { owner: '005C' })).toEqual([1])
    })

    it('has the newest cycle of a person alone', async () => {
      await store.handoffs.insert(HERE, [handoff(90, { linkId: id(9), cycle: 2, urgency: 'low' })])
      expect(await listed('rejected')).toEqual([10, 11])
      expect(await listed('returning')).toEqual([11])
      expect(await listed('todo')).toContain(90)
    })
  })
}
