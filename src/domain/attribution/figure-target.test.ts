import { describe, expect, it } from 'vitest'
import { DAY_MS } from '../time.ts'
import { dueAtPlace, isKept, nextPlace, settledPlace } from './figure-target.ts'
import type { Attempt, FigurePlace } from './figure-target.ts'

const tried = (place: FigurePlace, found: Attempt['found']): Attempt => ({ place, found, said: `${place} ${found}` })

describe('where figures are tried', () => {
  it('is in the campaigns first, then in a custom object, then nowhere', () => {
    expect(nextPlace('auto', [])).toBe('properties')
    expect(nextPlace('auto', [tried('properties', 'ignored')])).toBe('object')
    expect(nextPlace('auto', [tried('properties', 'refused'), tried('object', 'refused')])).toBeNull()
  })

  it('ends with the first place that keeps them', () => {
    expect(nextPlace('auto', [tried('properties', 'accepted')])).toBeNull()
    expect(nextPlace('auto', [tried('properties', 'refused'), tried('object', 'accepted')])).toBeNull()
  })

  it('is only where the configuration says', () => {
    expect(nextPlace('object', [])).toBe('object')
    expect(nextPlace('properties', [tried('properties', 'refused')])).toBeNull()
    expect(nextPlace('off', [])).toBeNull()
  })
})

describe('what attempts have shown', () => {
  it('names the place that keeps figures and why others do not', () => {
    const settled = settledPlace([tried('properties', 'ignored'), tried('object', 'accepted')])
    expect(settled.kind).toBe('object')
    expect(settled.why).toContain('properties ignored')
    expect(settled.why).toContain('object accepted')
  })

  it('is no place when none keeps them', () => {
    expect(settledPlace([tried('properties', 'refused')])).toMatchObject({ kind: 'none' })
    expect(settledPlace([]).kind).toBe('none')
  })
})

describe('before figures are written', () => {
  const known = (kind: FigurePlace | 'none') => ({ kind, probedAt: 0 })
  it.each([
    ['auto', null, 0, 'probe'],
    ['auto', known('properties'), 7 * DAY_MS - 1, 'nothing'],
    ['auto', known('properties'), 7 * DAY_MS, 'look'],
    ['auto', known('object'), 7 * DAY_MS, 'look'],
    ['auto', known('none'), DAY_MS - 1, 'nothing'],
    ['auto', known('none'), DAY_MS, 'probe'],
    ['object', known('properties'), 0, 'probe'],
    ['properties', known('object'), 0, 'probe'],
    ['properties', known('properties'), 0, 'nothing'],
  ] as const)('%s with %o after %d ms: %s', (setting, place, now, due) => {
    expect(dueAtPlace(setting, place, now)).toBe(due)
  })
})

it('a value is kept when it is there as it was sent; a blank one may be absent', () => {
  expect(isKept({ a: '1', b: null }, { a: '1' })).toBe(true)
  expect(isKept({ a: '1' }, { a: '1.0' })).toBe(false)
  expect(isKept({ a: '1' }, {})).toBe(false)
})
