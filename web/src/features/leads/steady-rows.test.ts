import { expect, test } from 'vitest'
import { heldAfter, steadyOf } from './steady-rows.ts'

const row = (id: string, state = 'open') => ({ id, state })
const keyOf = ({ id }: { readonly id: string }): string => id
const ids = (rows: readonly { readonly id: string }[]): string => rows.map(keyOf).join('')

test('without anybody pointing, rows are as the server has them', () => {
  const { rows, fresh, gone } = steadyOf([row('b'), row('a')], null, keyOf)
  expect([ids(rows), fresh, gone.size]).toEqual(['ba', 0, 0])
})

test('rows stay where they are, with their newest facts; what came and went is told', () => {
  const held = [row('a'), row('b'), row('c')]
  const { rows, fresh, gone } = steadyOf([row('n'), row('c'), row('a', 'accepted')], held, keyOf)
  expect(rows).toEqual([row('a', 'accepted'), row('b'), row('c')])
  expect([fresh, [...gone]]).toEqual([1, ['b']])
})

test('a further page follows, and is nothing new', () => {
  const { rows, fresh } = steadyOf([row('a'), row('b'), row('c'), row('d')], [row('a'), row('b')], keyOf)
  expect([ids(rows), fresh]).toEqual(['abcd', 0])
})

test('rows of another question give way to its answer and are held then; an answer to the same one moves none', () => {
  const byDeadline = { of: 'deadline', rows: [row('a'), row('b')] }
  const byName = { of: 'name', rows: [row('b'), row('a')] }
  const pointing = { isInside: true, goesOn: false }
  expect(heldAfter(null, byName, pointing)).toBe(byName)
  expect(heldAfter(byDeadline, byName, pointing)).toBe(byName)
  expect(heldAfter(byName, { of: 'name', rows: [row('c')] }, pointing)).toBe(byName)
  expect(heldAfter(byName, byDeadline, { isInside: true, goesOn: true })).toBe(byDeadline)
  expect(heldAfter(null, byName, { isInside: false, goesOn: true })).toBeNull()
})
