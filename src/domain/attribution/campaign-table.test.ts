import { fc, test as prop } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { InvariantError } from '../errors.ts'
import type { CampaignCounts } from './campaign-table.ts'
import { campaignTable } from './campaign-table.ts'

const counts = (campaign: string | null, over: Partial<CampaignCounts> = {}): CampaignCounts => ({
  campaign,
  leads: 0,
  won: 0,
  lost: 0,
  open: 0,
  revenueMinor: 0n,
  ...over,
})

describe('campaignTable', () => {
  test('sets what a campaign cost beside what it brought', () => {
    const table = campaignTable(
      [{ name: 'a', spendMinor: 100_000n }],
      [counts('a', { leads: 6, won: 1, lost: 2, open: 1, revenueMinor: 140_000n })],
    )
    expect(table.campaigns).toEqual([
      {
        name: 'a',
        spendMinor: 100_000n,
        leads: 6,
        won: 1,
        lost: 2,
        open: 1,
        revenueMinor: 140_000n,
        cplMinor: 16_667n,
        costPerWonMinor: 100_000n,
        revenuePerLeadMinor: 23_333n,
        winRatePercent: 33.33,
        roasPercent: 140,
        roiPercent: 40,
      },
    ])
  })

  test('rounds half up', () => {
    expect(campaignTable([{ name: 'a', spendMinor: 5n }], [counts('a', { leads: 2 })]).campaigns[0]?.cplMinor).toBe(3n)
  })

  test('a figure without denominator is not available, neither 0 nor infinite', () => {
    const { campaigns, totals } = campaignTable([{ name: 'a', spendMinor: 0n }], [])
    const nothing = {
      cplMinor: null,
      costPerWonMinor: null,
      revenuePerLeadMinor: null,
      winRatePercent: null,
      roasPercent: null,
      roiPercent: null,
    }
    expect(campaigns[0]).toMatchObject(nothing)
    expect(totals).toMatchObject(nothing)
  })

  test('what belongs to no campaign is kept apart and counts in the totals', () => {
    const table = campaignTable([{ name: 'a', spendMinor: 1n }], [counts(null, { leads: 2, revenueMinor: -5n })])
    expect(table.campaigns.map((row) => row.name)).toEqual(['a'])
    expect(table.unattributed).toMatchObject({ leads: 2, revenueMinor: -5n, spendMinor: 0n })
    expect(table.totals).toMatchObject({ leads: 2, revenueMinor: -5n, spendMinor: 1n })
  })

  test('a campaign nobody listed still shows, so that nothing is lost', () => {
    const { campaigns } = campaignTable([{ name: 'b', spendMinor: 1n }], [counts('gone', { leads: 1 }), counts('a')])
    expect(campaigns.map((row) => [row.name, row.leads])).toEqual([
      ['a', 0],
      ['b', 0],
      ['gone', 1],
    ])
  })

  test('no campaign counts twice', () => {
    const twice = { name: 'a', spendMinor: 1n }
    expect(() => campaignTable([twice, twice], [])).toThrow(InvariantError)
    expect(() => campaignTable([], [counts('a'), counts('a')])).toThrow('twice')
  })

  const figure = fc.nat(50)
  const row = fc.record({
    campaign: fc.constantFrom('a', 'b', 'unlisted', null),
    leads: figure,
    won: figure,
    lost: figure,
    open: figure,
    revenueMinor: fc.bigInt({ min: -1000n, max: 1000n }),
  })
  prop.prop([fc.uniqueArray(row, { selector: (r) => r.campaign })])('the rows add up to what went in', (rows) => {
    const spend = [
      { name: 'a', spendMinor: 3n },
      { name: 'b', spendMinor: 4n },
    ]
    const { campaigns, unattributed, totals } = campaignTable(spend, rows)
    const all = [...campaigns, unattributed]
    expect(totals.spendMinor).toBe(7n)
    expect(totals.leads).toBe(rows.reduce((sum, r) => sum + r.leads, 0))
    expect(all.reduce((sum, r) => sum + r.won, 0)).toBe(rows.reduce((sum, r) => sum + r.won, 0))
    expect(all.reduce((sum, r) => sum + r.revenueMinor, 0n)).toBe(rows.reduce((sum, r) => sum + r.revenueMinor, 0n))
  })
})
