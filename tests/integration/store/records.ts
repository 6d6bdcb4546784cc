import { describe, expect, it } from 'vitest'
import { findRecords } from '#app/look-up/find-records.ts'
import { searchTerms, titleBeginning } from '#domain/identity/search-text.ts'
import type { Link } from '#domain/identity/link.ts'
import type { Position } from '#domain/order.ts'
import type { Store } from '#ports/store.ts'
import { CONTACTS, ELSEWHERE, HERE, id, journalRow, LEADS, link, MINUTE, T0 } from './rows.ts'

export function describeRecords(store: () => Store): void {
  const both = (value: string) => ({ hubspot: value, salesforce: value })
  const person = (n: number, firstname: string, lastname: string, over: Partial<Link> = {}): Link =>
    link(n, {
      base: {
        firstname: both(firstname),
        lastname: both(lastname),
        email: both(`${firstname}.${n}@acme${n}.example`.toLowerCase()),
      },
      createdAt: T0 + n,
      ...over,
    })
  const found = async (text: string, kind: Link['kind'] | null = null): Promise<readonly string[]> => {
    const links = await store().records.search(HERE, searchTerms(text), {
      kind,
      limit: 100,
      beginning: titleBeginning(text),
    })
    return links.map((one) => one.id).toSorted()
  }

  describe('records that are looked for', () => {
    it('are found by the beginning of any word, whatever its case and accents, in their connection', async () => {
      await store().links.save(HERE, [
        person(1, 'Anna', 'Müller'),
        person(2, 'ANNE', 'Smith'),
        person(3, 'José', "O'Brien", { kind: 'company' }),
      ])
      await store().links.save(ELSEWHERE, [person(4, 'Anna', 'Elsewhere')])
      expect(await found('ann')).toEqual([id(1), id(2)])
      expect(await found('mul an')).toEqual([id(1)])
      expect(await found('Mueller')).toEqual([id(1)])
      expect(await found('acme2.ex')).toEqual([id(2)])
      expect(await found('anne.2@ac')).toEqual([id(2)])
      expect(await found('jose brien')).toEqual([id(3)])
      expect(await found('jose', 'person')).toEqual([])
      expect(await found('nna')).toEqual([])
      expect(await found(`' | 'x:* & !`)).toEqual([])
      expect(await found('')).toEqual([])
    })

    it('are found by their whole name first, however many begin so', async () => {
      const crowd = Array.from({ length: 400 }, (_, i) => person(i + 1, 'Testa', `Tester ${i}`))
      const company = person(501, '', '', { kind: 'company', base: { name: both('Test') } })
      await store().links.save(HERE, [
        ...crowd,
        person(500, 'Zoe', 'Test'),
        company,
        person(502, 'Test', 'Aardvark'),
        person(503, 'Xavier', 'Quick', { base: { email: both('test@many.example') } }),
      ])
      const first = async (typed: string, n: number) =>
        (
          await findRecords({ store: store(), connection: { id: HERE } as never }, typed, { kind: null, limit: 10 })
        ).hits
          .slice(0, n)
          .map(({ link: one }) => one.id)
      expect(await first('Test', 1)).toEqual([id(501)])
      expect(new Set(await first('Test', 4))).toContain(id(502))
      expect(await first('zoe test', 1)).toEqual([id(500)])
      expect(await first('test@many.example', 1)).toEqual([id(503)])
      expect(await first('Tést', 1)).toEqual([id(501)])
    })

    it('go with what is saved: a new name at once, the old one no more', async () => {
      await store().links.save(HERE, [person(1, 'Anna', 'Miller')])
      await store().links.saveBase(HERE, [{ id: id(1), base: { lastname: both('Schmidt'), phone: both('12') } }])
      expect(await found('schm')).toEqual([id(1)])
      expect(await found('mill')).toEqual([])
      await store().links.save(HERE, [person(1, 'Anna', 'Baker')])
      expect(await found('bak')).toEqual([id(1)])
      expect(await found('schm')).toEqual([])
    })

    it('are not found once they were erased, also when they are saved once more', async () => {
      await store().links.save(HERE, [person(1, 'Anna', 'Miller')])
      await store().erasure.erase(HERE, { links: [id(1)], hubspotIds: ['1'], salesforceIds: ['00Q1'] }, T0)
      expect(await found('anna')).toEqual([])
      await store().links.save(HERE, [person(1, 'Anna', 'Miller', { state: 'unlinked', base: {} })])
      expect(await found('anna')).toEqual([])
      const all = { kind: null, state: null, problems: 'any' } as const
      expect(await store().records.browse(HERE, all, { limit: 10 })).toEqual([])
    })

    it('are found by any id that ever was theirs, and those merged away lead to who goes on', async () => {
      await store().links.save(HERE, [person(1, 'Anna', 'Old'), person(2, 'Anna', 'New')])
      await store().links.save(HERE, [person(1, 'Anna', 'Old', { state: 'unlinked' })])
      await store().links.addAliases(HERE, [
        { kind: 'person', side: 'hubspot', recordId: '1', linkId: id(2) },
        { kind: 'person', side: 'salesforce', recordId: '00Q1', linkId: id(2) },
      ])
      const ids = async (recordId: string) => (await store().records.byRecordId(HERE, [recordId])).map((one) => one.id)
      expect(await ids('1')).toEqual([id(2), id(1)])
      expect(await ids('00Q2')).toEqual([id(2)])
      expect(await store().records.byRecordId(ELSEWHERE, ['1'])).toEqual([])
      const survivors = await store().records.survivors(HERE, [id(1), id(2)])
      expect([...survivors].map(([left, { id: survivor }]) => [left, survivor])).toEqual([[id(1), id(2)]])
      expect(await store().records.aliases(HERE, id(2))).toEqual([
        { kind: 'person', side: 'hubspot', recordId: '1' },
        { kind: 'person', side: 'salesforce', recordId: '00Q1' },
      ])
    })

    it('are listed newest first, by kind and state, page after page', async () => {
      await store().links.save(HERE, [
        ...[1, 2, 3, 4].map((n) => person(n, 'A', 'B')),
        person(5, 'A', 'B', { kind: 'company' }),
        person(6, 'A', 'B', { state: 'unlinked' }),
      ])
      const { id: intended, ...rest } = link(7)
      await store().links.intend(HERE, [{ ...rest, id: intended }])
      await store().parked.park(HERE, [
        { ...CONTACTS, recordId: '2', linkId: id(2), code: 'X', message: '', remedy: '', at: T0 },
      ])
      const browse = async (over: object, after: number | null = null, limit = 10) =>
        (
          await store().records.browse(
            HERE,
            { kind: null, state: null, problems: 'any', ...over },
            { after: after === null ? null : [T0 + after, id(after)], limit },
          )
        ).map((one) => one.id)
      expect(await browse({})).toEqual([6, 5, 4, 3, 2, 1].map(id))
      expect(await browse({}, 5, 2)).toEqual([id(4), id(3)])
      expect(await browse({ kind: 'person', state: 'active' })).toEqual([4, 3, 2, 1].map(id))
      expect(await browse({ state: 'unlinked' })).toEqual([id(6)])
      expect(await browse({ state: 'intended' })).toEqual([id(7)])
      expect(await browse({ problems: 'parked' })).toEqual([id(2)])
      expect(await browse({ problems: 'parked', kind: 'company' })).toEqual([])
      const every = { kind: null, state: null, problems: 'any' } as const
      expect(await store().records.countBrowsed(HERE, every, 100)).toBe(6)
      expect(await store().records.countBrowsed(HERE, every, 3)).toBe(3)
    })
  })

  describe('what is known of one record', () => {
    it('is where it waits, what is in its way, and when it was looked at', async () => {
      const records = [
        { ...CONTACTS, recordId: '1' },
        { ...LEADS, recordId: '00Q1' },
      ]
      await store().inbox.add(HERE, CONTACTS, ['1', '2'], 'asked for', T0, 'handoff')
      await store().inbox.knows(HERE, [{ ...LEADS, recordId: '00Q1', print: 'p', modifiedAt: null }], T0 + MINUTE)
      expect(await store().records.waiting(HERE, records)).toMatchObject([
        { recordId: '1', cause: 'asked for', lane: 'handoff', enqueuedAt: T0, leaseUntil: null, attempts: 0 },
      ])
      expect([...(await store().records.lookedAt(HERE, records))]).toEqual([['00Q1', T0 + MINUTE]])
      const problem = { ...LEADS, recordId: '00Q1', code: 'X', message: 'no', remedy: 'do', at: T0 }
      await store().parked.park(HERE, [
        { ...problem, linkId: id(1) },
        { ...problem, recordId: '00Q2', linkId: id(2) },
      ])
      expect(await store().records.problems(HERE, [id(1)])).toEqual([{ ...problem, linkId: id(1) }])
    })

    it('is the newest change of each field, and all of them page by page', async () => {
      const change = (field: string, to: string, rule = field) => ({
        field,
        from: null,
        to,
        rule,
        because: 'newest-wins',
        winner: 'hubspot' as const,
        lost: 'x',
      })
      await store().journal.append(HERE, [
        journalRow({ changes: [change('Phone', '1'), change('Email', 'a')] }),
        journalRow({ changes: [change('Phone', '2')], at: T0 + 1, configVersion: 4 }),
        journalRow({ side: 'hubspot', object: 'contacts', recordId: '1', changes: [change('phone', '3', 'Phone')] }),
        journalRow({ linkId: id(2), changes: [change('Phone', '9')] }),
      ])
      const newest = await store().records.newestChanges(HERE, id(1))
      expect(newest.map(({ entry, change: { field, to } }) => [entry.side, field, to, entry.configVersion])).toEqual([
        ['hubspot', 'phone', '3', 1],
        ['salesforce', 'Email', 'a', 1],
        ['salesforce', 'Phone', '2', 4],
      ])
      const phone = [
        { side: 'salesforce', field: 'Phone' },
        { side: 'hubspot', field: 'phone' },
      ] as const
      const page = (after: Position | null, fields: typeof phone | null = phone) =>
        store().journal.pageOfLink(HERE, id(1), fields, { after, limit: 2 })
      const first = await page(null)
      expect(first.map(({ recordId, configVersion }) => [recordId, configVersion])).toEqual([
        ['00Q1', 4],
        ['1', 1],
      ])
      expect((await page(first.at(-1)?.position ?? null)).map(({ changes }) => changes.length)).toEqual([2])
      expect(await store().journal.countOfLink(HERE, id(1), phone, 10)).toBe(3)
      expect(await store().journal.countOfLink(HERE, id(1), null, 2)).toBe(2)
      expect((await page(null, null)).length).toBe(2)
    })

    it('is that it was erased', async () => {
      await store().journal.append(HERE, [journalRow({ action: 'erase', changes: [] })])
      expect(await store().records.isErased(HERE, id(1))).toBe(true)
      expect(await store().records.isErased(HERE, id(2))).toBe(false)
      expect(await store().records.isErased(ELSEWHERE, id(1))).toBe(false)
    })
  })

  describe('the whole journal', () => {
    it('is looked through newest first, by everything that a change says of itself', async () => {
      await store().journal.append(HERE, [
        journalRow({ at: T0, cause: 'one', configVersion: 2 }),
        journalRow({ at: T0 + 2, cause: 'two', object: 'Contact' }),
        journalRow({ at: T0 + 1, cause: 'three', action: 'create', side: 'hubspot' }),
        journalRow({
          at: T0 + 1,
          cause: 'four',
          changes: [{ field: 'Status', from: null, to: 'x', rule: 'handoff', because: 'handoff', winner: 'tandem' }],
        }),
      ])
      await store().journal.append(ELSEWHERE, [journalRow()])
      const causes = async (filter: object, limit = 10) =>
        (await store().journal.page(HERE, filter, { after: null, limit })).entries.map(({ cause }) => cause)
      expect(await causes({})).toEqual(['two', 'four', 'three', 'one'])
      expect(await causes({ object: 'Contact' })).toEqual(['two'])
      expect(await causes({ side: 'hubspot' })).toEqual(['three'])
      expect(await causes({ action: 'create' })).toEqual(['three'])
      expect(await causes({ field: 'Status' })).toEqual(['four'])
      expect(await causes({ rule: 'handoff' })).toEqual(['four'])
      expect(await causes({ field: 'phone', rule: 'handoff' })).toEqual([])
      expect(await causes({ configVersion: 2 })).toEqual(['one'])
      expect(await store().journal.countFitting(HERE, { rule: 'phone' }, 10)).toBe(3)
      expect(await causes({ from: T0 + 1, until: T0 + 2 })).toEqual(['four', 'three'])
    })

    it('goes on where a page or a look ended, also when nothing in it fitted', async () => {
      await store().journal.append(
        HERE,
        Array.from({ length: 10 }, (_, n) =>
          journalRow({ at: T0 + n, cause: `${n}`, object: n === 0 ? 'Task' : 'Lead' }),
        ),
      )
      const first = await store().journal.page(HERE, {}, { after: null, limit: 4 })
      expect(first.entries.map(({ cause }) => cause)).toEqual(['9', '8', '7', '6'])
      const second = await store().journal.page(HERE, {}, { after: first.next, limit: 100 })
      expect(second.entries.map(({ cause }) => cause)).toEqual(['5', '4', '3', '2', '1', '0'])
      expect(second.next).toBeNull()

      const look = await store().journal.page(HERE, { object: 'Task' }, { after: null, limit: 4, scan: 6 })
      expect(look).toMatchObject({ entries: [], next: [T0 + 4, expect.any(Number)] })
      const rest = await store().journal.page(HERE, { object: 'Task' }, { after: look.next, limit: 4, scan: 6 })
      expect([rest.entries.map(({ cause }) => cause), rest.next]).toEqual([['0'], null])
    })

    it('is counted by what is kept, however many there are', async () => {
      const rows = (n: number) => Array.from({ length: n }, () => journalRow())
      await store().journal.append(HERE, rows(20_100))
      await store().journal.append(ELSEWHERE, rows(10))
      expect(await store().journal.count(HERE)).toBe(20_100)
      expect(await store().journal.count(HERE)).toBe(20_100)
      await store().journal.append(HERE, rows(5))
      expect(await store().journal.count(HERE)).toBe(20_105)
      expect(await store().journal.count(ELSEWHERE)).toBe(10)
    })
  })
}
