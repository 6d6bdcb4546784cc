import type { Scope } from './scope.ts'
import { settleClocks } from './settle-clocks.ts'

/** Looks at every clock whose moment has come: warnings and breaches are recorded once each, in their order. @returns how many. */
export async function checkClocks(scope: Scope): Promise<number> {
  let looked = 0
  for (;;) {
    const count = await scope.store.transaction((tx) => settleClocks(scope, tx, 'due'))
    looked += count
    if (count === 0) return looked
  }
}
