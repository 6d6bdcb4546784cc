import { describe, expect, it } from 'vitest'
import type { Store } from '#ports/store.ts'
import { CONTACTS, LEADS, ELSEWHERE, HERE, id, journalRow, MINUTE, T0 } from './rows.ts'

export function describeJournal(store: () => Store): void {
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
      const pending = async (limit: number) =>
        (await store().outbox.pending(limit)).map(({ place: _place, ...rest }) => rest)
      await store().outbox.add([row('b'), row('a', T0 + 5)])
      await store().outbox.add([row('b', T0 + 9), row('c')])
      expect(await pending(10)).toEqual([row('b'), row('a', T0 + 5), row('c')])
      const [first, second] = await store().outbox.pending(2)
      expect((await store().outbox.pending(10, first?.place)).map(({ id }) => id)).toEqual(['a', 'c'])
      expect((await store().outbox.pending(1, second?.place)).map(({ id }) => id)).toEqual(['c'])
      await store().outbox.sent(['b', 'a'], T0)
      await store().outbox.add([row('b')])
      expect(await pending(10)).toEqual([row('c')])
    })
  })
}
