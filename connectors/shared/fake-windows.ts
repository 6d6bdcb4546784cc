import type { WindowState } from '#domain/budget/places.ts'
import type { SharedWindows } from '#ports/budget.ts'
import type { Timing } from './timing.ts'

/** For tests: windows that workers of one process share, each change after a round trip of `tripMs`. */
export function fakeWindows(
  timing: Timing,
  tripMs: number,
): SharedWindows & { readonly updates: () => number; readonly stateOf: (window: string) => WindowState | undefined } {
  const states = new Map<string, WindowState>()
  let updates = 0
  return {
    updates: () => updates,
    stateOf: (window) => states.get(window),
    update: async (window, change) => {
      updates += 1
      await timing.sleep(tripMs / 2)
      const { state, answer } = change(states.get(window) ?? null, timing.now())
      states.set(window, state)
      await timing.sleep(tripMs / 2)
      return answer
    },
  }
}
