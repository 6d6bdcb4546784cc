import { expect, test } from 'vitest'
import { RemoteError, type Disposition } from '#domain/errors.ts'
import { fakeTiming } from './fake-timing.ts'
import { READ_RETRY, retryRead } from './retry.ts'

const failure = (disposition: Disposition, retryAfterMs?: number): RemoteError =>
  new RemoteError({
    code: 'X',
    disposition,
    message: 'x',
    remedy: '',
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })

async function run(errors: readonly unknown[]): Promise<{ calls: number; waits: readonly number[]; error: unknown }> {
  const timing = fakeTiming()
  let calls = 0
  const error: unknown = await retryRead(
    () => {
      calls += 1
      const next = errors[calls - 1]
      return next === undefined ? Promise.resolve(null) : Promise.reject(next as Error)
    },
    READ_RETRY,
    { timing, random: () => 1 },
  ).catch((e: unknown) => e)
  return { calls, waits: timing.waits, error }
}

test('a read that fails for a moment is repeated with growing waits', async () => {
  const { calls, waits, error } = await run([failure('retry'), failure('retry')])
  expect({ calls, waits, error }).toEqual({ calls: 3, waits: [250, 500], error: null })
})

test("the platform's own wait comes first", async () => {
  const { waits } = await run([failure('retry-after', 1000)])
  expect(waits).toEqual([1250])
})

test('a long wait is left to the job runtime', async () => {
  const { calls, error } = await run([failure('retry-after', 60_000)])
  expect(calls).toBe(1)
  expect(error).toBeInstanceOf(RemoteError)
})

test('what a person has to mend is not repeated, nor what is final', async () => {
  expect((await run([failure('park')])).calls).toBe(1)
  expect((await run([failure('fatal')])).calls).toBe(1)
  expect((await run([new TypeError('bug')])).calls).toBe(1)
})

test('it gives up after four calls', async () => {
  const again = failure('retry')
  expect(await run([again, again, again, again, again])).toMatchObject({ calls: 4, error: again })
})
