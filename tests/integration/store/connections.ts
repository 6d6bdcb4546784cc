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

    it('get different numbers when several are pushed at once', async () => {
      const numbers = await Promise.all([1, 2, 3, 4, 5].map((a) => push({ a })))
      expect(new Set(numbers)).toEqual(new Set([1, 2, 3, 4, 5]))
    })
  })
}
