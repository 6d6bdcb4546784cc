import { expect, test } from 'vitest'
import { OF_THE_RECORD, problemClassOf } from './classes.ts'

test('a class that no change of a mapping ends says that nobody retries it', () => {
  const told = [...OF_THE_RECORD].map((code) => problemClassOf(code).retriedBy)
  expect(new Set(told)).toEqual(new Set(['nobody']))
})

test('a code that only the platform knows is told in its own words', () => {
  expect(problemClassOf('FIELD_FILTER_VALIDATION_EXCEPTION')).toMatchObject({
    title: 'Field filter validation exception',
    retriedBy: 'change',
  })
})
