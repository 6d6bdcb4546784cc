import { describe, expect, it } from 'vitest'
import type { Store } from '#ports/store.ts'
import { ELSEWHERE, HERE, T0 } from './rows.ts'

export function describeConnections(store: () => Store): void {
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
      expect(await store().connections.get(HERE)).toEqual({
        ...connection,
        state: 'active',
        pausedReason: null,
        pausedBy: null,
      })
      await store().connections.pause(HERE, 'credentials were revoked')
      await store().connections.save({ ...connection, name: 'Europe' })
      expect(await store().connections.list()).toEqual([
        {
          ...connection,
          name: 'Europe',
          state: 'paused',
          pausedReason: 'credentials were revoked',
          pausedBy: 'tandem',
        },
      ])
      await store().connections.pause(HERE, 'we move house', 'person')
      await store().connections.pause(HERE, 'credentials were revoked')
      expect(await store().connections.get(HERE)).toMatchObject({ pausedReason: 'we move house', pausedBy: 'person' })
      await store().connections.resume(HERE)
      expect(await store().connections.get(HERE)).toMatchObject({ state: 'active', pausedReason: null, pausedBy: null })
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
      expect((await store().configs.since(HERE, 2)).map(({ version, document }) => [version, document])).toEqual([
        [2, { a: 2 }],
        [3, { a: 1, b: [null, 'x'] }],
      ])
      expect(await store().configs.current(HERE)).toEqual({
        version: 3,
        document: { a: 1, b: [null, 'x'] },
        author: 'a',
        comment: 'c',
        createdAt: T0,
      })
      expect(await store().configs.current(ELSEWHERE)).toBeNull()
    })

    it('keep the order of members, in which the values of a map have a meaning', async () => {
      const withValues = (values: object) => ({ fields: { 'contact-lead': [{ hubspot: 'x', values }] } })
      const [one, other] = [withValues({ zeta: 'Top', a: 'Top' }), withValues({ a: 'Top', zeta: 'Top' })]
      expect(await push(one)).toBe(1)
      expect(JSON.stringify((await store().configs.current(HERE))?.document)).toBe(JSON.stringify(one))
      expect(await push(other)).toBe(2)
      expect(await store().configs.saying(HERE, one)).toBe(1)
      expect(await store().configs.saying(HERE, { fields: {} })).toBeNull()
    })

    it('are saved by whoever looked at the newest one, and by nobody who did not', async () => {
      const save = (document: unknown, expected: number | null, author = 'a') =>
        store().configs.save(HERE, { document, author, comment: 'c', at: T0, expected })
      expect(await save({ a: 1 }, null)).toEqual({ kind: 'saved', version: 1, before: null })
      expect(await save({ a: 2 }, 1, 'Ana')).toEqual({ kind: 'saved', version: 2, before: 1 })
      expect(await save({ a: 3 }, 1)).toEqual({
        kind: 'overtaken',
        newest: { version: 2, author: 'Ana', comment: 'c', createdAt: T0 },
      })
      expect(await save({ a: 2 }, 1)).toEqual({ kind: 'same', version: 2 })
      const both = await Promise.all([save({ a: 4 }, 2), save({ a: 5 }, 2)])
      expect(both.map(({ kind }) => kind).toSorted()).toEqual(['overtaken', 'saved'])
    })

    it('are listed newest first, page by page, and read one by one', async () => {
      for (const a of [1, 2, 3]) await push({ a })
      const { configs } = store()
      expect((await configs.heads(HERE, null, 2)).map(({ version }) => version)).toEqual([3, 2])
      expect((await configs.heads(HERE, 2, 2)).map(({ version }) => version)).toEqual([1])
      expect(await configs.get(HERE, 2)).toMatchObject({ version: 2, document: { a: 2 } })
      expect(await configs.get(HERE, 9)).toBeNull()
      expect([await configs.newest(HERE), await configs.newest(ELSEWHERE)]).toEqual([3, null])
    })

    it('get different numbers when several are pushed at once', async () => {
      const numbers = await Promise.all([1, 2, 3, 4, 5].map((a) => push({ a })))
      expect(new Set(numbers)).toEqual(new Set([1, 2, 3, 4, 5]))
    })
  })
}
