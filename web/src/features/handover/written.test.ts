import { expect, test } from 'vitest'
import { idFrom } from './written.ts'

test('an id is made of what was typed', () => {
  expect(idFrom(' Sales EMEA! ')).toBe('sales-emea')
})
