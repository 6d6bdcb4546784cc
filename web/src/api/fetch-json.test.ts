import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { ApiProblem, fetchJson } from './fetch-json.ts'

const schema = z.strictObject({ count: z.int() })
const signal = new AbortController().signal
const answer = (status: number, body: string) => async () => new Response(body, { status })
const ask = (reply: () => Promise<Response>, abort = signal) => fetchJson('/api/x', schema, abort, reply)

describe('fetchJson', () => {
  test('gives the parsed reply', async () => {
    expect(await ask(answer(200, '{"count":3}'))).toEqual({ count: 3 })
  })

  test('a problem of the API keeps its words and its remedy', async () => {
    const problem = { type: 'about:blank', title: 'Bad Gateway', status: 502, detail: 'd', code: 'C', remedy: 'r' }
    await expect(ask(answer(502, JSON.stringify(problem)))).rejects.toMatchObject({
      message: 'd',
      code: 'C',
      remedy: 'r',
    })
  })

  test.each([
    ['a network failure', async () => Promise.reject(new TypeError('Failed to fetch')), 'UNREACHABLE'],
    ['an answer of a proxy', answer(504, '<h1>Gateway Timeout</h1>'), 'NOT_TANDEM'],
    ['another shape', answer(200, '{"count":"3"}'), 'CONTRACT'],
    ['no JSON', answer(200, '<!doctype html>'), 'CONTRACT'],
  ])('%s is explained with what to do', async (_what, reply, code) => {
    const error: unknown = await ask(reply).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(ApiProblem)
    expect(error).toMatchObject({ code, remedy: expect.stringMatching(/\.$/) })
  })

  test('a request that was given up is not a problem', async () => {
    const given = AbortSignal.abort()
    const reply = async () => Promise.reject(new DOMException('aborted', 'AbortError'))
    await expect(ask(reply, given)).rejects.not.toBeInstanceOf(ApiProblem)
  })
})
