import { describe, expect, test } from 'vitest'
import { keepIfSame } from './keep-previous.ts'

const key = (connection: string, params: object | undefined, query: object = {}) => [
  'Attribution',
  connection,
  'readDeal',
  { params, query },
]
const before = { queryKey: key('acme', { id: '1' }) }

describe('what stands on while the next answer comes', () => {
  test('figures of the same record under other filters', () => {
    expect(keepIfSame(key('acme', { id: '1' }, { model: 'linear' }), 'old', before)).toBe('old')
  })

  test('never another record, nor another company', () => {
    expect(keepIfSame(key('acme', { id: '2' }), 'old', before)).toBeUndefined()
    expect(keepIfSame(key('globex', { id: '1' }), 'old', before)).toBeUndefined()
    expect(keepIfSame(key('acme', undefined), 'old', before)).toBeUndefined()
  })

  test('nothing was there before', () => {
    expect(keepIfSame(key('acme', undefined), undefined, undefined)).toBeUndefined()
  })
})
