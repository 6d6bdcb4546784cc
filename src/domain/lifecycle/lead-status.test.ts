import { describe, expect, it } from 'vitest'
import type { LifecycleConfig } from '../config.ts'
import { stageToWrite } from './stage.ts'

const config: LifecycleConfig = {
  order: ['lead', 'marketingqualifiedlead', 'salesqualifiedlead', 'opportunity', 'customer'],
  onOpportunity: 'opportunity',
  onWon: 'customer',
  fromLeadStatus: { Working: 'salesqualifiedlead', New: 'lead' },
  opensOpportunity: { stages: [], opportunityStage: 'Prospecting', closeInDays: 90, convertedStatus: 'Converted' },
}
const none = { openOpportunities: 0, wonOpportunities: 0 }

describe('the stage that a Lead Status asks for', () => {
  it.each([
    ['marketingqualifiedlead', 'Working', 'salesqualifiedlead'],
    ['salesqualifiedlead', 'Working', null],
    ['customer', 'Working', null],
    ['marketingqualifiedlead', 'New', null],
    ['marketingqualifiedlead', 'Unqualified', null],
    ['marketingqualifiedlead', 'constructor', null],
    ['marketingqualifiedlead', null, null],
  ])('from %s at %s: %s', (current, leadStatus, stage) => {
    expect(stageToWrite(current, { ...none, leadStatus }, config)).toBe(stage)
  })

  it('gives way to that of an opportunity', () => {
    expect(stageToWrite('lead', { ...none, openOpportunities: 1, leadStatus: 'Working' }, config)).toBe('opportunity')
  })
})
