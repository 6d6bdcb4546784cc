import { describe, expect, it } from 'vitest'
import type { CapturedNotice, InboxRow, Store, Stream } from '#ports/store.ts'
import { ELSEWHERE, HERE, id, journalRow, MINUTE, T0 } from './rows.ts'

const CONTACTS: Stream = { side: 'hubspot', object: 'contacts' }
const LEADS: Stream = { side: 'salesforce', object: 'Lead' }

const notice = (recordId: string, modifiedAt = T0, overrides: Partial<CapturedNotice> = {}): CapturedNotice => ({
  id: recordId,
  kind: 'upserted',
  modifiedAt,
  ...overrides,
})

export function describeSync(store: () => Store): void {
  const capture = (notices: readonly CapturedNotice[], at = T0, stream = CONTACTS) =>
    store().inbox.capture(HERE, stream, { notices, cursor: { at }, at })
  const lease = (now = T0, limit = 10, worker = 'w1'): Promise<readonly InboxRow[]> =>
    store().inbox.lease(HERE, [CONTACTS, LEADS], { limit, leaseMs: MINUTE, worker, now })
  const idsOf = (rows: readonly InboxRow[]): readonly string[] => rows.map((row) => row.recordId)

  describe('connections', () => {
    const connection = {
      id: HERE,
      name: 'EU',
      portalId: '1',
      orgId: '00D',
      currency: 'EUR',
      orgTimeZone: 'Europe/Berlin',
    }

    it('keep their state when their facts are saved again', async () => {
      await store().connections.save(connection)
      expect(await store().connections.get(HERE)).toEqual({ ...connection, state: 'active', pausedReason: null })
      await store().connections.pause(HERE, 'credentials were revoked')
      await store().connections.save({ ...connection, name: 'Europe' })
      expect(await store().connections.list()).toEqual([
        { ...connection, name: 'Europe', state: 'paused', pausedReason: 'credentials were revoked' },
      ])
      await store().connections.resume(HERE)
      expect(await store().connections.get(HERE)).toMatchObject({ state: 'active', pausedReason: null })
      expect(await store().connections.get(ELSEWHERE)).toBeNull()
    })
  })

  describe('configs', () => {
    const push = (document: unknown) => store().configs.push(HERE, { document, author: 'a', comment: 'c', at: T0 })

    it('get a new number for a new document, and the same one for the same document', async () => {
      expect(await store().configs.current(HERE)).toBeNull()
      expect(await push({ a: 1, b: [null, 'x'] })).toBe(1)
      expect(await push({ b: [null, 'x'], a: 1 })).toBe(1)
      expect(await push({ a: 2 })).toBe(2)
      // Going back to an older document is a new version.
      expect(await push({ a: 1, b: [null, 'x'] })).toBe(3)
      expect(await store().configs.current(HERE)).toEqual({
        version: 3,
        document: { a: 1, b: [null, 'x'] },
        author: 'a',
        comment: 'c',
        createdAt: T0,
      })
      expect(await store().configs.current(ELSEWHERE)).toBeNull()
    })

    it('get different numbers when several are pushed at once', async () => {
      const numbers = await Promise.all([1, 2, 3, 4, 5].map((a) => push({ a })))
      expect(new Set(numbers)).toEqual(new Set([1, 2, 3, 4, 5]))
    })
  })

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

    it('takes more notices in one call than go into one statement', async () => {
      const notices = Array.from({ length: 10_001 }, (_, n) => notice(`${n}`))
      expect(await capture(notices)).toEqual({ added: 10_001, repeated: 0, echoes: 0 })
    })
  })

  describe('the journal', () => {
    it('answers newest first, by link and connection', async () => {
      await store().journal.append(HERE, [
        journalRow({ cause: 'one' }),
        journalRow({ cause: 'two' }),
        journalRow({ linkId: null, cause: 'three' }),
      ])
      await store().journal.append(ELSEWHERE, [journalRow()])
      expect(await store().journal.count(HERE)).toBe(3)
      expect(await store().journal.ofLink(HERE, id(1), 10)).toEqual([
        journalRow({ cause: 'two' }),
        journalRow({ cause: 'one' }),
      ])
      expect(await store().journal.ofLink(HERE, id(1), 1)).toEqual([journalRow({ cause: 'two' })])
    })

    it('answers the recent rows of many links at once, oldest first', async () => {
      const other = { linkId: id(2) }
      await store().journal.append(HERE, [
        journalRow({ cause: 'too old', at: T0 - 1 }),
        journalRow({ cause: 'one' }),
        journalRow({ cause: 'two', at: T0 + MINUTE }),
        journalRow({ ...other, cause: 'three' }),
        journalRow({ linkId: id(3), cause: 'not asked for' }),
        journalRow({ linkId: null, cause: 'of nobody' }),
      ])
      await store().journal.append(ELSEWHERE, [journalRow()])
      const recent = await store().journal.recentChanges(HERE, [id(1), id(2), id(4)], T0)
      expect([...recent].map(([link, rows]) => [link, rows.map((row) => row.cause)])).toEqual([
        [id(1), ['one', 'two']],
        [id(2), ['three']],
      ])
      expect((await store().journal.recentChanges(HERE, [], T0)).size).toBe(0)
    })

    it('keeps any text, mending what the database cannot hold', async () => {
      const text = `"quotes" \\u0000 'single' \n {} $1 ümlaut 😀`
      await store().journal.append(HERE, [journalRow({ recordId: text, cause: `nul \u0000 and half a pair \ud83d` })])
      expect(await store().journal.ofLink(HERE, id(1), 1)).toMatchObject([
        { recordId: text, cause: 'nul  and half a pair \ufffd' },
      ])
    })
  })

  describe('parked records', () => {
    const item = (recordId: string, overrides: object = {}) => ({
      ...CONTACTS,
      recordId,
      linkId: null,
      code: 'INVALID_EMAIL',
      message: 'not an address',
      remedy: 'correct it',
      at: T0,
      ...overrides,
    })

    it('are open once per record and code; parking again renews', async () => {
      await store().parked.park(HERE, [item('1'), item('1', { code: 'DUPLICATE', linkId: id(1) })])
      await store().parked.park(HERE, [item('1', { message: 'still not an address', at: T0 + 1 }), item('2')])
      expect(await store().parked.counts(HERE)).toEqual({ DUPLICATE: 1, INVALID_EMAIL: 2 })
      expect((await store().parked.open(HERE, 1))[0]).toEqual(
        item('1', { message: 'still not an address', at: T0 + 1 }),
      )
    })

    it('close by record, and can be opened again', async () => {
      await store().parked.park(HERE, [item('1'), item('1', { code: 'DUPLICATE' }), item('2')])
      await store().parked.resolve(HERE, CONTACTS, ['1'], T0 + 1)
      await store().parked.resolve(HERE, LEADS, ['2'], T0 + 1)
      expect(await store().parked.counts(HERE)).toEqual({ INVALID_EMAIL: 1 })
      await store().parked.park(HERE, [item('1')])
      expect(await store().parked.counts(HERE)).toEqual({ INVALID_EMAIL: 2 })
    })
  })

  describe('the outbox', () => {
    it('gives rows in the order they came until they are sent, and takes an id once', async () => {
      const row = (key: string, runAt = T0) => ({ id: key, job: 'check-clock', payload: { clockId: key }, runAt })
      await store().outbox.add([row('b'), row('a', T0 + 5)])
      await store().outbox.add([row('b', T0 + 9), row('c')])
      expect(await store().outbox.pending(10)).toEqual([row('b'), row('a', T0 + 5), row('c')])
      await store().outbox.sent(['b', 'a'], T0)
      await store().outbox.add([row('b')])
      expect(await store().outbox.pending(10)).toEqual([row('c')])
    })
  })
}
