import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { LifecycleConfig } from '../config.ts'
import { opensOpportunity, stageToReturnTo, stageToWrite } from './stage.ts'

const config: LifecycleConfig = {
  order: [
    'subscriber',
    'lead',
    'marketingqualifiedlead',
    'salesqualifiedlead',
    'opportunity',
    'customer',
    'evangelist',
  ],
  onOpportunity: 'opportunity',
  onWon: 'customer',
  opensOpportunity: {
    stages: ['salesqualifiedlead'],
    opportunityStage: 'Prospecting',
    closeInDays: 90,
    convertedStatus: 'Closed - Converted',
  },
}

describe('the stage that sales asks for', () => {
  it.each([
    ['marketingqualifiedlead', 1, 0, 'opportunity'],
    ['marketingqualifiedlead', 1, 1, 'customer'],
    ['opportunity', 1, 0, null],
    ['opportunity', 0, 1, 'customer'],
    ['customer', 1, 0, null],
    ['evangelist', 0, 1, null],
    ['marketingqualifiedlead', 0, 0, null],
    [null, 1, 0, 'opportunity'],
  ] as const)('from %s with %i open and %i won: %s', (current, openOpportunities, wonOpportunities, stage) => {
    expect(stageToWrite(current, { openOpportunities, wonOpportunities }, config)).toBe(stage)
  })

  test.prop([fc.option(fc.constantFrom(...config.order)), fc.nat(3), fc.nat(3)])(
    'never leads backwards, and asking again after the write asks for nothing',
    (current, openOpportunities, wonOpportunities) => {
      const sales = { openOpportunities, wonOpportunities }
      const wanted = stageToWrite(current, sales, config)
      if (wanted === null) return
      expect(config.order.indexOf(wanted)).toBeGreaterThan(current === null ? -1 : config.order.indexOf(current))
      expect(stageToWrite(wanted, sales, config)).toBeNull()
    },
  )
})

describe('the stage that somebody goes back to', () => {
  it.each([
    ['marketingqualifiedlead', 0, 0, 'lead'],
    ['salesqualifiedlead', 0, 0, 'lead'],
    ['lead', 0, 0, null],
    ['subscriber', 0, 0, null],
    ['a stage nobody ordered', 0, 0, null],
    // Cleared, and not set again yet.
    [null, 0, 0, 'lead'],
    ['opportunity', 0, 0, null],
    ['customer', 0, 0, null],
    ['salesqualifiedlead', 1, 0, null],
    ['salesqualifiedlead', 0, 1, null],
    [null, 0, 1, null],
  ] as const)('from %s with %i open and %i won: %s', (current, openOpportunities, wonOpportunities, stage) => {
    expect(stageToReturnTo(current, { openOpportunities, wonOpportunities }, 'lead', config)).toBe(stage)
  })
})

describe('a stage opens an opportunity', () => {
  it('only a configured one, and only for whoever has neither opportunity nor deal', () => {
    const none = { opportunities: 0, openDeals: 0 }
    expect(opensOpportunity('salesqualifiedlead', none, config)).toBe(true)
    expect(opensOpportunity('opportunity', none, config)).toBe(false)
    expect(opensOpportunity(null, none, config)).toBe(false)
    expect(opensOpportunity('salesqualifiedlead', { ...none, opportunities: 1 }, config)).toBe(false)
    expect(opensOpportunity('salesqualifiedlead', { ...none, openDeals: 1 }, config)).toBe(false)
  })
})
