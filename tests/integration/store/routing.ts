import { describe, expect, it } from 'vitest'
import { InvariantError } from '#domain/errors.ts'
import type { Store } from '#ports/store.ts'
import type { DatabaseKind } from '#support/database.ts'
import { ELSEWHERE, HERE } from './rows.ts'

/** One decision: turns of a pool go to Ada and Bob, one after the other. */
async function turn(tx: Store, pool = 'emea'): Promise<string> {
  const { pools } = await tx.routing.hold(HERE)
  const taken = pools[pool]?.current['taken'] ?? 0
  await tx.routing.save(HERE, { pools: { ...pools, [pool]: { current: { taken: taken + 1 } } } })
  return taken % 2 === 0 ? 'ada' : 'bob'
}

export function describeRouting(store: () => Store, kind: DatabaseKind): void {
  describe('the state of routing', () => {
    it('goes from one decision to the next, and back with the transaction', async () => {
      expect(await store().routing.peek(HERE)).toEqual({ pools: {} })
      expect(await store().transaction((tx) => turn(tx))).toBe('ada')
      const failing = store().transaction(async (tx) => {
        await turn(tx)
        throw new Error('handoffs could not be stored')
      })
      await expect(failing).rejects.toThrow('could not be stored')
      expect(await store().transaction((tx) => turn(tx))).toBe('bob')
      expect(await store().transaction((tx) => turn(tx, 'apac'))).toBe('ada')
      expect(Object.keys((await store().routing.peek(HERE)).pools).toSorted()).toEqual(['apac', 'emea'])
      expect(await store().routing.peek(ELSEWHERE)).toEqual({ pools: {} })
    })

    it('gives no slot twice, however many decide at once', async () => {
      const turns = await Promise.all(Array.from({ length: 20 }, () => store().transaction((tx) => turn(tx))))
      expect(turns.filter((id) => id === 'ada')).toHaveLength(10)
      expect(turns.filter((id) => id === 'bob')).toHaveLength(10)
    })

    it.runIf(kind === 'postgres')(
      'is held until the first transaction ends, also where none was stored before',
      async () => {
        const isHeld = Promise.withResolvers<void>()
        const mayEnd = Promise.withResolvers<void>()
        const ended: string[] = []
        const first = store().transaction(async (tx) => {
          const id = await turn(tx)
          isHeld.resolve()
          await mayEnd.promise
          ended.push('first')
          return id
        })
        await isHeld.promise
        const second = store().transaction(async (tx) => {
          const id = await turn(tx)
          ended.push('second')
          return id
        })
        // Another connection has its own.
        await store().transaction((tx) => tx.routing.hold(ELSEWHERE))
        mayEnd.resolve()
        expect(await Promise.all([first, second])).toEqual(['ada', 'bob'])
        expect(ended).toEqual(['first', 'second'])
      },
    )

    it('is not held outside of a transaction', async () => {
      await expect(store().routing.hold(HERE)).rejects.toThrow(InvariantError)
    })
  })
}
