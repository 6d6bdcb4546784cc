import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { otherSide } from '../ids.ts'
import type { Side } from '../ids.ts'
import { DIRECTIONS, RULES } from '../mapping/field-map.ts'
import type { Rule } from '../mapping/field-map.ts'
import type { Both, FieldDecision, FieldInput } from './field.ts'
import { reconcileField } from './field.ts'

const value = fc.oneof(fc.constant(null), fc.constantFrom('a', 'A', 'b', 'c'))
const both = fc.record({ hubspot: value, salesforce: value })
const ORDER = ['a', 'A', 'b', 'c']

/** HubSpot's values in Salesforce are upper case, the way back is lower case: a translation that loses something. */
const translations = {
  same: (now: Both): Both => now,
  lossy: (now: Both): Both => ({
    hubspot: now.hubspot?.toUpperCase() ?? null,
    salesforce: now.salesforce?.toLowerCase() ?? null,
  }),
}

const input: fc.Arbitrary<FieldInput & { readonly how: keyof typeof translations }> = fc
  .record({
    base: fc.option(both, { nil: undefined }),
    now: both,
    rule: fc.constantFrom(...RULES),
    direction: fc.constantFrom(...DIRECTIONS),
    modifiedAt: fc.record({ hubspot: fc.integer({ min: 0, max: 3 }), salesforce: fc.integer({ min: 0, max: 3 }) }),
    how: fc.constantFrom('same' as const, 'lossy' as const),
  })
  .map((i) => withTranslation(i))

function withTranslation<T extends Pick<FieldInput, 'now'> & { readonly how: keyof typeof translations }>(i: T) {
  const translated = translations[i.how](i.now)
  return { ...i, translated, rank: rank({ hubspot: i.now.hubspot, salesforce: translated.salesforce }) }
}

const rank = (now: Both): Record<Side, number> => ({
  hubspot: now.hubspot === null ? -1 : ORDER.indexOf(now.hubspot),
  salesforce: now.salesforce === null ? -1 : ORDER.indexOf(now.salesforce),
})

/** The input as it is after the decision was carried out and remembered. */
function after<T extends FieldInput & { readonly how: keyof typeof translations }>(i: T, decision: FieldDecision): T {
  const now = decision.kind === 'write' ? { ...i.now, [decision.to]: decision.value } : i.now
  return withTranslation({ ...i, now, base: now })
}

describe('reconcileField', () => {
  test.prop([input])('is a fixpoint: carried out and asked again, it has nothing to do', (i) => {
    const first = reconcileField(i)
    if (first.kind === 'conflict') return
    expect(reconcileField(after(i, first)).kind).toBe('noop')
  })

  test.prop([input])('never invents a value: what it writes is the other side, translated', (i) => {
    const decision = reconcileField(i)
    if (decision.kind === 'write') expect(decision.value).toBe(i.translated[otherSide(decision.to)])
  })

  test.prop([input])('never writes what is already there', (i) => {
    const decision = reconcileField(i)
    if (decision.kind === 'write') expect(decision.value).not.toBe(i.now[decision.to])
  })

  test.prop([input])('never writes against the direction of the map', (i) => {
    const decision = reconcileField(i)
    if (decision.kind !== 'write') return
    expect(i.direction === 'both' || i.direction === `to-${decision.to}`).toBe(true)
  })

  test.prop([input])('never lets a blank overwrite a value at the first meeting', (i) => {
    const decision = reconcileField({ ...i, base: undefined })
    if (decision.kind === 'write') expect(decision.value).not.toBeNull()
  })

  test.prop([input])('takes our own echo for nothing new', (i) => {
    expect(reconcileField({ ...i, base: i.now }).kind).toBe('noop')
  })

  test.prop([input, fc.constantFrom('hubspot-unless-blank' as const, 'salesforce-unless-blank' as const)])(
    'under "unless blank" a value is never cleared, and both ways open end alike',
    (i, rule) => {
      const decision = reconcileField({ ...i, rule })
      if (decision.kind === 'write') expect(decision.value).not.toBeNull()
      const { now } = after(i, decision)
      if (i.direction === 'both' && decision.kind === 'write')
        expect([now.hubspot, now.salesforce].filter((v) => v === null)).toEqual([])
    },
  )

  const mirrored: Partial<Record<Rule, Rule>> = {
    'hubspot-wins': 'salesforce-wins',
    'salesforce-wins': 'hubspot-wins',
    'hubspot-unless-blank': 'salesforce-unless-blank',
    'salesforce-unless-blank': 'hubspot-unless-blank',
  }
  const flip = (v: Both): Both => ({ hubspot: v.salesforce, salesforce: v.hubspot })
  test.prop([input])('is symmetric: sides and rule exchanged give the exchanged answer', (i) => {
    // Ties of newest-wins and a fill of two blanks are the only places where the sides differ by name.
    if (i.rule === 'newest-wins' && i.modifiedAt.hubspot === i.modifiedAt.salesforce) return
    const other = i.direction === 'both' ? 'both' : i.direction === 'to-hubspot' ? 'to-salesforce' : 'to-hubspot'
    const turned = reconcileField({
      base: i.base === undefined ? undefined : flip(i.base),
      now: flip(i.now),
      translated: flip(i.translated),
      rule: mirrored[i.rule] ?? i.rule,
      direction: other,
      modifiedAt: { hubspot: i.modifiedAt.salesforce, salesforce: i.modifiedAt.hubspot },
      rank: { hubspot: i.rank?.salesforce ?? -1, salesforce: i.rank?.hubspot ?? -1 },
    })
    const straight = reconcileField(i)
    expect(turned.kind).toBe(straight.kind)
    if (straight.kind === 'write' && turned.kind === 'write') {
      expect(turned.to).toBe(otherSide(straight.to))
      expect(turned.value).toBe(straight.value)
    }
  })
})
