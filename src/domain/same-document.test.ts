import { describe, expect, test } from 'vitest'
import { sameDocument } from './same-document.ts'

const withValues = (values: Record<string, string>) => ({ fields: { 'contact-lead': [{ hubspot: 'a', values }] } })

describe('whether two documents say the same', () => {
  test('members may stand in any order', () => {
    expect(sameDocument({ a: 1, b: { c: 2, d: [3] } }, { b: { d: [3], c: 2 }, a: 1 })).toBe(true)
  })

  test('lists may not', () => {
    expect(sameDocument({ a: [1, 2] }, { a: [2, 1] })).toBe(false)
  })

  test('values of a map may not: the first of several with one partner comes back', () => {
    expect(sameDocument(withValues({ x: 'Top', y: 'Top' }), withValues({ y: 'Top', x: 'Top' }))).toBe(false)
    expect(sameDocument(withValues({ x: 'Top', y: 'Top' }), withValues({ x: 'Top', y: 'Top' }))).toBe(true)
  })
})
