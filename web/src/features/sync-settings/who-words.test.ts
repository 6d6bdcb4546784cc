import { expect, test } from 'vitest'
import { entrySentence } from './who-words.ts'

const known = {
  stages: [
    { value: 'mql', label: 'Marketing qualified lead' },
    { value: 'sql', label: 'Sales qualified lead' },
  ],
  lists: [{ value: '7', label: 'Webinar (120)' }],
}
const chosen = {
  stages: ['mql', 'sql'],
  lists: [],
  conditions: 0,
  marketingContacts: 'required',
  optedOut: 'exclude',
} as const

test('who enters is told in one sentence, with labels and not values', () => {
  expect(entrySentence(chosen, known)).toBe(
    'Marketing contacts at Marketing qualified lead or Sales qualified lead, with an e-mail address, who did not opt out of e-mail enter.',
  )
  expect(
    entrySentence({ ...chosen, lists: ['7'], conditions: 2, marketingContacts: 'any', optedOut: 'include' }, known),
  ).toBe(
    'Contacts at Marketing qualified lead or Sales qualified lead, on Webinar (120), who meet all 2 conditions below, with an e-mail address enter.',
  )
})

test('without a stage nobody enters, and that is said', () => {
  expect(entrySentence({ ...chosen, stages: [] }, known)).toMatch(/^Nobody enters/)
})
