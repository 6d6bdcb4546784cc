import { describe, expect, it } from 'vitest'
import { PER_TEN_SECONDS, play, seeds, serversAreThere } from './play.ts'

describe.skipIf(!serversAreThere)('two CRMs that enforce their limits', { timeout: 400_000 }, () => {
  it.each(seeds([4]))('nothing else goes wrong: never a refusal for a rate; seed %i', async (seed) => {
    const { busiest } = await play({ seed, workers: 2, limits: 'on' }, { kills: false, faults: false })
    expect(busiest, 'the story never came near the limit').toBeGreaterThanOrEqual(PER_TEN_SECONDS / 2)
  })
})
