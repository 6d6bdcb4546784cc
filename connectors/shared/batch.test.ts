import { expect, test } from 'vitest'
import { batchesWithUniqueKeys, chunk, groupBy } from './batch.ts'

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
