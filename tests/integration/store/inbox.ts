import { describe, expect, it } from 'vitest'
import type { CapturedNotice, InboxRow } from '#ports/store/inbox.ts'
import type { Store } from '#ports/store.ts'
import { CONTACTS, LEADS, ELSEWHERE, HERE, MINUTE, T0 } from './rows.ts'

const notice = (recordId: string, modifiedAt = T0, overrides: Partial<CapturedNotice> = {}): CapturedNotice => ({
  id: recordId,
  kind: 'upserted',
  modifiedAt,
  ...overrides,
})

export function describeInbox(store: () => Store): void {
  const capture = (notices: readonly CapturedNotice[], at = T0, stream = CONTACTS) =>
    store().inbox.capture(HERE, stream, { notices, cursor: { at }, at })
  const lease = (now = T0, limit = 10, worker = 'w1'): Promise<readonly InboxRow[]> =>
    store().inbox.lease(HERE, [CONTACTS, LEADS], { limit, leaseMs: MINUTE, worker, now })
  const idsOf = (rows: readonly InboxRow[]): readonly string[] => rows.map((row) => row.recordId)

  describe('the inbox', () => {
    it('takes new notices, drops repeated ones, and saves the cursor with them', async () => {
      expect(await store().inbox.cursor(HERE, CONTACTS)).toBeNull()
      expect(await capture([notice('1'), notice('2')])).toEqual({ added: 2, repeated: 0, echoes: 0 })
      expect(await store().inbox.cursor(HERE, CONTACTS)).toEqual({ at: T0 })
      expect(await capture([notice('1'), notice('2', T0 - 1), notice('3')], T0 + 1)).toEqual({
        added: 1,
        repeated: 2,
        echoes: 0,
      })
      expect(await store().inbox.cursor(HERE, CONTACTS)).toEqual({ at: T0 + 1 })
      expect(await store().inbox.cursor(HERE, LEADS)).toBeNull()
      expect(idsOf(await lease())).toEqual(['1', '2'])
    })

    it('counts a record that comes twice in a page once, the newest notice winning', async () => {
      const notices = [notice('1', T0 + 5, { kind: 'merged', survivorId: '9' }), notice('1', T0)]
      expect(await capture(notices)).toEqual({ added: 1, repeated: 1, echoes: 0 })
      expect(await lease()).toEqual([
        {
          ...CONTACTS,
          recordId: '1',
          revision: 1,
          kind: 'merged',
          survivorId: '9',
          cause: 'changed',
          attempts: 0,
          enqueuedAt: T0,
          lane: 'live',
          snapshot: null,
          leasedBy: 'w1',
        },
      ])
    })

    it('tells echoes by their print: newer, but holding what is known already', async () => {
      expect(await capture([notice('1', T0, { print: 'a' })])).toEqual({ added: 1, repeated: 0, echoes: 0 })
      expect(await capture([notice('1', T0 + 1, { print: 'a' })])).toEqual({ added: 0, repeated: 0, echoes: 1 })
      expect(await capture([notice('1', T0 + 1, { print: 'a' })])).toEqual({ added: 0, repeated: 1, echoes: 0 })
      await store().inbox.knows(HERE, [{ ...CONTACTS, recordId: '1', print: 'b', modifiedAt: null }])
      expect(await capture([notice('1', T0 + 2, { print: 'b' })])).toEqual({ added: 0, repeated: 0, echoes: 1 })
      expect(await capture([notice('1', T0 + 3, { print: 'a' })])).toEqual({ added: 1, repeated: 0, echoes: 0 })
    })

    it('takes a merge for news once, however often the survivor tells of it, and again with another survivor', async () => {
      const merged = (at: number, survivorId: string) => notice('1', at, { kind: 'merged', survivorId })
      await capture([notice('1', T0, { print: 'a' })])
      expect(await capture([merged(T0 + 1, '2')])).toEqual({ added: 1, repeated: 0, echoes: 0 })
      expect(await capture([merged(T0 + 2, '2')])).toMatchObject({ added: 0 })
      expect(await store().inbox.hint(HERE, CONTACTS, [merged(T0 + 3, '2')], { at: T0, cause: 'event' })).toMatchObject(
        {
          added: 0,
        },
      )
      expect(await capture([merged(T0 + 4, '3')])).toEqual({ added: 1, repeated: 0, echoes: 0 })
    })

    it('takes another version of the same instant for news, an older one never', async () => {
      await store().inbox.knows(HERE, [{ ...CONTACTS, recordId: '1', print: 'b', modifiedAt: T0 }])
      expect(await capture([notice('1', T0, { print: 'c' })])).toEqual({ added: 1, repeated: 0, echoes: 0 })
      expect(await capture([notice('1', T0 - 1, { print: 'a' })])).toEqual({ added: 0, repeated: 1, echoes: 0 })
    })

    it('gives a record back of which a newer version came while somebody worked on an older one', async () => {
      // The newer one was captured and worked on by somebody else, who knew less than whoever remembers now.
      await capture([notice('1', T0 + 5, { print: 'newer' })])
      await store().inbox.done(HERE, await lease(T0 + MINUTE))
      const older = { ...CONTACTS, recordId: '1', print: 'older', modifiedAt: T0 + 1 }
      await store().inbox.knows(HERE, [older], T0 + 6)
      const again = await lease(T0 + MINUTE)
      expect(again).toMatchObject([{ recordId: '1', kind: 'upserted', snapshot: null }])
      await store().inbox.knows(HERE, [{ ...older, print: 'newer', modifiedAt: T0 + 5 }], T0 + 7)
      await store().inbox.done(HERE, again)
      // Typed back to what it was: news, not an echo.
      expect(await capture([notice('1', T0 + 9, { print: 'older' })])).toEqual({ added: 1, repeated: 0, echoes: 0 })
    })

    it('gives no record back for what it knew already', async () => {
      await capture([notice('1', T0 + 5, { print: 'a' })])
      await store().inbox.done(HERE, await lease(T0 + MINUTE))
      const same = { ...CONTACTS, recordId: '1', print: 'a', modifiedAt: T0 + 1 }
      await store().inbox.knows(HERE, [same, { ...same, recordId: '2' }], T0 + 6)
      await store().inbox.knows(HERE, [{ ...same, print: 'b', modifiedAt: T0 + 7 }], T0 + 8)
      expect(await lease(T0 + MINUTE)).toEqual([])
    })

    it('count what Tandem left behind as an echo once, when a page shows it', async () => {
      const known = { ...CONTACTS, recordId: '1', print: 'own', modifiedAt: T0 }
      await store().inbox.knows(HERE, [known], T0)
      const page = { notices: [notice('1', T0, { print: 'own' })], cursor: { at: 1 }, at: T0 + 2, askedAt: T0 + 1 }
      expect(await store().inbox.capture(HERE, CONTACTS, page)).toEqual({ added: 0, repeated: 0, echoes: 1 })
      expect(await store().inbox.capture(HERE, CONTACTS, page)).toEqual({ added: 0, repeated: 1, echoes: 0 })
    })

    it('come without their record when the page was asked for before Tandem wrote', async () => {
      const record = { object: 'contacts', id: '1', values: {}, createdAt: T0, modifiedAt: T0, mergedIds: [] }
      await store().inbox.knows(HERE, [{ ...CONTACTS, recordId: '1', print: 'own', modifiedAt: T0 }], T0 + 5)
      const notices = [notice('1', T0, { print: 'older', record })]
      const page = { notices, cursor: { at: 1 }, at: T0 + 6, askedAt: T0 + 1 }
      expect(await store().inbox.capture(HERE, CONTACTS, page)).toEqual({ added: 1, repeated: 0, echoes: 0 })
      const options = { limit: 10, leaseMs: 1000, worker: 'w', now: T0 + 10 }
      expect(await store().inbox.lease(HERE, [CONTACTS], options)).toMatchObject([{ recordId: '1', snapshot: null }])
      const later = { notices: [notice('1', T0 + 7, { print: 'own' })], cursor: { at: 2 }, at: T0 + 9, askedAt: T0 + 8 }
      expect(await store().inbox.capture(HERE, CONTACTS, later)).toEqual({ added: 0, repeated: 0, echoes: 1 })
    })

    it('takes a page of the very millisecond for one that knows of the write, and loses no edit by that', async () => {
      const record = (title: string) => ({
        object: 'contacts',
        id: '1',
        values: { title },
        createdAt: T0,
        modifiedAt: T0,
        mergedIds: [],
      })
      const shown = (print: string) => ({
        notices: [notice('1', T0, { print, record: record(print) })],
        cursor: { at: 1 },
        at: T0 + 6,
        askedAt: T0 + 5,
      })
      const remember = () =>
        store().inbox.knows(HERE, [{ ...CONTACTS, recordId: '1', print: 'own', modifiedAt: T0 }], T0 + 5)
      await remember()
      expect(await store().inbox.capture(HERE, CONTACTS, shown('own'))).toEqual({ added: 0, repeated: 0, echoes: 1 })
      // Somebody's edit of the same second is news, with the record as the page shows it.
      await remember()
      expect(await store().inbox.capture(HERE, CONTACTS, shown('edited'))).toMatchObject({ added: 1 })
      expect(await lease(T0 + 10)).toMatchObject([{ recordId: '1', snapshot: { values: { title: 'edited' } } }])
    })

    it('forgets what it was shown when a later notice shows nothing', async () => {
      const record = { ...CONTACTS, id: '1', values: { email: 'a@b.co' }, createdAt: T0, modifiedAt: T0, mergedIds: [] }
      await capture([notice('1', T0, { print: 'a', record })])
      await store().inbox.hint(HERE, CONTACTS, [notice('1', T0 + 1)], { at: T0, cause: 'webhook' })
      expect(await lease()).toMatchObject([{ recordId: '1', revision: 2, snapshot: null, cause: 'webhook' }])
    })

    it('leases what sales waits for before first loads', async () => {
      await store().inbox.add(HERE, CONTACTS, ['1'], 'first load', T0, 'backfill')
      await store().inbox.add(HERE, CONTACTS, ['2'], 'changed', T0 + 5)
      await store().inbox.add(HERE, CONTACTS, ['3'], 'handed over', T0 + 9, 'handoff')
      const taken = async (): Promise<readonly string[]> => idsOf(await lease(T0 + MINUTE, 1))
      expect([...(await taken()), ...(await taken()), ...(await taken())]).toEqual(['3', '2', '1'])
    })

    it('drops no deletion that happened in the millisecond of the last edit', async () => {
      await capture([notice('1')])
      expect(await capture([notice('1', T0, { kind: 'deleted' })])).toEqual({ added: 1, repeated: 0, echoes: 0 })
      expect(await capture([notice('1')])).toEqual({ added: 0, repeated: 1, echoes: 0 })
      expect(await lease()).toMatchObject([{ kind: 'deleted', revision: 2 }])
    })

    it('keeps a row whose revision moved while it was worked on', async () => {
      await capture([notice('1'), notice('2')])
      const rows = await lease()
      await capture([notice('1', T0 + 1)], T0 + 1)
      // Nobody else gets the row while the lease holds, although it changed.
      expect(await lease(T0 + 1)).toEqual([])
      await store().inbox.done(HERE, rows)
      expect(await lease(T0 + 1)).toMatchObject([{ recordId: '1', revision: 2 }])
    })

    it('gives a row again when its lease is over', async () => {
      await capture([notice('1')])
      await lease()
      expect(await lease(T0 + MINUTE - 1)).toEqual([])
      expect(idsOf(await lease(T0 + MINUTE))).toEqual(['1'])
    })

    it('settles no row that another worker has leased since: the lease had run out', async () => {
      await capture([notice('1'), notice('2'), notice('3')])
      const slow = await lease(T0, 10, 'slow')
      const fast = await lease(T0 + MINUTE, 10, 'fast')
      expect(idsOf(fast)).toEqual(['1', '2', '3'])
      const one = (rows: readonly InboxRow[], at: number): readonly InboxRow[] => rows.slice(at, at + 1)
      await store().inbox.done(HERE, one(slow, 0))
      await store().inbox.giveBack(HERE, one(slow, 1), T0, 'outage')
      await store().inbox.retry(HERE, one(slow, 2), T0, 'timeout')
      // All three are still held by the faster one, no try was counted, and it alone ends them.
      expect(await lease(T0 + MINUTE, 10, 'third')).toEqual([])
      expect(await store().inbox.depth(HERE, T0 + MINUTE)).toMatchObject({ total: 3, dueNow: 0 })
      await store().inbox.retry(HERE, one(fast, 2), T0 + MINUTE, 'timeout')
      expect(await lease(T0 + MINUTE, 10, 'third')).toMatchObject([{ recordId: '3', attempts: 1 }])
      await store().inbox.done(HERE, fast.slice(0, 2))
      expect(await store().inbox.depth(HERE, T0 + MINUTE)).toMatchObject({ total: 1 })
    })

    it('settles rows whose lease ran out as long as nobody else took them', async () => {
      await capture([notice('1')])
      const rows = await lease(T0)
      await store().inbox.done(HERE, rows)
      expect(await store().inbox.depth(HERE, T0 + 2 * MINUTE)).toMatchObject({ total: 0 })
    })

    it('renews the lease of rows that are still held, and says how many are', async () => {
      await capture([notice('1'), notice('2')])
      const rows = await lease(T0, 10, 'slow')
      expect(await store().inbox.renew(HERE, rows, T0 + 2 * MINUTE)).toBe(2)
      expect(await lease(T0 + MINUTE, 10, 'fast')).toEqual([])
      await store().inbox.giveBack(HERE, rows.slice(0, 1), T0, 'outage')
      const taken = await lease(T0 + MINUTE, 10, 'fast')
      expect(idsOf(taken)).toEqual(['1'])
      // One was given back and is somebody else's now; the other one goes on.
      expect(await store().inbox.renew(HERE, rows, T0 + 3 * MINUTE)).toBe(1)
      await store().inbox.done(HERE, taken)
      expect(await store().inbox.renew(HERE, taken, T0 + 3 * MINUTE)).toBe(0)
    })

    it('lets a row that changed while it was worked on come at once, whatever the worker said', async () => {
      await capture([notice('1'), notice('2')])
      const rows = await lease()
      await capture([notice('1', T0 + 1), notice('2', T0 + 1)], T0 + 1)
      await store().inbox.retry(HERE, rows.slice(0, 1), T0 + 60 * MINUTE, 'timeout')
      await store().inbox.giveBack(HERE, rows.slice(1), T0 + 60 * MINUTE, 'outage')
      expect(await lease(T0 + 1)).toMatchObject([
        { recordId: '1', attempts: 1, revision: 2 },
        { recordId: '2', attempts: 0, revision: 2 },
      ])
    })

    it('leases oldest first, over several streams, up to the limit', async () => {
      await capture([notice('1')], T0 + 3)
      await capture([notice('00Q1')], T0 + 2, LEADS)
      await capture([notice('0')], T0 + 1)
      expect(idsOf(await lease(T0 + 9, 2))).toEqual(['0', '00Q1'])
      expect(idsOf(await lease(T0 + 9, 2))).toEqual(['1'])
    })

    it('gives one row to one worker, however many ask at once', async () => {
      await capture(Array.from({ length: 100 }, (_, n) => notice(`${n}`)))
      const shares = await Promise.all(['a', 'b', 'c', 'd'].map((worker) => lease(T0, 25, worker)))
      const all = shares.flatMap(idsOf)
      expect(new Set(all).size).toBe(all.length)
      const rest = await lease(T0, 100)
      expect(all.length + rest.length).toBe(100)
    })

    it('lets a row rest until its next try', async () => {
      await capture([notice('1')])
      await store().inbox.retry(HERE, await lease(), T0 + MINUTE, 'timeout')
      expect(await lease(T0 + MINUTE - 1)).toEqual([])
      expect(await lease(T0 + MINUTE)).toMatchObject([{ recordId: '1', attempts: 1 }])
    })

    it('gives rows back without counting a try when nothing was tried on them', async () => {
      await capture([notice('1')])
      await store().inbox.giveBack(HERE, await lease(), T0 + MINUTE, 'outage')
      expect(await lease(T0 + MINUTE - 1)).toEqual([])
      expect(await lease(T0 + MINUTE)).toMatchObject([{ recordId: '1', attempts: 0 }])
    })

    it('brings a resting row forward when its record changes again', async () => {
      await capture([notice('1')])
      await store().inbox.retry(HERE, await lease(), T0 + 60 * MINUTE, 'timeout')
      await capture([notice('1', T0 + MINUTE)], T0 + MINUTE)
      expect(await lease(T0 + MINUTE)).toMatchObject([{ recordId: '1', attempts: 1, revision: 2 }])
    })

    it('takes records by our own wish, and keeps the kind of a notice that waits already', async () => {
      await capture([notice('1', T0, { kind: 'deleted' })])
      await store().inbox.add(HERE, CONTACTS, ['1', '2', '2'], 'write-back', T0 + 1)
      expect(await lease(T0 + 1)).toMatchObject([
        { recordId: '1', kind: 'deleted', cause: 'changed', revision: 2 },
        { recordId: '2', kind: 'upserted', cause: 'write-back', revision: 1 },
      ])
    })

    it('says how much waits, how much may run, and when the next one may', async () => {
      expect(await store().inbox.depth(HERE, T0)).toEqual({ total: 0, dueNow: 0, oldestAt: null })
      await capture([notice('1'), notice('2'), notice('3')])
      const [first, ...others] = await lease(T0, 2)
      await store().inbox.retry(HERE, first === undefined ? [] : [first], T0 + 5 * MINUTE, 'timeout')
      expect(others.length).toBe(1)
      expect(await store().inbox.depth(HERE, T0)).toEqual({ total: 3, dueNow: 1, oldestAt: T0 })
      await store().inbox.done(HERE, await lease(T0))
      expect(await store().inbox.depth(HERE, T0)).toEqual({ total: 2, dueNow: 0, oldestAt: T0 + MINUTE })
      expect(await store().inbox.depth(HERE, T0 + 5 * MINUTE)).toEqual({ total: 2, dueNow: 2, oldestAt: T0 + MINUTE })
      expect(await store().inbox.depth(ELSEWHERE, T0)).toEqual({ total: 0, dueNow: 0, oldestAt: null })
    })

    it('says how far was heard: to the last page of every stream, and not beyond what waits', async () => {
      const both = [CONTACTS, LEADS]
      const heard = () => store().inbox.heardAt(HERE, both)
      const page = (stream: typeof CONTACTS, askedAt: number, notices: readonly CapturedNotice[] = []) =>
        store().inbox.capture(HERE, stream, { notices, cursor: {}, at: askedAt + 5, askedAt, place: 'last' })
      await capture([])
      await page(CONTACTS, T0 + 100)
      expect(await heard()).toBeNull()
      await page(LEADS, T0 + 50)
      expect(await heard()).toBe(T0 + 50)
      await page(LEADS, T0 + 200)
      expect(await heard()).toBe(T0 + 100)
      // More is to come: nothing is known beyond what was known before.
      const more = { notices: [], cursor: {}, at: T0 + 305, askedAt: T0 + 300, place: 'more-follows' as const }
      await store().inbox.capture(HERE, CONTACTS, more)
      expect(await heard()).toBe(T0 + 100)
      await page(CONTACTS, T0 + 400, [notice('1', T0 + 150)])
      await page(LEADS, T0 + 400)
      expect(await heard()).toBe(T0 + 149)
      const [row] = await lease(T0 + 405)
      expect(await heard()).toBe(T0 + 149)
      // One that fails by itself keeps nobody waiting.
      await store().inbox.retry(HERE, row === undefined ? [] : [row], T0 + 500, 'odd')
      expect(await heard()).toBe(T0 + 400)
      expect(await store().inbox.heardAt(ELSEWHERE, both)).toBeNull()
    })

    it('takes more notices in one call than go into one statement', async () => {
      const notices = Array.from({ length: 10_001 }, (_, n) => notice(`${n}`))
      expect(await capture(notices)).toEqual({ added: 10_001, repeated: 0, echoes: 0 })
    })
  })
}
