import { expect, test } from 'vitest'
import { ApiProblem } from './fetch-json.ts'
import { isEnd } from './use-api.ts'

const problem = (code: string, status: number): ApiProblem => new ApiProblem({ code, detail: 'd', remedy: 'r' }, status)

test('a refusal is an end; a lost answer, or one still to come, is asked for again as the same deed', () => {
  expect([problem('INVALID_INPUT', 400), problem('OUTCOME_UNKNOWN', 409)].map(isEnd)).toEqual([true, true])
  const lost = [
    problem('UNREACHABLE', 0),
    problem('STILL_RUNNING', 409),
    problem('INTERNAL', 500),
    problem('NOT_TANDEM', 502),
  ]
  expect(lost.map(isEnd)).toEqual([false, false, false, false])
  expect(isEnd(new Error('aborted'))).toBe(false)
})
