import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { Fit } from './fit.ts'
import { fit } from './fit.ts'
import { VALUE_TYPES } from './value.ts'

const of = (value: string, to: Fit): string | null => {
  const fitted = fit(value, to)
  return fitted.ok ? fitted.value : `! ${fitted.why}`
}

describe('a value in the form of a field', () => {
  it.each<[string, Fit, string | null]>([
    ['12.345', { type: 'number', scale: 2 }, '12.35'],
    ['9007199254740993', { type: 'number', digits: 'double' }, '9007199254740992'],
    ['-0', { type: 'number' }, '0'],
    ['Yes', { type: 'boolean' }, 'true'],
    ['2026-11-21T10:00:00.999Z', { type: 'datetime', instants: 'second' }, '2026-11-21T10:00:00.000Z'],
    ['2026-11-21T11:00:00+01:00', { type: 'datetime' }, '2026-11-21T10:00:00.000Z'],
    ['9:05', { type: 'time' }, '09:05:00.000'],
    ['09:05:00.000Z', { type: 'time' }, '09:05:00.000'],
    [';b;a;b', { type: 'multi-picklist' }, 'a;b'],
    [' Ada@Example.COM', { type: 'email' }, 'ada@example.com'],
    ['a\r\nb\rc', { type: 'text' }, 'a\nb\nc'],
  ])('%j for %j is %j', (value, to, result) => {
    expect(of(value, to)).toBe(result)
  })

  it.each<[string, Fit]>([
    ['1,000', { type: 'number' }],
    ['maybe', { type: 'boolean' }],
    ['2026-02-30', { type: 'date' }],
    ['2026-11-21T10:00:00Z', { type: 'date' }],
    ['2026-11-21', { type: 'datetime' }],
    ['25:00', { type: 'time' }],
  ])('%j for %j is refused, for it could spoil the whole batch', (value, to) => {
    expect(of(value, to)).toMatch(/^! /)
  })

  test.prop([
    fc.constantFrom(...VALUE_TYPES),
    fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.float().map(String),
      fc.date({ noInvalidDate: true }).map((d) => d.toISOString()),
    ),
    fc.option(fc.nat(4), { nil: undefined }),
  ])('brought into form a second time stays as it is', (type, value, scale) => {
    const to: Fit = { type, digits: 'double', instants: 'second', ...(scale === undefined ? {} : { scale }) }
    const once = fit(value, to)
    if (once.ok) expect(fit(once.value, to)).toEqual(once)
  })
})
