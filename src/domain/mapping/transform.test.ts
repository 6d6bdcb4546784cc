import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { Transform, TransformContext } from './transform.ts'
import { transform } from './transform.ts'
import type { Canonical, Values } from './value.ts'

const context = (record: Values = {}): TransformContext => ({
  record,
  noonOf: (date, zone) => `${date} noon in ${zone}`,
  dateOf: (instant, zone) => `date of ${instant} in ${zone}`,
})
const apply = (steps: readonly Transform[], value: Canonical, record?: Values): Canonical =>
  transform(steps, value, context(record)).value

describe('a step', () => {
  it('trim takes white space away, and what is left of nothing is blank', () => {
    expect(apply([{ kind: 'trim' }], '  Ada \n')).toBe('Ada')
    expect(apply([{ kind: 'trim' }], ' \t ')).toBeNull()
  })

  it('case changes letters of any script', () => {
    expect(apply([{ kind: 'case', to: 'upper' }], 'éa')).toBe('ÉA')
    expect(apply([{ kind: 'case', to: 'lower' }], 'ÉA')).toBe('éa')
  })

  it('truncate counts code points, never halves one, and leaves no space at the cut', () => {
    expect(apply([{ kind: 'truncate', length: 3 }], 'a😀b😀')).toBe('a😀b')
    expect(apply([{ kind: 'truncate', length: 4 }], 'Ada Lovelace')).toBe('Ada')
  })

  it('value-map changes listed values exactly as written, keeps others or gives them one value, counting it', () => {
    const map = { kind: 'value-map', map: { OPEN: 'Open', toString: 'yes' } } as const
    expect(apply([map], 'OPEN')).toBe('Open')
    expect(apply([map], 'open')).toBe('open')
    expect(apply([map], 'toString')).toBe('yes')
    expect(apply([map], 'constructor')).toBe('constructor')
    expect(transform([{ ...map, otherwise: 'Other' }], 'x', context())).toMatchObject({
      value: 'Other',
      defaultsUsed: 1,
    })
    expect(transform([{ ...map, otherwise: 'Other' }], null, context())).toMatchObject({ value: null, defaultsUsed: 0 })
  })

  it('default and fallbacks fill a blank only, and are counted when they did', () => {
    const steps: readonly Transform[] = [
      { kind: 'fallback', fields: ['first', 'last'] },
      { kind: 'fallback-local-part', field: 'email' },
      { kind: 'default', value: 'unknown' },
    ]
    const record = { first: ' Ada ', last: null, email: 'ada@x.example' }
    expect(transform(steps, 'own', context(record))).toMatchObject({ value: 'own', defaultsUsed: 0 })
    expect(transform(steps, null, context(record))).toMatchObject({ value: 'Ada', defaultsUsed: 1 })
    expect(transform(steps, null, context({ ...record, first: null }))).toMatchObject({ value: 'ada', defaultsUsed: 1 })
    expect(transform(steps, null, context())).toMatchObject({ value: 'unknown', defaultsUsed: 1 })
  })

  it('dates become noon of their day in a zone, and back', () => {
    expect(apply([{ kind: 'date-to-noon', timeZone: 'org' }], '2026-03-02')).toBe('2026-03-02 noon in org')
    expect(apply([{ kind: 'noon-to-date', timeZone: 'UTC' }], 'x')).toBe('date of x in UTC')
    expect(apply([{ kind: 'date-to-noon', timeZone: 'org' }], null)).toBeNull()
  })

  it('sees what the steps before it made', () => {
    const steps: readonly Transform[] = [{ kind: 'trim' }, { kind: 'default', value: 'none' }]
    expect(apply(steps, '  ')).toBe('none')
    expect(apply(steps.toReversed(), '  ')).toBeNull()
  })
})

/** Canonical text: never blank, as connectors give it. */
const text = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((value) => value.trim() !== '')
const idempotent: fc.Arbitrary<Transform> = fc.oneof(
  fc.constant<Transform>({ kind: 'trim' }),
  fc.constantFrom('upper', 'lower').map((to): Transform => ({ kind: 'case', to: to as 'upper' | 'lower' })),
  fc.integer({ min: 1, max: 8 }).map((length): Transform => ({ kind: 'truncate', length })),
  text.map((value): Transform => ({ kind: 'default', value })),
)

describe('steps in general', () => {
  test.prop([idempotent, fc.option(text)])(
    'trim, case, truncate and default change nothing the second time',
    (step, value) => {
      const once = apply([step], value)
      expect(apply([step], once)).toBe(once)
    },
  )

  test.prop([fc.uniqueArray(fc.tuple(text, text), { selector: ([, to]) => to, maxLength: 6 })])(
    'a value map and its inverse bring every listed value back',
    (pairs) => {
      const map = Object.fromEntries(pairs)
      const inverse = Object.fromEntries(Object.entries(map).map(([from, to]) => [to, from]))
      for (const from of Object.keys(map)) {
        const there = apply([{ kind: 'value-map', map }], from)
        expect(apply([{ kind: 'value-map', map: inverse }], there)).toBe(from)
      }
    },
  )

  test.prop([fc.array(idempotent, { maxLength: 4 }), fc.option(text)])(
    'never give a text that reads as blank',
    (steps, value) => {
      const result = apply(steps, value)
      if (steps.length > 0) expect(result === null || result.trim() !== '').toBe(true)
    },
  )
})
