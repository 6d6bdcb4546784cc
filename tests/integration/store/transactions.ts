import { describe, expect, it } from 'vitest'
import type { Store } from '#ports/store.ts'
import { StoreError } from '#store/store-error.ts'
import { HERE, journalRow, link } from './rows.ts'

export function describeTransactions(store: () => Store): void {
  describe('transactions', () => {
    it('keep all or nothing, and let the error of the work out as it is', async () => {
      const boom = new Error('boom')
      const work = store().transaction(async (tx) => {
        await tx.journal.append(HERE, [journalRow()])
        expect(await tx.journal.count(HERE)).toBe(1)
        throw boom
      })
      await expect(work).rejects.toBe(boom)
      expect(await store().journal.count(HERE)).toBe(0)
      await store().transaction((tx) => tx.journal.append(HERE, [journalRow()]))
      expect(await store().journal.count(HERE)).toBe(1)
    })

    it('join the one they are started in', async () => {
      const work = store().transaction(async (tx) => {
        await tx.transaction((inner) => inner.journal.append(HERE, [journalRow()]))
        throw new Error('outer')
      })
      await expect(work).rejects.toThrow('outer')
      expect(await store().journal.count(HERE)).toBe(0)
    })

    it('reject with a StoreError that names the constraint', async () => {
      await store().links.save(HERE, [link(1)])
      const twice = store().links.save(HERE, [link(2, { hubspotId: '1' })])
      await expect(twice).rejects.toThrow(StoreError)
      await expect(twice).rejects.toMatchObject({
        code: 'STORE_CONSTRAINT',
        disposition: 'fatal',
        context: { constraint: 'link_active_hubspot' },
      })
    })

    it('running side by side lose no update', async () => {
      const next = (): Promise<number> =>
        store().transaction(async (tx) => {
          const { pools } = await tx.routing.hold(HERE)
          const turn = pools['pool']?.current['005A'] ?? 0
          await tx.routing.save(HERE, { pools: { pool: { current: { '005A': turn + 1 } } } })
          return turn
        })
      const turns = await Promise.all(Array.from({ length: 20 }, next))
      expect(turns.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n))
    })
  })
}
