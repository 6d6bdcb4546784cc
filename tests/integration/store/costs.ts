import { describe, expect, it } from 'vitest'
import type { CostLine } from '#domain/attribution/cost-line.ts'
import type { Store } from '#ports/store.ts'
import { ELSEWHERE, HERE, opportunity, T0 } from './rows.ts'

export function describeCosts(store: () => Store): void {
  const line = (key: string, over: Partial<CostLine> = {}): CostLine => ({
    source: 'hubspot',
    key,
    campaign: 'Spring',
    channel: null,
    fromOn: '2026-03-01',
    untilOn: '2026-03-31',
    amountMinor: 100n,
    currency: 'USD',
    note: 'why',
    ...over,
  })
  const save = (lines: readonly CostLine[], at = T0, importId: string | null = null) =>
    store().costs.save(HERE, lines, at, importId)

  describe('lines of costs', () => {
    it('are saved once; one that differs becomes a version, and the one before keeps its figures', async () => {
      const rich = line('a', { amountMinor: 9_007_199_254_740_993n })
      expect(await save([rich, line('b')], T0, 'file 1')).toEqual(new Set(['a', 'b']))
      expect(await save([rich, line('b')], T0 + 1, 'file 2')).toEqual(new Set())
      expect(await save([line('a', { amountMinor: -5n })], T0 + 2, 'file 3')).toEqual(new Set(['a']))
      const first = { ...rich, version: 1, recordedAt: T0, supersededAt: T0 + 2, importId: 'file 1' }
      const second = {
        ...rich,
        amountMinor: -5n,
        version: 2,
        recordedAt: T0 + 2,
        supersededAt: null,
        importId: 'file 3',
      }
      const other = { ...line('b'), version: 1, recordedAt: T0, supersededAt: null, importId: 'file 1' }
      expect(await store().costs.current(HERE)).toEqual([second, other])
      expect(await store().costs.versions(HERE, 'Spring')).toEqual([first, second, other])
      expect(await store().costs.current(ELSEWHERE)).toEqual([])
    })

    it.each<[string, Partial<CostLine>]>([
      ['campaign', { campaign: null }],
      ['channel', { channel: 'SOCIAL' }],
      ['first day', { fromOn: '2026-02-28' }],
      ['last day', { untilOn: '2026-04-01' }],
      ['currency', { currency: 'EUR' }],
    ])('are another version when their %s differs', async (_, over) => {
      await save([line('a')])
      expect(await save([line('a', over)], T0 + 1)).toEqual(new Set(['a']))
      expect(await store().costs.current(HERE)).toMatchObject([{ ...line('a', over), version: 2 }])
    })

    it('that end count no more and stay readable; one that comes back is the next version', async () => {
      await save([line('a'), line('a', { source: 'salesforce' })])
      expect(await store().costs.current(HERE, 'hubspot')).toMatchObject([{ source: 'hubspot', key: 'a' }])
      await store().costs.end(HERE, 'hubspot', ['a', 'unknown'], T0 + 1)
      await store().costs.end(HERE, 'hubspot', ['a'], T0 + 2)
      expect(await store().costs.current(HERE)).toMatchObject([{ source: 'salesforce' }])
      expect(await store().costs.versions(HERE, 'Spring')).toMatchObject([
        { source: 'hubspot', version: 1, supersededAt: T0 + 1 },
        { source: 'salesforce', version: 1, supersededAt: null },
      ])
      expect(await save([line('a')], T0 + 3)).toEqual(new Set(['a']))
      expect(await store().costs.current(HERE)).toMatchObject([
        { source: 'hubspot', version: 2 },
        { source: 'salesforce', version: 1 },
      ])
    })

    it('cannot end before they begin', async () => {
      await expect(save([line('a', { untilOn: '2026-02-01' })])).rejects.toThrow()
    })
  })

  it('campaigns are first seen when they are first saved', async () => {
    const campaign = { id: 'c1', name: 'Spring', channel: null, currency: 'USD', startOn: null, endOn: null }
    await store().campaigns.save(HERE, [{ ...campaign, spendMinor: 0n }], T0)
    await store().campaigns.save(
      HERE,
      [
        { ...campaign, spendMinor: 5n },
        { ...campaign, id: 'c2', spendMinor: 1n },
      ],
      T0 + 9,
    )
    expect(await store().campaigns.firstSeen(HERE)).toEqual(
      new Map([
        ['c1', T0],
        ['c2', T0 + 9],
      ]),
    )
    expect(await store().campaigns.firstSeen(ELSEWHERE)).toEqual(new Map())
  })

  it('opportunities in other currencies are found page by page', async () => {
    const euros = (n: number) => opportunity(n, { originalCurrency: 'EUR', originalAmountMinor: 1n, rate: '1.1' })
    await store().opportunities.save(HERE, [euros(1), opportunity(2), euros(3), euros(4)])
    expect(await store().opportunities.foreign(HERE, null, 2)).toEqual([euros(1), euros(3)])
    expect(await store().opportunities.foreign(HERE, '0063', 2)).toEqual([euros(4)])
    expect(await store().opportunities.foreign(ELSEWHERE, null, 2)).toEqual([])
  })
}
