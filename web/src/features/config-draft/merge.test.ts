import { describe, expect, test } from 'vitest'
import { partAt, withPart } from './json.ts'
import { mergeOnTop } from './merge.ts'

const base = { a: 1, b: { c: [1], d: 'x' }, fields: { lead: [{ hubspot: 'phone', rule: 'newest-wins' }] } }

describe('putting my changes on top of what others saved', () => {
  test('different places go together', () => {
    const mine = { ...base, a: 2 }
    const theirs = { ...base, b: { ...base.b, d: 'y' } }
    expect(mergeOnTop(base, mine, theirs)).toEqual({ document: { ...base, a: 2, b: { c: [1], d: 'y' } }, both: [] })
  })

  test('maps of one list go together by their names', () => {
    const mine = { ...base, fields: { lead: [{ hubspot: 'phone', rule: 'hubspot-wins' }] } }
    const theirs = { ...base, fields: { lead: [...base.fields.lead, { hubspot: 'fax' }] } }
    expect(mergeOnTop(base, mine, theirs)).toEqual({
      document: { ...base, fields: { lead: [{ hubspot: 'phone', rule: 'hubspot-wins' }, { hubspot: 'fax' }] } },
      both: [],
    })
  })

  test('the same place: mine is kept, and it is said', () => {
    expect(mergeOnTop(base, { ...base, a: 2 }, { ...base, a: 3 })).toEqual({ document: { ...base, a: 2 }, both: ['a'] })
  })

  test('what I took out stays out', () => {
    const { a: _a, ...without } = base
    expect(mergeOnTop(base, without, { ...base, b: { ...base.b, d: 'y' } }).document).not.toHaveProperty('a')
  })
})

describe('parts of a document', () => {
  test('are read, set and taken out by their path', () => {
    expect(partAt(base, ['fields', 'lead', 0, 'rule'])).toBe('newest-wins')
    expect(partAt(base, ['no', 'such', 3])).toBeUndefined()
    expect(withPart(base, ['b', 'd'], 'z')).toEqual({ ...base, b: { c: [1], d: 'z' } })
    expect(withPart({}, ['new', 'list', 0], 'first')).toEqual({ new: { list: ['first'] } })
    expect(withPart(base, ['fields', 'lead', 0], undefined).fields).toEqual({ lead: [] })
    expect(withPart({ a: 1, b: 2 }, ['a'], undefined)).toEqual({ b: 2 })
  })
})
