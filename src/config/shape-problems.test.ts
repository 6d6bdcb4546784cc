import { describe, expect, it } from 'vitest'
import { parseSyncConfig } from './sync-config.ts'
import type { ConfigProblem } from './sync-config.ts'

/** Problems under `fields`, whatever else the document lacks. */
function problemsOf(...maps: readonly object[]): readonly ConfigProblem[] {
  const result = parseSyncConfig({ fields: { 'contact-lead': maps } })
  return result.ok ? [] : result.problems.filter(({ path }) => path.startsWith('fields'))
}
const step = (one: unknown): readonly ConfigProblem[] =>
  problemsOf({ hubspot: 'city', salesforce: 'City', toSalesforce: [one] })

describe('problems of form', () => {
  it('of a step say what is wrong with that very step', () => {
    const path = 'fields.contact-lead.city.toSalesforce.0'
    const cases: readonly [unknown, string, RegExp][] = [
      ['trimm', path, /no step "trimm"/],
      [{ trunkate: 3 }, path, /no step of this form/],
      [{ truncate: -3 }, `${path}.truncate`, />0/],
      [{ truncate: 'x' }, `${path}.truncate`, /a number, not "x"/],
      [{ map: { a: 1 } }, `${path}.map.a`, /1 is read as a number/],
      [{ map: { a: 'b' }, unmapped: 'drop' }, `${path}.unmapped`, /"drop"/],
      [{ phone: { country: 'usa' } }, `${path}.phone.country`, /two capital letters/],
      [{ country: 'iso9' }, `${path}.country`, /"iso9"/],
      [{ state: 'code' }, path, /country or countryField/],
      [{ dateToNoon: 'Mars/Phobos' }, `${path}.dateToNoon`, /no such time zone/],
      [{ number: { times: 'many' } }, `${path}.number.times`, /no number/],
      [{ expression: '' }, `${path}.expression`, /./],
      [{ split: ',' }, path, /no step of this form/],
      [{ split: '', index: 0 }, `${path}.split`, /^is empty$/],
      [{ truncate: 3, cut: 4 }, path, /no key "cut"/],
    ]
    for (const [one, where, message] of cases) {
      const found = step(one)
      expect(found.map((problem) => problem.path)).toEqual([where])
      expect(found[0]?.message).toMatch(message)
    }
  })

  it('never come as a bare "Invalid input", and always with a remedy', () => {
    const found = problemsOf(
      { hubspto: 'a', salesforce: 'B' },
      { hubspot: 'b', salesforce: 'B', rule: 'me-wins', unmapped: 7, values: { a: true } },
      { hubspot: 'c', salesforce: 'C', values: { a: 'b' }, unmapped: 'drop', when: { property: 'x', is: 'y' } },
    )
    expect(found.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        'fields.contact-lead.0.hubspot',
        'fields.contact-lead.b.rule',
        'fields.contact-lead.b.values.a',
        'fields.contact-lead.c.unmapped',
        'fields.contact-lead.c.when',
      ]),
    )
    for (const { message, remedy } of found) {
      expect(message).not.toMatch(/Invalid|undefined/)
      expect(remedy).not.toBe('')
    }
  })

  it('name maps of one id by their place', () => {
    const map = { hubspot: 'a', salesforce: 'B', rule: 'x' }
    expect(problemsOf(map, map).map(({ path }) => path)).toEqual(
      expect.arrayContaining(['fields.contact-lead.0.rule', 'fields.contact-lead.1.rule']),
    )
  })

  it('tell how YAML reads what looks like text', () => {
    const [found] = problemsOf({ hubspot: 'a', salesforce: 'B', order: [true] })
    expect(found).toMatchObject({ path: 'fields.contact-lead.a.order.0', remedy: "put it in quotes: 'true'" })
  })
})
