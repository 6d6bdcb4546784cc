import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { FIGURE_FIELDS, figureChange, figureValues, NO_FIGURES } from './figure-fields.ts'
import type { ShownFigures } from './figure-fields.ts'

const USD = { currency: 'USD', model: 'linear' }
const NOW = Date.UTC(2026, 10, 22, 9)
const spring: ShownFigures = {
  spendMinor: 125_050n,
  leads: 3,
  cplMinor: 41_683n,
  mqls: 2,
  sqls: 1,
  opportunities: 1_500_000n,
  won: 333_333n,
  revenueMinor: -5_000n,
  roasPercent: 140.25,
  costPerOpportunityMinor: null,
}

describe('the figures of a campaign', () => {
  it('are plain decimals in major units, n/a is blank, ROAS a ratio', () => {
    expect(figureValues(spring, USD)).toEqual({
      tandem_spend: '1250.5',
      tandem_leads: '3',
      tandem_cpl: '416.83',
      tandem_mqls: '2',
      tandem_sqls: '1',
      tandem_opportunities: '1.5',
      tandem_won: '0.33',
      tandem_revenue: '-50',
      tandem_roas: '1.4025',
      tandem_cost_per_opportunity: null,
      tandem_model: 'linear',
    })
  })

  it('have the digits of their currency', () => {
    expect(figureValues(spring, { ...USD, currency: 'JPY' })).toMatchObject({ tandem_spend: '125050' })
  })

  it('are every property that is made for campaigns, but their date', () => {
    const names = FIGURE_FIELDS.map(({ name }) => name).filter((name) => name !== 'tandem_as_of')
    expect(Object.keys(figureValues(spring, USD)).toSorted()).toEqual(names.toSorted())
    expect(Object.keys(NO_FIGURES).toSorted()).toEqual(names.toSorted())
  })

  it.each(FIGURE_FIELDS)('$name is described for people', ({ name, label, description }) => {
    expect(name).toMatch(/^tandem_[a-z_]+$/)
    expect(label).toMatch(/^Tandem: /)
    expect(description.length).toBeGreaterThan(15)
  })
})

describe('what is written', () => {
  const wanted = figureValues(spring, USD)

  it('is what differs, with the instant as of which it holds', () => {
    const written = { ...wanted, tandem_leads: '2', tandem_as_of: '2026-01-01T00:00:00.000Z' }
    expect(figureChange(wanted, written, NOW)).toEqual({
      tandem_leads: '3',
      tandem_as_of: '2026-11-22T09:00:00.000Z',
    })
  })

  it('clears what no longer holds, and then has no date', () => {
    expect(figureChange(NO_FIGURES, { tandem_leads: '2' }, NOW)).toEqual({ tandem_leads: null, tandem_as_of: null })
    expect(figureChange(NO_FIGURES, undefined, NOW)).toBeNull()
  })

  test.prop([fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.nat(), fc.bigInt({ min: 0n, max: 10n ** 12n })])(
    'is nothing once it was written, whenever one looks again',
    (spendMinor, leads, opportunities) => {
      const values = figureValues({ ...spring, spendMinor, leads, opportunities }, USD)
      const change = figureChange(values, undefined, NOW)
      expect(figureChange(values, { ...change }, NOW + 1)).toBeNull()
    },
  )
})
