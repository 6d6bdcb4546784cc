import { describe, expect, it } from 'vitest'
import { wordsQuery } from './words-query.ts'

describe('words that are looked for', () => {
  it.each([
    [[['mul', 'muel'], ['ann']], "('mul':* | 'muel':*) & ('ann':*)"],
    [[["o'neill"]], "('o''neill':*)"],
    [[[String.raw`a\b`]], String.raw`('a\\b':*)`],
    [[['a:b*|&!(c)']], "('a:b*|&!(c)':*)"],
    [[['', 'x'], [''], []], "('x':*)"],
    [[], ''],
  ])('%j', (terms, query) => {
    expect(wordsQuery(terms)).toBe(query)
  })

  it('are whole ones where that is asked', () => {
    expect(wordsQuery([['mul', 'muel'], ["o'neill"]], 'whole')).toBe("('mul' | 'muel') & ('o''neill')")
  })
})
