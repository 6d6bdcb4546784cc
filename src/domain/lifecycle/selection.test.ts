import { describe, expect, it } from 'vitest'
import type { Selection } from '../config.ts'
import { conditionsHold } from '../condition.ts'
import { entryOf } from './selection.ts'

const selection: Selection = {
  marketingContacts: 'required',
  stages: ['marketingqualifiedlead', 'salesqualifiedlead'],
  lists: [],
  salesforce: {},
  conditions: [{ property: 'country', in: ['US', 'CA'] }],
  optedOut: 'exclude',
}
const contact = {
  email: 'a@x.example',
  lifecyclestage: 'marketingqualifiedlead',
  hs_marketable_status: 'true',
  hs_email_optout: null,
  country: 'US',
}

describe('who enters', () => {
  it('whoever fits, with the stage as the reason', () => {
    expect(entryOf(contact, selection)).toEqual({ kind: 'enters', why: 'lifecycle stage marketingqualifiedlead' })
  })

  it.each([
    ['not-marketing', { hs_marketable_status: 'false' }],
    ['not-marketing', { hs_marketable_status: null }],
    ['stage', { lifecyclestage: 'subscriber' }],
    ['stage', { lifecyclestage: null }],
    ['opted-out', { hs_email_optout: 'true' }],
    ['condition', { country: 'DE' }],
    ['condition', { country: null }],
    ['no-email', { email: null }],
  ] as const)('not who fails %s', (why, change) => {
    expect(entryOf({ ...contact, ...change }, selection)).toEqual({ kind: 'stays-out', why })
  })

  it('unpaid contacts and opted-out ones only where the admin said so', () => {
    const wide: Selection = { ...selection, marketingContacts: 'any', optedOut: 'include' }
    const odd = { ...contact, hs_marketable_status: 'false', hs_email_optout: 'true' }
    expect(entryOf(odd, wide).kind).toBe('enters')
  })

  it('a property that was not read meets no condition; no conditions always hold', () => {
    expect(conditionsHold([{ property: 'x', in: ['1'] }], {})).toBe(false)
    expect(conditionsHold([], {})).toBe(true)
  })
})
