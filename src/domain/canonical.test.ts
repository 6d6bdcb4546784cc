import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from './canonical.ts'

const turned = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(turned)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, part]) => [name, turned(part)]),
  )
}

test('the order of members makes no difference, at no depth', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => canonicalJson(turned(value)) === canonicalJson(value)))
})

test('other values, another order of a list and other members do', () => {
  const texts = [{ a: 1 }, { a: 2 }, { b: 1 }, { a: 1, b: 1 }, { a: [1, 2] }, { a: [2, 1] }, [], null].map(
    canonicalJson,
  )
  expect(new Set(texts).size).toBe(texts.length)
  expect(canonicalJson(new Map([['a', 1]]))).not.toBe(canonicalJson(new Map([['a', 2]])))
})
