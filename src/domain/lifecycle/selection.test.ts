import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Selection } from '../config.ts'
import { conditionsHold } from '../condition.ts'
import { entryOf, takesPart } from './selection.ts'

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

const none: ReadonlySet<string> = new Set()

describe('who enters', () => {
  it('whoever fits, with the stage as the reason', () => {
    expect(entryOf(contact, selection, none)).toEqual({ kind: 'enters', why: 'lifecycle stage marketingqualifiedlead' })
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
    expect(entryOf({ ...contact, ...change }, selection, none)).toEqual({ kind: 'stays-out', why })
  })

  it('unpaid contacts and opted-out ones only where the admin said so', () => {
    const wide: Selection = { ...selection, marketingContacts: 'any', optedOut: 'include' }
    const odd = { ...contact, hs_marketable_status: 'false', hs_email_optout: 'true' }
    expect(entryOf(odd, wide, none).kind).toBe('enters')
  })

  it('members of one of the lists, where lists are named', () => {
    const listed: Selection = { ...selection, lists: ['7', '9'] }
    expect(entryOf(contact, listed, new Set(['9'])).kind).toBe('enters')
    for (const lists of [none, new Set(['8'])])
      expect(entryOf(contact, listed, lists)).toEqual({ kind: 'stays-out', why: 'list' })
  })

  it('joining one more list never shuts anybody out', () => {
    const ids = fc.array(fc.constantFrom('1', '2', '3', '4'), { maxLength: 4 })
    fc.assert(
      fc.property(ids, ids, fc.constantFrom('1', '2', '3', '4'), (lists, memberOf, joined) => {
        const before = entryOf(contact, { ...selection, lists }, new Set(memberOf))
        const after = entryOf(contact, { ...selection, lists }, new Set([...memberOf, joined]))
        expect(before.kind === 'enters' && after.kind !== 'enters').toBe(false)
      }),
    )
  })

  it('a property that was not read meets no condition; no conditions always hold', () => {
    expect(conditionsHold([{ property: 'x', in: ['1'] }], {})).toBe(false)
    expect(conditionsHold([], {})).toBe(true)
  })
})

describe('which Salesforce records take part', () => {
  const filtered: Selection = { ...selection, salesforce: { Lead: [{ property: 'Rating', notIn: ['Cold'] }] } }
  it('those that pass the filter of their object; an object without one takes part whole', () => {
    expect(takesPart('Lead', { Rating: 'Hot' }, filtered)).toBe(true)
    expect(takesPart('Lead', { Rating: 'Cold' }, filtered)).toBe(false)
    expect(takesPart('Contact', { Rating: 'Cold' }, filtered)).toBe(true)
  })
})
