import { describe, expect, it } from 'vitest'
import { DEATHS, play, seeds, serversAreThere } from './play.ts'
import { killWorker } from './steps/mishaps.ts'

describe.skipIf(!serversAreThere)(
  'two CRMs, several workers, and everything that goes wrong',
  { timeout: 400_000 },
  () => {
    it.each(seeds([1, 2]))('faults on one call in five, and workers that are killed: seed %i', async (seed) => {
      const { deaths } = await play({ seed, workers: 2 }, { kills: true, faults: true }, async (cast, at) => {
        if (at % 10 === 0) await killWorker(cast)
      })
      expect(deaths).toBeGreaterThanOrEqual(DEATHS)
    })
  },
)
