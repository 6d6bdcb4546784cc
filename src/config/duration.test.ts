import { expect, it } from 'vitest'
import { duration } from './duration.ts'

it.each([
  ['90s', 90],
  ['30m', 1_800],
  ['4h', 14_400],
  ['0m', 0],
])('%s is %i seconds', (text, seconds) => {
  expect(duration.parse(text)).toBe(seconds)
})

it.each(['1d', '4', 'h', '1.5h', '-4h', '4 h', '', '1h30m'])('"%s" is refused with an example', (text) => {
  expect(duration.safeParse(text).error?.issues[0]?.message).toContain('30m, 4h or 90s')
})
