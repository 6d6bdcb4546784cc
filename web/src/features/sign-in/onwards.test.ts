import { expect, test } from 'vitest'
import { onwards } from './onwards.ts'

test('goes on to the page that was asked for', () => {
  expect(onwards('/c/demo/leads?tab=team')).toBe('/c/demo/leads?tab=team')
  expect(onwards(null)).toBe('/')
})

test.each([
  '//evil.example',
  'https://evil.example',
  '/\\evil.example',
  'javascript:alert(1)',
  '/\t/evil.example',
  '/.//evil.example',
  '/..//x',
  '/%2e//x',
  '/./\\x',
])('never goes to another site: %j', (to) =>
  expect(onwards(to).startsWith('/') && !onwards(to).startsWith('//')).toBe(true),
)
