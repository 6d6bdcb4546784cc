import { expect, test } from 'vitest'
import type { JobView } from '#http/contract/jobs.ts'
import { groupsOf, groupWords } from './job-groups.ts'

const job = (name: string, over: Partial<JobView> = {}): JobView => ({
  name,
  title: name,
  queue: '',
  everyMs: 1_000,
  nextAt: null,
  lastAt: '2026-03-02T09:30:00.000Z',
  tookMs: 1,
  worker: null,
  error: null,
  failedAt: null,
  runs: 1,
  failures: 0,
  ...over,
})

test('jobs that failed stand first, and in their group as well; an unknown one is upkeep', () => {
  const broken = job('work-inbox', { error: 'no answer' })
  const { failed, groups } = groupsOf([job('poll-connections'), broken, job('made-tomorrow')])
  expect(failed).toEqual([broken])
  expect(groups.map(({ name, jobs }) => [name, jobs.map((one) => one.name)])).toEqual([
    ['Sync', ['poll-connections', 'work-inbox']],
    ['Upkeep', ['made-tomorrow']],
  ])
})

test('a closed group says whether it is worth opening', () => {
  expect(groupWords([job('a'), job('b', { lastAt: null })])).toBe('2 jobs, OK')
  expect(groupWords([job('a', { lastAt: null })])).toBe('1 job, not run yet')
  expect(groupWords([job('a'), job('b', { error: 'x' })])).toBe('2 jobs, 1 failed')
})
