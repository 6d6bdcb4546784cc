import { PAIRS } from '#domain/objects/index.ts'
import type { PairFigures } from '#ports/store/pair-figures.ts'
import { activePairs } from '../active-pairs.ts'
import { keptWhileSlow } from '../kept-while-slow.ts'
import type { Scope } from '../scope.ts'

/** By scope, which a process has one of for each connection. */
const counted = new WeakMap<Scope, () => Promise<readonly PairFigures[]>>()

/** How the records of each object pair stand that is synced. */
export function pairFigures(scope: Scope): Promise<readonly PairFigures[]> {
  const known = counted.get(scope)
  if (known !== undefined) return known()
  const { store, connection } = scope
  const read = keptWhileSlow(() =>
    store.pairFigures.of(
      connection.id,
      activePairs(scope.config).map((id) => PAIRS[id]),
    ),
  )
  counted.set(scope, read)
  return read()
}
