import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { Condition } from './condition.ts'
import { conditionsHold } from './condition.ts'

const holds = (test: Omit<Condition, 'property'>, value: string | null): boolean =>
  conditionsHold([{ property: 'p', ...test }], { p: value })

describe('a condition', () => {
  it.each<[Omit<Condition, 'property'>, string | null, boolean]>([
    [{ in: ['a', 'b'] }, 'b', true],
    [{ in: ['a'] }, null, false],
    [{ in: ['b'] }, 'a;b', true],
    [{ in: ['100.0'] }, '100', true],
    [{ notIn: ['b'] }, 'a;b', false],
    [{ notIn: ['b'] }, null, true],
    [{ known: true }, null, false],
    [{ known: false }, null, true],
    [{ known: false }, 'x', false],
    [{ contains: 'DEMO' }, 'A demo, please', true],
    [{ contains: 'x' }, null, false],
    [{ atLeast: '9' }, '10', true],
    [{ atLeast: '10' }, '9.99', false],
    [{ atMost: '9007199254740992' }, '9007199254740993', false],
    [{ atLeast: '2026-03-01' }, '2026-03-01T00:00:00.000Z', true],
    [{ atMost: '2026-03-01' }, '2026-03-01T23:59:59.000Z', true],
    [{ atMost: '2026-03-01' }, '2026-03-02T00:00:00.000Z', false],
    [{ atLeast: '2026-03-01T10:00:00+01:00' }, '2026-03-01T09:00:00.000Z', true],
    [{ atLeast: 'many' }, '5', false],
    [{ atLeast: '5' }, 'many', false],
    [{ atLeast: '5' }, null, false],
    [{ atMost: '5' }, null, false],
    [{ notIn: ['x'], atMost: '5' }, null, false],
    [{ atLeast: '1', atMost: '3', notIn: ['2'] }, '2', false],
  ])('%j on %j is %s', (test, value, result) => {
    expect(holds(test, value)).toBe(result)
  })

  it('takes a property that was not read for a blank', () => {
    expect(conditionsHold([{ property: 'p', known: false }], {})).toBe(true)
    expect(conditionsHold([{ property: 'p', in: ['x'] }], {})).toBe(false)
  })
})

const number = fc
  .oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }))
  .map(String)
const text = fc.option(fc.string({ maxLength: 5 }))
const day = fc.date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })

describe('conditions in general', () => {
  test.prop([number, number])('order numbers as numbers', (value, bound) => {
    expect(holds({ atLeast: bound }, value)).toBe(Number(value) >= Number(bound))
    expect(holds({ atMost: bound }, value)).toBe(Number(value) <= Number(bound))
  })

  test.prop([day, day])('order instants by time', (a, b) => {
    expect(holds({ atLeast: b.toISOString() }, a.toISOString())).toBe(a >= b)
    expect(holds({ atLeast: b.toISOString().slice(0, 10) }, a.toISOString())).toBe(
      a.toISOString().slice(0, 10) >= b.toISOString().slice(0, 10),
    )
  })

  test.prop([text, fc.array(fc.string({ maxLength: 3 }), { minLength: 1, maxLength: 3 })])(
    'notIn is the opposite of in, but for a blank',
    (value, listed) => {
      expect(holds({ notIn: listed }, value)).toBe(value === null || !holds({ in: listed }, value))
    },
  )

  test.prop([text, text])('all hold together only if each holds by itself', (a, b) => {
    const one: Condition = { property: 'a', known: true }
    const other: Condition = { property: 'b', contains: 'x' }
    const record = { a, b }
    expect(conditionsHold([one, other], record)).toBe(conditionsHold([one], record) && conditionsHold([other], record))
  })
})
