import { expect, test } from 'vitest'
import { permissionsOf } from '#domain/access.ts'
import { startPage } from './start-page.ts'

test('a rep begins at his leads', () => {
  expect(startPage('demo', permissionsOf('rep'))).toBe('/c/demo/leads')
})

test.each(['admin', 'marketer', 'viewer'] as const)('%s begins at the overview', (role) => {
  expect(startPage('demo', permissionsOf(role))).toBe('/c/demo/overview')
})

test('the id of a connection is one part of the address, whatever it holds', () => {
  expect(startPage('a/b c', permissionsOf('rep'))).toBe('/c/a%2Fb%20c/leads')
})
