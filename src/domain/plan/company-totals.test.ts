import { describe, expect, it } from 'vitest'
import { HUBSPOT_FIELDS } from '../objects/own-field.ts'
import { companyTotals, NOTHING_SOLD } from './company-totals.ts'
import type { SoldFact } from './company-totals.ts'

const sold = (over: Partial<SoldFact> = {}): SoldFact => ({
  isWon: true,
  isClosed: true,
  amountMinor: 10_050n,
  refundOf: null,
  refundedMinor: null,
  attributedMinor: null,
  ...over,
})
const LOST = { isWon: false, amountMinor: 5n }
const OPEN = { isWon: false, isClosed: false }

describe('what a company is told', () => {
  it('is every property of figures that is made for companies', () => {
    const made = HUBSPOT_FIELDS.filter(({ object, type }) => object === 'companies' && type === 'number')
    expect(Object.keys(NOTHING_SOLD).toSorted()).toEqual(made.map(({ name }) => name).toSorted())
    expect(companyTotals('USD', [])).toEqual(NOTHING_SOLD)
  })

  it('adds up what was won and what of it is credited, and counts the rest', () => {
    const all = [sold({ attributedMinor: 5_000n }), sold({ attributedMinor: 25n }), sold(LOST), sold(OPEN), sold(OPEN)]
    expect(companyTotals('USD', all)).toEqual({
      tandem_won_amount: '201',
      tandem_attributed_revenue: '50.25',
      tandem_won_opportunities: '2',
      tandem_lost_opportunities: '1',
      tandem_open_opportunities: '2',
    })
  })

  it('has a refund, of its own or in fields, lower both, and counts it as no opportunity', () => {
    const all = [
      sold({ refundedMinor: 1_050n, attributedMinor: 9_000n }),
      sold({ amountMinor: -2_000n, refundOf: '1', attributedMinor: -2_000n }),
    ]
    expect(companyTotals('USD', all)).toMatchObject({
      tandem_won_amount: '70',
      tandem_attributed_revenue: '70',
      tandem_won_opportunities: '1',
    })
  })

  it('has no amount where none is known, which is not 0', () => {
    expect(companyTotals('USD', [sold({ amountMinor: null })])).toMatchObject({
      tandem_won_amount: null,
      tandem_won_opportunities: '1',
    })
  })
})
