import { describe, expect, test } from 'vitest'
import { isDue, sending, telling, typedOf, typing } from './typed-text.ts'

describe('text whose value lives in the address', () => {
  test('the echo of what was sent leaves alone what was typed since', () => {
    const sent = typing(sending(typing(typedOf(''), 'da'), 'da'), 'dana')
    expect(telling(sent, 'da').text).toBe('dana')
    expect(telling(telling(sending(telling(sent, 'da'), 'dana'), 'dana'), 'dana')).toEqual(typedOf('dana'))
  })

  test('an echo may come late, or be left out for a newer one', () => {
    const twice = sending(sending(typedOf(''), 'a'), 'ab')
    expect(telling(typing(twice, 'abc'), 'a').text).toBe('abc')
    expect(telling(typing(twice, 'abc'), 'ab')).toMatchObject({ text: 'abc', sent: [] })
  })

  test('Back, and a button that clears, are taken over', () => {
    const there = telling(sending(typing(typedOf(''), 'dana'), 'dana'), 'dana')
    expect(telling(there, '').text).toBe('')
    expect(telling(there, 'wells').text).toBe('wells')
  })

  test('what rests is not sent any more after a button has cleared the box', () => {
    const there = typing(typedOf('wells'), 'wells d')
    expect(isDue(there, 'wells d')).toBe(true)
    expect(isDue(telling(there, ''), 'wells d')).toBe(false)
  })

  test('what the owner has already is not waited for', () => {
    expect(sending(typedOf('a'), 'a').sent).toEqual([])
    expect(sending(sending(typedOf(''), 'a'), 'a').sent).toEqual(['a'])
  })
})
