import { expect, test } from 'vitest'
import type { LiveField } from '#http/contract/config-fields.ts'
import { suggestedTable } from './suggested-table.ts'

const field = (...options: readonly (readonly [string, string, boolean?])[]) =>
  ({ options: options.map(([value, label, active = true]) => ({ value, label, active })) }) as unknown as LiveField

test('values with the same label are partners, however they are written; the rest waits for a person', () => {
  const hubspot = field(['REAL_ESTATE', 'Real Estate'], ['ADVERTISING', 'Advertising'])
  const salesforce = field(['Real estate', 'Real estate'], ['Agriculture', 'Agriculture'])
  expect(suggestedTable({ hubspot, salesforce })).toEqual({
    values: { REAL_ESTATE: 'Real estate' },
    unmapped: 'park',
  })
})

test('without a label that is the same, nothing is guessed', () => {
  expect(suggestedTable({ hubspot: field(['A', 'Advertising']), salesforce: field(['B', 'Agriculture']) })).toEqual({})
})

test('a value that is not used any more is nobody’s partner', () => {
  expect(suggestedTable({ hubspot: field(['A', 'Old']), salesforce: field(['A', 'Old', false]) })).toEqual({})
})
