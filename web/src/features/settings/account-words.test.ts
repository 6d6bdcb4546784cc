import { expect, test } from 'vitest'
import type { AccountView } from '#http/contract/accounts.ts'
import { clockWords, standingOf } from './account-words.ts'

const right = (over: Partial<AccountView['rights'][number]>): AccountView['rights'][number] => ({
  name: 'Lead',
  label: 'Lead',
  onlyFor: null,
  needs: ['read', 'create'],
  missing: [],
  why: null,
  ...over,
})

test('a credential that works but lacks what everything needs does not stand as working', () => {
  expect(standingOf({ state: 'works', rights: [right({})] }).words).toBe('Works')
  expect(standingOf({ state: 'works', rights: [right({ missing: ['create'] })] })).toEqual({
    tone: 'bad',
    words: 'Lacks rights',
  })
  expect(standingOf({ state: 'works', rights: [right({ missing: ['read'], onlyFor: 'campaigns' })] }).tone).toBe('warn')
  expect(standingOf({ state: 'refused', rights: [] }).words).toBe('Refused')
})

test('clocks that agree to the minute are not talked about', () => {
  expect(clockWords(null)).toBeNull()
  expect(clockWords(-40)).toBeNull()
  expect(clockWords(-90)).toContain('90 s behind')
  expect(clockWords(3_600)).toContain('3600 s ahead of')
})
