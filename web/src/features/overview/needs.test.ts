import { expect, test } from 'vitest'
import { needsOf } from './needs.ts'

const none = {
  parked: 0,
  conflicts: 0,
  frozen: 0,
  matches: 0,
  breached: 0,
  unowned: 0,
  parkedAlerts: 0,
  failingJobs: 0,
}

test('nothing waits, nothing is said', () => {
  expect(needsOf({ needs: none })).toEqual([])
})

test('leads that sales owes an answer come first, and each need leads to its page', () => {
  const needs = needsOf({ needs: { ...none, parked: 1, frozen: 2, breached: 3 } })
  expect(needs.map(({ words, page, search }) => [words, page, search])).toEqual([
    ['3 leads are overdue', 'leads', { view: 'breached', whose: 'all' }],
    ['1 record needs a person', 'problems', {}],
    ['2 fields wait for a decision', 'problems', { tab: 'conflicts' }],
  ])
})
