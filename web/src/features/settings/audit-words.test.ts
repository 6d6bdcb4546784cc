import { expect, test } from 'vitest'
import { actionWords, detailWords } from './audit-words.ts'

test('an action is told in words, also one that has none of its own', () => {
  expect(actionWords('session.sign-in')).toBe('Sign-in')
  expect(actionWords('parked.retry-all')).toBe('Parked: retry all')
})

test('details are told in one line, without what is not there', () => {
  expect(detailWords({ role: 'admin', address: null, code: 'WRONG' })).toBe('role: admin, code: WRONG')
})
