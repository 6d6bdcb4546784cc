import { describe, expect, it } from 'vitest'
import { canonicalJson } from '#domain/canonical.ts'
import { freshSums, type SumsScope } from './kept-sums.ts'

const attribution = { models: [], touches: { excludeChannels: [] }, segments: {} }
const PRINT = canonicalJson({ models: [], zone: 'UTC', excludeChannels: [], segmentMaps: [] })

async function asked(tookMs: number): Promise<{ readonly kept: number; readonly changedSince: boolean }> {
  let kept = 0
  const basis = { print: PRINT, asOf: 1, tookMs, segmentsChanged: false, channels: new Map<string, string>() }
  const attributionSums = {
    basis: async () => ({ ...basis, changed: kept === 0 }),
    opportunities: async (_id: string, most: number) => most,
    keep: async () => (kept += 1) > 0,
  }
  const scope = {
    store: { attributionSums },
    connection: { id: 'c', orgTimeZone: 'UTC' },
    config: { attribution, fields: { 'contact-lead': [], 'contact-contact': [] } },
    clock: { now: () => 2 },
  }
  const { changedSince } = await freshSums(scope as unknown as SumsScope, 'other')
  return { kept, changedSince }
}

describe('figures after a change', () => {
  it('are made anew for whoever asks only where that takes no time, else shown as they were', async () => {
    expect(await asked(150)).toEqual({ kept: 1, changedSince: false })
    expect(await asked(900)).toEqual({ kept: 0, changedSince: true })
  })
})
