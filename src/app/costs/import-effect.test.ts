import { describe, expect, test } from 'vitest'
import type { CostLine } from '#domain/attribution/cost-line.ts'
import type { StoredCostLine } from '#ports/store/costs.ts'
import { importEffect } from './import-effect.ts'

const OF = { currency: 'USD', costs: { sources: ['import', 'hubspot', 'salesforce'] }, rates: [] } as const

const line = (of: Partial<CostLine> & Pick<CostLine, 'key' | 'amountMinor'>): CostLine => ({
  source: 'import',
  campaign: 'Fair',
  channel: null,
  fromOn: '2026-03-01',
  untilOn: '2026-03-01',
  currency: 'USD',
  note: '',
  ...of,
})
const stored = (of: Parameters<typeof line>[0]): StoredCostLine => ({
  ...line(of),
  version: 1,
  recordedAt: 1,
  supersededAt: null,
  importId: null,
})
const hubspot = stored({ key: 'h', source: 'hubspot', untilOn: '2026-03-10', amountMinor: 1_000n })

describe('what a file of costs changes of the spend', () => {
  test('a day that nobody knew adds to it', () => {
    expect(importEffect(OF, [], [], [line({ key: 'a', amountMinor: 500n })])).toEqual({
      currency: 'USD',
      beforeMinor: 0n,
      afterMinor: 500n,
      displaced: [],
      campaigns: [{ campaign: 'Fair', beforeMinor: 0n, afterMinor: 500n }],
    })
  })

  test('a day in the middle of what HubSpot spread takes that day alone', () => {
    const day = { fromOn: '2026-03-05', untilOn: '2026-03-05' }
    expect(importEffect(OF, [], [hubspot], [line({ key: 'a', ...day, amountMinor: 40n })])).toMatchObject({
      beforeMinor: 1_000n,
      afterMinor: 940n,
      displaced: [{ source: 'hubspot', lines: 1, days: 1, amountMinor: 100n }],
    })
  })

  test('days that two lines of a campaign cover are counted once, those of two campaigns each', () => {
    const lines = [hubspot, { ...hubspot, key: 'same days' }, { ...hubspot, key: 'another', campaign: 'Spring Sale' }]
    const imported = ['Fair', 'Spring Sale'].map((campaign) => line({ key: campaign, campaign, amountMinor: 0n }))
    expect(importEffect(OF, [], lines, imported).displaced).toEqual([
      { source: 'hubspot', lines: 3, days: 2, amountMinor: 300n },
    ])
  })

  test('what was imported for other days stays in the sums, and still takes its days', () => {
    const june = { fromOn: '2026-06-01', untilOn: '2026-06-01' }
    const spread = { ...hubspot, untilOn: '2026-06-08' }
    const before = [spread, stored({ key: 'june', ...june, amountMinor: 70n })]
    expect(importEffect(OF, [], before, [line({ key: 'a', campaign: 'fair', amountMinor: 500n })])).toEqual({
      currency: 'USD',
      beforeMinor: 1_060n,
      afterMinor: 1_550n,
      displaced: [{ source: 'hubspot', lines: 1, days: 1, amountMinor: 10n }],
      campaigns: [{ campaign: 'Fair', beforeMinor: 1_060n, afterMinor: 1_550n }],
    })
  })

  test('what is imported again as it was changes nothing, with another amount it is replaced', () => {
    const before = [stored({ key: 'a', amountMinor: 500n })]
    expect(importEffect(OF, [], before, [line({ key: 'a', amountMinor: 500n })])).toMatchObject({
      afterMinor: 500n,
      displaced: [],
      campaigns: [],
    })
    expect(importEffect(OF, [], before, [line({ key: 'a', amountMinor: 450n })])).toMatchObject({
      afterMinor: 450n,
      displaced: [{ source: 'import', lines: 1, days: 1, amountMinor: 500n }],
    })
  })

  test('money without a rate counts for nothing and takes nothing away', () => {
    const euros = line({ key: 'a', currency: 'EUR', amountMinor: 500n })
    expect(importEffect(OF, [], [hubspot], [euros])).toMatchObject({ afterMinor: 1_000n, displaced: [] })
    const rates = [{ currency: 'EUR', from: '2026-01-01', rate: '2' }]
    expect(importEffect({ ...OF, rates }, [], [hubspot], [euros])).toMatchObject({ afterMinor: 1_900n })
  })
})
