import { expect, test } from 'vitest'
import { browserWords, reachWords } from './words.ts'

test('a reach is told by the names of the connections, and by the id where the reader does not know the name', () => {
  const known = [{ id: 'eu', name: 'Europe' }]
  expect(reachWords('all', known)).toBe('All connections')
  expect(reachWords(['eu', 'us'], known)).toBe('Europe, us')
  expect(reachWords([], known)).toBe('None')
})

test('a browser is told in a few words', () => {
  const chrome =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36'
  expect(browserWords(chrome)).toBe('Chrome on Windows')
  expect(browserWords(`${chrome} Edg/140.0`)).toBe('Edge on Windows')
  expect(browserWords('curl/8')).toBe('Another program')
  expect(browserWords(null)).toBe('Unknown browser')
})
