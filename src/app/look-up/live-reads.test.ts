import { expect, test } from 'vitest'
import type { Link } from '#domain/identity/link.ts'
import type { Scope } from '../scope.ts'
import { createLiveReads, KEPT_MS } from './live-reads.ts'
import type { LiveRecord } from './read-record-now.ts'

function setUp() {
  let now = 0
  const answers: PromiseWithResolvers<LiveRecord>[] = []
  const reads = createLiveReads({
    ticks: () => now,
    readNow: () => {
      const answer = Promise.withResolvers<LiveRecord>()
      answers.push(answer)
      return answer.promise
    },
  })
  const scope = { store: {}, configVersion: 1 } as Scope
  const link = { id: 'link', base: {} } as Link
  return {
    answers,
    pass: (ms: number) => {
      now += ms
    },
    look: () => reads(scope, link, async () => undefined),
    /** Until what was asked for so far has gone as far as it can. */
    settled: () => new Promise((resolve) => setImmediate(resolve)),
  }
}
const record = (at: number) => ({ at }) as LiveRecord

test('CRMs that are slow to answer are not asked again, and their answer is good from when it came', async () => {
  const { answers, pass, look, settled } = setUp()
  const first = look()
  await settled()
  pass(3 * KEPT_MS)
  const second = look()
  await settled()
  expect(answers).toHaveLength(1)
  answers[0]?.resolve(record(1))
  expect(await Promise.all([first, second])).toEqual([record(1), record(1)])
  pass(KEPT_MS - 1)
  expect(await look()).toEqual(record(1))
  pass(1)
  const third = look()
  await settled()
  expect(answers).toHaveLength(2)
  answers[1]?.resolve(record(2))
  expect(await third).toEqual(record(2))
})

test('a failure is not kept', async () => {
  const { answers, look, settled } = setUp()
  const failing = look()
  await settled()
  answers[0]?.reject(new Error('away'))
  await expect(failing).rejects.toThrow('away')
  const again = look()
  await settled()
  answers[1]?.resolve(record(1))
  expect(await again).toEqual(record(1))
})
