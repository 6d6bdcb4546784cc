import { expect, test } from 'vitest'
import { batchesWithUniqueKeys, chunk, groupBy, severalAtOnce } from './batch.ts'

test('a key never comes twice in a batch, and its writes keep their order', () => {
  const items = ['a1', 'b1', 'a2', 'c1', 'a3', 'b2']
  const batches = batchesWithUniqueKeys(items, 3, (item) => item.charAt(0))
  expect(batches).toEqual([['a1', 'b1', 'c1'], ['a2', 'b2'], ['a3']])
})

test('items without a key only fill batches up', () => {
  expect(batchesWithUniqueKeys([1, 2, 3, 4, 5], 2, () => null)).toEqual([[1, 2], [3, 4], [5]])
})

test('chunks and groups keep the order', () => {
  expect(chunk([1, 2, 3], 2)).toEqual([[1, 2], [3]])
  expect([...groupBy(['x1', 'y1', 'x2'], (item) => item.charAt(0))]).toEqual([
    ['x', ['x1', 'x2']],
    ['y', ['y1']],
  ])
})

test('several at once: never more, all of them, and a failure only after the others', async () => {
  let running = 0
  let most = 0
  const done: number[] = []
  const work = async (item: number): Promise<void> => {
    running += 1
    most = Math.max(most, running)
    await Promise.resolve()
    running -= 1
    if (item === 2) throw new Error('two')
    done.push(item)
  }
  await expect(severalAtOnce([1, 2, 3, 4, 5, 6, 7], 3, work)).rejects.toThrow('two')
  expect([most, running, done.toSorted((a, b) => a - b)]).toEqual([3, 0, [1, 3, 4, 5, 6, 7]])
  await severalAtOnce([], 3, work)
})
