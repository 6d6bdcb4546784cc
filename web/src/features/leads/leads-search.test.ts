import { expect, test } from 'vitest'
import { isNarrowed, leadsSearch, UNFILTERED } from './leads-search.ts'

const search = (values: object) => leadsSearch.parse(values)

test.each(['text', 'urgency', 'rep', 'pool', 'policy', 'contract', 'campaign'])(
  'with %s chosen, an empty list is no all-clear',
  (name) => {
    expect(isNarrowed(search({ [name]: name === 'urgency' ? 'high' : 'x' }))).toBe(true)
  },
)

test('a view, and whose leads they are, narrow nothing', () => {
  expect(isNarrowed(search({ view: 'rejected', whose: 'mine', lead: 'a' }))).toBe(false)
  expect(isNarrowed({ ...search({ campaign: 'x', text: 'y', pool: 'z' }), ...UNFILTERED })).toBe(false)
})
