import { expect, test } from 'vitest'
import { takenBack } from './taken-back.ts'

const v = (version: number, document: object) => ({ version, document })
/** By Ana: the second changes a, the third b. */
const versions = [v(3, { a: 2, b: 2, c: 1 }), v(2, { a: 2, b: 1, c: 1 }), v(1, { a: 1, b: 1, c: 1 })]
const back = (file: object) => {
  const found = takenBack(file, versions)
  return found === null ? null : [found.from.version, found.changes.map(({ path, from, to }) => [path, from, to])]
}

test('a file of an older version takes back what newer ones changed', () => {
  expect(back({ a: 1, b: 1, c: 1 })).toEqual([
    1,
    [
      ['a', '2', '1'],
      ['b', '2', '1'],
    ],
  ])
  expect(back({ a: 2, b: 1, c: 1 })).toEqual([2, [['b', '2', '1']]])
})

test('also with changes of its own, which are not told', () => {
  expect(back({ a: 2, b: 1, c: 7 })).toEqual([2, [['b', '2', '1']]])
  expect(back({ a: 1, b: 1, d: 7 })).toEqual([
    1,
    [
      ['a', '2', '1'],
      ['b', '2', '1'],
    ],
  ])
})

test('a file of the newest version takes back nothing, whatever it changes', () => {
  expect(back({ a: 2, b: 2, c: 1 })).toBeNull()
  expect(back({ a: 2, b: 2, c: 7 })).toBeNull()
  expect(back({ a: 2, b: 3, c: 1 })).toBeNull()
})

test('there is nothing to take back before the first version', () => {
  expect(takenBack({ a: 1 }, [])).toBeNull()
})
