import { describe, expect, test } from 'vitest'
import type { FieldPairId } from '#domain/config.ts'
import type { Transform } from '#domain/mapping/transform.ts'
import { PAIRS } from '#domain/objects/index.ts'
import { fieldMaps, mapsFor } from './field-maps.ts'
import { writtenMap } from './written-steps.ts'

const STEPS: readonly Transform[] = [
  { kind: 'trim' },
  { kind: 'case', to: 'upper' },
  { kind: 'plain-text' },
  { kind: 'rich-text' },
  { kind: 'default', value: 'x' },
  { kind: 'truncate', length: 3 },
  { kind: 'value-map', map: { a: 'b' }, otherwise: 'c', unmapped: 'park', each: true },
  { kind: 'fallback', fields: ['a'] },
  { kind: 'fallback-local-part', field: 'email' },
  { kind: 'date-to-noon', timeZone: 'org' },
  { kind: 'noon-to-date', timeZone: 'Europe/Berlin' },
  { kind: 'phone', country: 'US', countryField: 'country', unread: 'park' },
  { kind: 'country', to: 'iso2', unread: 'keep' },
  { kind: 'state', to: 'code', country: 'US', unread: 'blank' },
  { kind: 'split', separator: ',', index: -1 },
  { kind: 'join', fields: ['a', 'b'], separator: ' ' },
  { kind: 'number', times: '100', scale: 2, rounding: 'half-up' },
  { kind: 'boolean', true: ['ja'], false: ['nein'], unread: 'park' },
  { kind: 'owner', unknown: 'blank' },
  { kind: 'expression', expression: 'value', fields: [] },
]

describe('maps as people write them', () => {
  test.each(STEPS)('the step %o is read back as it is', (step) => {
    const map = { ...PAIRS['contact-lead'].defaults[0], id: 'own', toSalesforce: [step] } as never
    const [read] = mapsFor('contact-lead', fieldMaps.parse([writtenMap(map)]), null).filter(({ id }) => id === 'own')
    expect(read?.toSalesforce).toEqual([step])
  })

  test.each(Object.keys(PAIRS) as FieldPairId[])(
    'every map that Tandem brings for %s is read back as it is',
    (pair) => {
      const { defaults } = PAIRS[pair]
      expect(mapsFor(pair, fieldMaps.parse(defaults.map(writtenMap)), null)).toEqual(defaults)
    },
  )
})
