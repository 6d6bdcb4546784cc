import { describe, expect, it } from 'vitest'
import { MINUTE } from '#support/company.ts'
import { DEATHS, play, seeds, serversAreThere } from './play.ts'
import { ended, isAlive } from './processes.ts'
import { reviveWorker } from './steps/mishaps.ts'

describe.skipIf(!serversAreThere)('two CRMs, and workers that do not live long', { timeout: 400_000 }, () => {
  it.each(seeds([3]))('processes that end right after any of their effects: seed %i', async (seed) => {
    // Nobody lives for ever: what one leaves behind is for the next to find.
    const { deaths } = await play({ seed, workers: 0 }, { kills: false, faults: false }, async (cast, at) => {
      const { stage, dice } = cast
      if (at < 6) return
      // The story does not run away from a process that is slow to die.
      if (at % 3 === 0) for (const worker of stage.workers) await ended(worker, 5_000)
      if (stage.workers.some(isAlive)) return
      // Half of them come after the leases of the one before have run out, the others before.
      if (dice.chance(0.5)) stage.advance(6 * MINUTE)
      await reviveWorker(cast, 1 + dice.below(10))
    })
    expect(deaths).toBeGreaterThanOrEqual(DEATHS)
  })
})
