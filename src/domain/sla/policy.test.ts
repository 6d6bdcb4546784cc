import { describe, expect, test } from 'vitest'
import type { PolicyConditions, SlaPolicy } from './policy.ts'
import { choosePolicy } from './policy.ts'

const policy = (id: string, when: PolicyConditions): SlaPolicy => ({
  id,
  name: id,
  version: 1,
  appliesTo: 'new-clocks',
  when,
  clocks: [],
  escalation: [],
})
const policies = [
  policy('hot-demo', { urgency: ['hot'], campaign: ['demo', 'pricing'] }),
  policy('hot', { urgency: ['hot'] }),
  policy('demo', { campaign: ['demo'] }),
]
const chosen = (urgency: string | null, campaign: string | null, list = policies): string | undefined =>
  choosePolicy(list, { urgency, campaign, contract: null })?.id

describe('choosePolicy', () => {
  test('takes the first whose conditions all hold', () => {
    expect(chosen('hot', 'pricing')).toBe('hot-demo')
    expect(chosen('hot', 'newsletter')).toBe('hot')
    expect(chosen('cold', 'demo')).toBe('demo')
    expect(chosen('hot', 'demo', [...policies].reverse())).toBe('demo')
  })

  test('a fact that is not known meets no condition on it', () => {
    expect(chosen('hot', null)).toBe('hot')
    expect(chosen(null, 'demo')).toBe('demo')
  })

  test('a policy without conditions takes everyone, none at all nobody', () => {
    expect(chosen(null, null, [...policies, policy('rest', {})])).toBe('rest')
    expect(chosen(null, null)).toBeUndefined()
    expect(choosePolicy([], { urgency: null, campaign: null, contract: null })).toBeNull()
  })

  test('an empty list of values is met by nobody', () => {
    expect(chosen('hot', 'demo', [policy('none', { urgency: [] })])).toBeUndefined()
  })
})
