import { expect, test } from 'vitest'
import { labelIn, withChosen } from './options.ts'

const STAGES = [{ value: 'lead', label: 'Lead' }]

test('a chosen value that the CRM does not offer any more stays choosable and is told', () => {
  expect(withChosen(STAGES, ['lead', 'mql', 'mql', null, ''])).toEqual([
    { value: 'lead', label: 'Lead' },
    { value: 'mql', label: 'mql (not offered now)' },
  ])
})

test('while nothing could be read, chosen values stand alone and are not called missing', () => {
  expect(withChosen(null, ['mql'])).toEqual([{ value: 'mql', label: 'mql' }])
  expect(labelIn(STAGES, 'lead')).toBe('Lead')
  expect(labelIn(STAGES, 'other')).toBe('other')
})
