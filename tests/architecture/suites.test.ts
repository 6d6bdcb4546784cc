import { expect, test } from 'vitest'
import { NO_SERVER, SLOWEST } from '../suites.ts'
import { files, importsOf } from './imports.ts'

const SERVERS = 'tests/support/servers.ts'

/** Everything of `tests` that a file reaches over imports. */
function reached(file: string, seen: Set<string> = new Set()): ReadonlySet<string> {
  for (const { target } of importsOf(file))
    if (target.startsWith('tests/') && !seen.has(target)) {
      seen.add(target)
      reached(target, seen)
    }
  return seen
}

const integration = files('{src,jobs,tests}/**/*.int.test.ts')

test('the list of integration tests that look at no server holds them all, and no other', () => {
  expect(integration.length).toBeGreaterThan(40)
  expect(NO_SERVER.toSorted()).toEqual(integration.filter((file) => !reached(file).has(SERVERS)).toSorted())
})

test('the slowest are there', () => {
  expect(SLOWEST.filter((file) => !integration.includes(file))).toEqual([])
})
