import { describe, expect, it } from 'vitest'
import type { Both, FieldInput } from './field.ts'
import { reconcileField } from './field.ts'

const at = (hubspot: string | null, salesforce: string | null): Both => ({ hubspot, salesforce })

function decide(base: Both | undefined, now: Both, rest: Partial<FieldInput> = {}) {
  return reconcileField({
    base,
    now,
    translated: now,
    rule: 'hubspot-wins',
    direction: 'both',
    modifiedAt: { hubspot: 1, salesforce: 1 },
    ...rest,
  })
}

describe('with a base', () => {
  it('lets a change on one side travel, whoever wins conflicts', () => {
    expect(decide(at('a', 'a'), at('a', 'b'))).toEqual({
      kind: 'write',
      to: 'hubspot',
      value: 'b',
      because: 'changed-one-side',
    })
    expect(decide(at('a', 'a'), at('b', 'a'), { rule: 'salesforce-wins' })).toMatchObject({
      to: 'salesforce',
      value: 'b',
    })
  })
  it('lets a deliberate blank travel', () => {
    expect(decide(at('a', 'a'), at(null, 'a'))).toMatchObject({ kind: 'write', to: 'salesforce', value: null })
  })
  it('asks the rule when both changed', () => {
    expect(decide(at('a', 'a'), at('b', 'c'))).toMatchObject({ to: 'salesforce', value: 'b', because: 'hubspot-wins' })
    expect(decide(at('a', 'a'), at('b', 'c'), { rule: 'salesforce-wins' })).toMatchObject({ to: 'hubspot', value: 'c' })
    expect(decide(at('a', 'a'), at('b', 'c'), { rule: 'manual' })).toEqual({ kind: 'conflict' })
    expect(decide(at('a', 'a'), at('b', 'c'), { rule: 'off' })).toEqual({ kind: 'noop', because: 'off' })
  })
  it('newest-wins takes the later side, and Salesforce of two equal stamps', () => {
    const rest = { rule: 'newest-wins' as const }
    const tie = { ...rest, modifiedAt: { hubspot: 5, salesforce: 5 } }
    expect(decide(at('a', 'a'), at('b', 'c'), tie)).toMatchObject({ to: 'hubspot', value: 'c' })
    expect(decide(at('a', 'a'), at('b', 'c'), { ...rest, modifiedAt: { hubspot: 5, salesforce: 4 } })).toMatchObject({
      value: 'b',
    })
    expect(decide(at('a', 'a'), at('b', 'c'), { ...rest, modifiedAt: { hubspot: 4, salesforce: 5 } })).toMatchObject({
      value: 'c',
    })
  })
  it('salesforce-unless-blank puts a HubSpot edit back while Salesforce has a value, and takes it when blank', () => {
    const rest = { rule: 'salesforce-unless-blank' as const }
    expect(decide(at('a', 'a'), at('b', 'a'), rest)).toMatchObject({ to: 'hubspot', value: 'a' })
    expect(decide(at('a', null), at('b', null), rest)).toMatchObject({ to: 'salesforce', value: 'b' })
  })
  it('salesforce-unless-blank: a field that was cleared in Salesforce gets the value of HubSpot back', () => {
    const rest = { rule: 'salesforce-unless-blank' as const }
    expect(decide(at('a', 'a'), at('a', null), rest)).toMatchObject({ to: 'salesforce', value: 'a' })
    expect(decide(at('a', 'a'), at('b', null), rest)).toMatchObject({ to: 'salesforce', value: 'b' })
    expect(decide(at('a', 'a'), at('a', null), { ...rest, direction: 'to-hubspot' })).toMatchObject({ kind: 'noop' })
    expect(decide(at('a', 'a'), at(null, null), rest)).toMatchObject({ kind: 'noop' })
  })
  it('hubspot-unless-blank: a field that was cleared in Salesforce is put back, one cleared in HubSpot gives way', () => {
    const rest = { rule: 'hubspot-unless-blank' as const }
    expect(decide(at('a', 'a'), at('a', null), rest)).toMatchObject({ to: 'salesforce', value: 'a' })
    expect(decide(at('a', 'a'), at(null, 'a'), rest)).toMatchObject({ to: 'hubspot', value: 'a' })
  })
  it('fill-blank only ever fills', () => {
    const rest = { rule: 'fill-blank' as const }
    expect(decide(at('a', null), at('b', null), rest)).toMatchObject({ to: 'salesforce', value: 'b' })
    expect(decide(at('a', 'a'), at('b', 'a'), rest)).toMatchObject({ kind: 'noop' })
  })
  it('most-advanced never moves backwards', () => {
    const rest = { rule: 'most-advanced' as const, rank: { hubspot: 0, salesforce: 2 } }
    expect(decide(at('c', 'c'), at('a', 'c'), rest)).toMatchObject({ to: 'hubspot', value: 'c' })
  })
  it('a one-way map whose source wins takes back an edit of the target', () => {
    expect(decide(at('a', 'a'), at('a', 'x'), { direction: 'to-salesforce' })).toMatchObject({
      to: 'salesforce',
      value: 'a',
    })
    expect(decide(at('a', 'a'), at('a', 'x'), { direction: 'to-salesforce', rule: 'newest-wins' })).toEqual({
      kind: 'noop',
      because: 'one-way',
    })
  })
  it('a shortened text is not a change', () => {
    const now = at('abcdef', 'abc')
    expect(decide(undefined, now, { translated: at('abc', 'abc') })).toEqual({ kind: 'noop', because: 'agreed' })
  })
})

describe('at the first meeting', () => {
  it('gives the only value to the blank side', () => {
    expect(decide(undefined, at(null, 'b'))).toMatchObject({ to: 'hubspot', value: 'b', because: 'first-link' })
    expect(decide(undefined, at('a', null), { rule: 'manual' })).toMatchObject({ to: 'salesforce', value: 'a' })
  })
  it('asks the rule when both have one', () => {
    expect(decide(undefined, at('a', 'b'), { rule: 'manual' })).toEqual({ kind: 'conflict' })
    expect(decide(undefined, at('a', 'b'))).toMatchObject({ to: 'salesforce', value: 'a' })
  })
})
