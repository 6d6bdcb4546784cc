import { expect, it } from 'vitest'
import { doneWords, formatSpan, formatWorking } from './lead-words.ts'

const outcome = (kind: 'done' | 'already' | 'refused') => ({
  id: 'a',
  kind,
  what: null,
  code: null,
  message: null,
  remedy: null,
})

it('tells working time in the largest parts that matter', () => {
  expect(formatWorking(30)).toBe('less than a minute')
  expect(formatWorking(60 * 59)).toBe('59 min')
  expect(formatWorking(3600 * 2 + 300)).toBe('2 h 05 min')
  expect(formatSpan(null)).toBe('n/a')
  expect(formatSpan(86_400 * 3)).toBe('3.0 days')
})

it('tells what was done and what was so already, and is silent when nothing was', () => {
  expect(doneWords({ outcomes: [outcome('done'), outcome('done'), outcome('already')] }, 'accepted')).toBe(
    '2 leads accepted; 1 was so already. Salesforce and HubSpot are told now.',
  )
  expect(doneWords({ outcomes: [outcome('already')] }, 'accepted')).toBe('1 was so already.')
  expect(doneWords({ outcomes: [outcome('refused')] }, 'accepted')).toBeNull()
})
