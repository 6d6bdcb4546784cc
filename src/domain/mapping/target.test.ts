import { describe, expect, it } from 'vitest'
import type { TargetField } from './target.ts'
import { stepsInto } from './target.ts'
import { transform } from './transform.ts'
import type { Transform } from './transform.ts'

const into = (
  source: TargetField,
  target: TargetField,
  value: string,
  steps: readonly Transform[] = [],
  to: 'hubspot' | 'salesforce' = 'salesforce',
) => transform(stepsInto(to, source, target, steps), value, { record: {}, noonOf: () => null, dateOf: () => null })
const text: TargetField = { type: 'text' }

describe('the last steps of a map', () => {
  it('are none where nothing can go wrong', () => {
    expect(stepsInto('salesforce', text, text, [])).toEqual([])
    expect(stepsInto('hubspot', { type: 'date' }, { type: 'date' }, [])).toEqual([])
  })

  it('take the tags out before the text is cut, and put paragraphs in', () => {
    const cut: Transform = { kind: 'truncate', length: 5 }
    expect(into({ type: 'html' }, { ...text, maxLength: 5 }, '<p>Hello <b>World</b></p>', [cut]).value).toBe('Hello')
    expect(into(text, { type: 'html' }, 'a\nb').value).toBe('<p>a</p><p>b</p>')
    expect(into({ type: 'html' }, { type: 'html' }, '<b>a</b>').value).toBe('<b>a</b>')
  })

  it('round to what Salesforce keeps, and leave HubSpot all digits', () => {
    const number: TargetField = { type: 'number' }
    expect(into(number, { ...number, scale: 2, precision: 18 }, '1.005').value).toBe('1.01')
    expect(into(number, number, '1.005', [], 'hubspot').value).toBe('1.005')
    const instant: TargetField = { type: 'datetime' }
    expect(into(instant, instant, '2026-03-01T10:00:00.999Z').value).toBe('2026-03-01T10:00:00.000Z')
    expect(into(instant, instant, '2026-03-01T10:00:00.999Z', [], 'hubspot').value).toBe('2026-03-01T10:00:00.999Z')
  })

  it.each([
    ['a larger number', { type: 'number' }, { type: 'number', scale: 0, precision: 3 }, '1000'],
    ['a longer text', { type: 'text', maxLength: 10 }, { type: 'text', maxLength: 3 }, 'abcd'],
    ['a word where a check mark is', { type: 'text' }, { type: 'boolean' }, 'perhaps'],
    ['words where a date is', { type: 'text' }, { type: 'date' }, 'next week'],
  ] as const)('refuse %s, so that only this field waits and not the whole record', (_what, source, target, value) => {
    expect(into(source, target, value)).toMatchObject({ unconvertible: true })
  })

  it('take the greatest number and the longest text that there is room for', () => {
    expect(into({ type: 'number' }, { type: 'number', scale: 1, precision: 3 }, '-99.94').value).toBe('-99.9')
    expect(into({ type: 'number' }, { type: 'number', scale: 2, precision: 2 }, '0.25').value).toBe('0.25')
    expect(into(text, { ...text, maxLength: 3 }, 'abc').value).toBe('abc')
  })
})
