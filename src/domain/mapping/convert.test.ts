import { describe, expect, it } from 'vitest'
import { mismatch } from './convert.ts'
import type { Transform } from './transform.ts'
import { VALUE_TYPES } from './value.ts'

const NOON: Transform = { kind: 'date-to-noon', timeZone: 'org' }
const DATE: Transform = { kind: 'noon-to-date', timeZone: 'org' }

describe('types that cannot convert', () => {
  it('are refused as they stand, with the step that would help', () => {
    expect(mismatch('datetime', 'number', [])?.message).toBe('a datetime cannot become a number')
    expect(mismatch('date', 'datetime', [])?.remedy).toContain('dateToNoon')
    expect(mismatch('datetime', 'date', [])?.remedy).toContain('noonToDate')
    expect(mismatch('boolean', 'email', [])).not.toBeNull()
  })

  it('are accepted behind the step that converts them', () => {
    expect(mismatch('date', 'datetime', [NOON])).toBeNull()
    expect(mismatch('datetime', 'date', [DATE])).toBeNull()
    expect(mismatch('datetime', 'number', [{ kind: 'value-map', map: {}, otherwise: '1' }])).toBeNull()
  })

  it('include a date step on what is no date', () => {
    expect(mismatch('number', 'datetime', [NOON])?.message).toBe('dateToNoon needs a date, not a number')
    expect(mismatch('datetime', 'text', [NOON])).not.toBeNull()
  })
})

it.each(VALUE_TYPES)('%s goes to its own type, to text and from text', (type) => {
  expect(mismatch(type, type, [])).toBeNull()
  expect(mismatch(type, 'text', [])).toBeNull()
  expect(mismatch('text', type, [])).toBeNull()
})
