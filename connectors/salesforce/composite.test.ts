import { describe, expect, test } from 'vitest'
import { inLane } from '../shared/lane.ts'
import type { Call } from './client.ts'
import { createJoiner, toComposite, type CompositeAnswer } from './composite.ts'

const query = (text: string): Call => ({ method: 'GET', path: `/query?q=${text}` })

describe('a call for several', () => {
  test('says the headers with each part: those of the whole do not count for every part', () => {
    const save: Call = {
      method: 'PATCH',
      path: '/composite/sobjects',
      headers: { 'Sforce-Duplicate-Rule-Header': 'x' },
    }
    const { body } = toComposite('68.0', [save, query('a')], { 'Sforce-Auto-Assign': 'FALSE' })
    expect(body).toMatchObject({
      allOrNone: false,
      compositeRequest: [
        { httpHeaders: { 'Sforce-Auto-Assign': 'FALSE', 'Sforce-Duplicate-Rule-Header': 'x' } },
        { httpHeaders: { 'Sforce-Auto-Assign': 'FALSE' } },
      ],
    })
  })
})

describe('reads of one moment', () => {
  /** Answers each part with the status that its path ends in; keeps how many parts each call had. */
  function joiner() {
    const sizes: number[] = []
    const join = createJoiner('68.0', async ({ body }) => {
      const parts = (body as { compositeRequest: readonly { url: string; referenceId: string }[] }).compositeRequest
      sizes.push(parts.length)
      const compositeResponse: CompositeAnswer['compositeResponse'] = parts.map(({ url, referenceId }) => {
        const httpStatusCode = Number(url.slice(-3))
        const errorCode = httpStatusCode === 500 ? 'QUERY_TIMEOUT' : 'MALFORMED_QUERY'
        return { referenceId, httpStatusCode, body: httpStatusCode < 300 ? 'rows' : [{ errorCode, message: 'no' }] }
      })
      return { body: { compositeResponse }, serverTime: null }
    })
    return { join, sizes }
  }

  test('a part that may succeed later is asked again by itself, one that never will fails', async () => {
    const { join } = joiner()
    expect(await Promise.all(['200', '500', '400'].map((status) => join(query(status))))).toMatchObject([
      { kind: 'answered', body: 'rows' },
      { kind: 'alone' },
      { kind: 'failed', error: { disposition: 'park' } },
    ])
  })

  test('five share a call, and nobody waits in the line of another lane', async () => {
    const { join, sizes } = joiner()
    const urgent = inLane({ join }, 'handoff')
    await Promise.all([
      ...Array.from({ length: 7 }, () => join(query('200'))),
      ...Array.from({ length: 3 }, () => urgent.join(query('200'))),
    ])
    expect(sizes.toSorted((a, b) => a - b)).toEqual([2, 3, 5])
  })
})
