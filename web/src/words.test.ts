import { expect, test } from 'vitest'
import { readable, urgencyWords } from './words.ts'

test('ids are read as words, names as they were given', () => {
  expect(['first-response', 'accept_or_reject', 'sales', 'First Response', 'SLA-1'].map(readable)).toEqual([
    'First response',
    'Accept or reject',
    'Sales',
    'First Response',
    'SLA-1',
  ])
})

test('an urgency of a later version is told as it is called', () => {
  expect([urgencyWords('high'), urgencyWords('toString'), urgencyWords('critical')]).toEqual([
    'High',
    'toString',
    'critical',
  ])
})
