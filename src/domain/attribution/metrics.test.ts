import { fc, test as prop } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { InvariantError } from '../errors.ts'
import type { CampaignTableInput, LeadFacts, LeadOutcome } from './metrics.ts'
import { LEAD_OUTCOMES, campaignTable } from './metrics.ts'

const campaign = (id: string, spendMinor: bigint) => ({ id, name: `Campaign ${id}`, currency: 'USD', spendMinor })
const lead = (campaignId: string | null, outcome: LeadOutcome): LeadFacts => ({ campaignId, outcome })

describe('campaignTable', () => {
  test('sets what a campaign cost beside what it brought', () => {
    const { rows } = campaignTable({
      campaigns: [campaign('a', 100_000n)],
      leads: [
        lead('a', 'won'),
        lead('a', 'lost'),
        lead('a', 'lost'),
        lead('a', 'open'),
        lead('a', 'working'),
        lead('a', 'untouched'),
      ],
      credits: [
        { campaignId: 'a', amountMinor: 90_000n },
        { campaignId: 'a', amountMinor: 50_000n },
      ],
    })
    expect(rows).toEqual([
      {
        campaignId: 'a',
        name: 'Campaign a',
        spendMinor: 100_000n,
        leads: 6,
        untouched: 1,
        working: 1,
        open: 1,
        won: 1,
        lost: 2,
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
    const leads = [lead('a', 'open'), lead('a', 'open')]
    expect(campaignTable({ campaigns: [campaign('a', 5n)], leads, credits: [] }).rows[0]?.cplMinor).toBe(3n)
  })

  test('a figure without denominator is not available, neither 0 nor infinite', () => {
    const { rows, totals } = campaignTable({ campaigns: [campaign('a', 0n)], leads: [], credits: [] })
    const nothing = {
      cplMinor: null,
      costPerWonMinor: null,
      revenuePerLeadMinor: null,
      winRatePercent: null,
      roasPercent: null,
      roiPercent: null,
    }
    expect(rows[0]).toMatchObject(nothing)
    expect(totals).toMatchObject(nothing)
  })

  test('what belongs to no campaign is a row of its own, only when there is something', () => {
    const names = (input: Partial<CampaignTableInput>): string[] =>
      campaignTable({ campaigns: [campaign('a', 1n)], leads: [], credits: [], ...input }).rows.map((row) => row.name)
    expect(names({})).toEqual(['Campaign a'])
    expect(names({ leads: [lead(null, 'open')] })).toEqual(['Campaign a', '(unattributed)'])
    expect(names({ credits: [{ campaignId: null, amountMinor: -5n }] })).toEqual(['Campaign a', '(unattributed)'])
  })

  test('a campaign nobody listed still shows, so that nothing is lost', () => {
    const { rows } = campaignTable({
      campaigns: [campaign('a', 1n)],
      leads: [lead('gone', 'won'), lead(null, 'open')],
      credits: [{ campaignId: 'deleted', amountMinor: 7n }],
    })
    expect(rows.map((row) => [row.campaignId, row.leads, row.revenueMinor])).toEqual([
      ['a', 0, 0n],
      ['deleted', 0, 7n],
      ['gone', 1, 0n],
      [null, 1, 0n],
    ])
  })

  test('currencies are not added up, and no campaign counts twice', () => {
    const euro = { ...campaign('b', 1n), currency: 'EUR' }
    expect(() => campaignTable({ campaigns: [campaign('a', 1n), euro], leads: [], credits: [] })).toThrow(
      InvariantError,
    )
    expect(() => campaignTable({ campaigns: [campaign('a', 1n), campaign('a', 2n)], leads: [], credits: [] })).toThrow(
      'twice',
    )
  })

  const anyId = fc.constantFrom('a', 'b', 'unlisted', null)
  prop.prop([
    fc.array(fc.record({ campaignId: anyId, outcome: fc.constantFrom(...LEAD_OUTCOMES) })),
    fc.array(fc.record({ campaignId: anyId, amountMinor: fc.bigInt({ min: -1000n, max: 1000n }) })),
  ])('the rows add up to the facts', (leads, credits) => {
    const { rows, totals } = campaignTable({ campaigns: [campaign('a', 3n), campaign('b', 4n)], leads, credits })
    expect(totals.leads).toBe(leads.length)
    expect(totals.won).toBe(leads.filter((l) => l.outcome === 'won').length)
    expect(totals.spendMinor).toBe(7n)
    expect(totals.revenueMinor).toBe(credits.reduce((sum, credit) => sum + credit.amountMinor, 0n))
    expect(rows.reduce((sum, row) => sum + row.leads, 0)).toBe(leads.length)
    expect(rows.reduce((sum, row) => sum + row.revenueMinor, 0n)).toBe(totals.revenueMinor)
  })
})
