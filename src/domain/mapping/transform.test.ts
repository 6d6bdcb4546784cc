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

  it('that leaves nothing but white space leaves a blank, which a later default fills', () => {
    const map: Transform = { kind: 'value-map', map: { none: ' ' } }
    expect(apply([map], 'none')).toBeNull()
    expect(apply([map, { kind: 'default', value: 'x' }], 'none')).toBe('x')
  })

  it('case changes letters of any script', () => {
    expect(apply([{ kind: 'case', to: 'upper' }], 'éa')).toBe('ÉA')
    expect(apply([{ kind: 'case', to: 'lower' }], 'ÉA')).toBe('éa')
  })

  it('truncate counts as the platforms do, never halves a character, and leaves no space at the cut', () => {
    expect(apply([{ kind: 'truncate', length: 4 }], 'a😀b😀')).toBe('a😀b')
    expect(apply([{ kind: 'truncate', length: 2 }], 'a😀b😀')).toBe('a')
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

  it('value-map parks what it does not know, or takes each option of a multi-picklist by itself', () => {
    const strict = { kind: 'value-map', map: { A: 'a', B: 'b' }, unmapped: 'park' } as const
    expect(transform([strict], 'C', context())).toMatchObject({ value: 'C', unconvertible: true })
    expect(transform([strict], 'A', context())).toMatchObject({ value: 'a', unconvertible: false })
    const each = { kind: 'value-map', map: { A: 'z', B: 'b' }, each: true } as const
    expect(apply([each], 'A;B;C')).toBe('C;b;z')
    expect(apply([each], 'Smith; Sons')).toBe('Smith; Sons')
    expect(transform([{ ...each, unmapped: 'park' }], 'A;C', context()).unconvertible).toBe(true)
  })

  it('phone writes E.164 by the country of the record, and keeps, drops or parks what is none', () => {
    const step = { kind: 'phone', country: 'US', countryField: 'country', unread: 'keep' } as const
    expect(apply([step], '(030) 123456', { country: 'Germany' })).toBe('+4930123456')
    expect(apply([step], '(212) 555-0123', { country: 'nowhere' })).toBe('+12125550123')
    expect(apply([step], 'call me', {})).toBe('call me')
    expect(apply([{ ...step, unread: 'blank' }], 'call me', {})).toBeNull()
    expect(transform([{ ...step, unread: 'park' }], 'call me', context()).unconvertible).toBe(true)
  })

  it('state depends on the country of the record', () => {
    const step = { kind: 'state', to: 'code', countryField: 'country', unread: 'blank' } as const
    expect(apply([step], 'Georgia', { country: 'USA' })).toBe('GA')
    expect(apply([step], 'Georgia', { country: 'Georgia' })).toBeNull()
  })

  it('split takes one part, join puts fields together', () => {
    const split = (index: number) => apply([{ kind: 'split', separator: ',', index }], 'Ada, Countess, Lovelace')
    expect([split(0), split(-1), split(7)]).toEqual(['Ada', 'Lovelace', null])
    const join = { kind: 'join', fields: ['a', 'b', 'c'], separator: ', ' } as const
    expect(apply([join], null, { a: ' x ', b: null, c: 'z' })).toBe('x, z')
    expect(apply([join], 'old', {})).toBeNull()
  })

  it('number multiplies exactly and rounds, and does not read words', () => {
    const percent = { kind: 'number', times: '100', scale: 1 } as const
    expect(apply([percent], '0.12345')).toBe('12.3')
    expect(transform([percent], 'a lot', context())).toMatchObject({ value: 'a lot', unconvertible: true })
  })

  it('boolean reads words', () => {
    const step = { kind: 'boolean', true: ['Ja'], false: ['Nein'], unread: 'park' } as const
    expect([apply([step], 'ja'), apply([step], 'NEIN')]).toEqual(['true', 'false'])
    expect(transform([step], 'vielleicht', context()).unconvertible).toBe(true)
  })

  it('owner finds the same person; somebody unknown is counted, replaced, dropped or parked', () => {
    const with_ = (unknown: 'fallback' | 'blank' | 'park', id: string) =>
      transform([{ kind: 'owner', unknown }], id, {
        ...context(),
        to: 'salesforce',
        ownerOn: (to, asked) => (asked === '7' ? { id: `${to}-7`, known: true } : { id: 'boss', known: false }),
      })
    expect(with_('fallback', '7')).toMatchObject({ value: 'salesforce-7', defaultsUsed: 0 })
    expect(with_('fallback', '8')).toMatchObject({ value: 'boss', defaultsUsed: 1 })
    expect(with_('blank', '8')).toMatchObject({ value: null, defaultsUsed: 1, unconvertible: false })
    expect(with_('park', '8')).toMatchObject({ unconvertible: true })
    expect(transform([{ kind: 'owner', unknown: 'blank' }], '7', context()).unconvertible).toBe(true)
  })

  it('expression gives what was computed for this record, and nothing is guessed where nothing was', () => {
    const step = { kind: 'expression', expression: 'x', fields: [] } as const
    const record = {}
    const computed = { ok: true, value: 'X' } as const
    const tools = { ...context(record), computed: (_: unknown, of: Values) => (of === record ? computed : undefined) }
    expect(transform([step], 'v', tools)).toMatchObject({ value: 'X', unconvertible: false })
    expect(transform([step], 'v', { ...tools, record: {} })).toMatchObject({ unconvertible: true })
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
