import { describe, expect, it } from 'vitest'
import type { Transform, TransformContext } from './transform.ts'
import { transform } from './transform.ts'

const context: TransformContext = {
  record: {},
  noonOf: (date) => (/^\d{4}-\d{2}-\d{2}$/.test(date) ? `${date}T12:00:00.000Z` : null),
  dateOf: (instant) => (instant.endsWith('Z') ? instant.slice(0, 10) : null),
}
const NOON: Transform = { kind: 'date-to-noon', timeZone: 'org' }
const DATE: Transform = { kind: 'noon-to-date', timeZone: 'org' }

describe('date steps', () => {
  it('turn a date into an instant and back', () => {
    expect(transform([NOON, DATE], '2026-12-24', context)).toMatchObject({ value: '2026-12-24', unconvertible: false })
  })

  it('say of text that is no date that it cannot be converted, and keep it from passing for a blank', () => {
    expect(transform([NOON], 'next week', context)).toMatchObject({ value: 'next week', unconvertible: true })
    expect(transform([DATE], 'next week', context)).toMatchObject({ value: 'next week', unconvertible: true })
  })

  it('leave a blank blank', () => {
    expect(transform([NOON], null, context)).toMatchObject({ value: null, unconvertible: false })
  })
})
