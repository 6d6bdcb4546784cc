import { describe, expect, it } from 'vitest'
import { UsageError } from '#domain/errors.ts'
import { StoreError, toStoreError, withStoreErrors } from './store-error.ts'

const failure = (code: string, message = 'failed', more: object = {}): Error =>
  Object.assign(new Error(message), { code, ...more })

describe('an error of the driver', () => {
  it.each([
    ['40P01', 'STORE_BUSY', 'retry'],
    ['40001', 'STORE_BUSY', 'retry'],
    ['57P01', 'STORE_BUSY', 'retry'],
    ['23505', 'STORE_CONSTRAINT', 'fatal'],
    ['42601', 'STORE_STATEMENT', 'fatal'],
    ['ECONNREFUSED', 'STORE_CONNECTION_LOST', 'retry'],
    ['EPIPE', 'STORE_CONNECTION_LOST', 'retry'],
  ])('%s becomes %s, to %s', (code, ours, disposition) => {
    const error = toStoreError(failure(code))
    expect(error).toBeInstanceOf(StoreError)
    expect(error).toMatchObject({ code: ours, disposition })
  })

  it('keeps the names of table and constraint, and itself as the cause', () => {
    const cause = failure('23505', 'duplicate key', {
      table: 'link',
      constraint: 'link_key',
      detail: 'Key (x)=(secret)',
    })
    const error = toStoreError(cause) as StoreError
    expect(error.context).toEqual({ sqlState: '23505', table: 'link', constraint: 'link_key' })
    expect(error.cause).toBe(cause)
  })

  it('without a code is a lost connection when it says so', () => {
    expect(toStoreError(new Error('Connection terminated unexpectedly'))).toMatchObject({ disposition: 'retry' })
  })
})

describe('any other error', () => {
  it.each([new UsageError('wrong'), new Error('boom'), 'text', null])('comes out as it is: %s', (error) => {
    expect(toStoreError(error)).toBe(error)
  })
})

describe('a guarded repository', () => {
  it('answers as before and rejects with StoreError', async () => {
    const guarded = withStoreErrors({
      add: async (a: number, b: number) => a + b,
      fail: async () => Promise.reject(failure('40P01')),
    })
    expect(await guarded.add(1, 2)).toBe(3)
    await expect(guarded.fail()).rejects.toThrow(StoreError)
  })
})
