import { describe, expect, test } from 'vitest'
import { carryOut, type FieldDecided } from './decided.ts'

const upper = (_from: string, value: string | null) => ({ value: value?.toUpperCase() ?? null })
const saw = { hubspot: 'Berlin', salesforce: 'PARIS' }
const decided = (choice: FieldDecided['choice']): FieldDecided => ({ choice, saw, by: 'Ada' })

describe('a choice of a person', () => {
  test('brings the value of the side chosen to the other one', () => {
    expect(carryOut(decided({ kind: 'side', side: 'hubspot' }), saw, 'both', upper)).toEqual({
      kind: 'stands',
      target: { hubspot: 'Berlin', salesforce: 'BERLIN' },
      writes: ['salesforce'],
    })
  })

  test('a typed value goes to both sides, each in its own form', () => {
    const outcome = carryOut(decided({ kind: 'value', value: 'Rome' }), saw, 'both', upper)
    expect(outcome).toEqual({
      kind: 'stands',
      target: { hubspot: 'Rome', salesforce: 'ROME' },
      writes: ['salesforce', 'hubspot'],
    })
  })

  test('asked again after one of two writes, it asks for the other one alone', () => {
    const now = { hubspot: 'Berlin', salesforce: 'ROME' }
    expect(carryOut(decided({ kind: 'value', value: 'Rome' }), now, 'both', upper)).toMatchObject({
      writes: ['hubspot'],
    })
  })

  test('asked again when all is written, it asks for nothing', () => {
    const now = { hubspot: 'Rome', salesforce: 'ROME' }
    expect(carryOut(decided({ kind: 'value', value: 'Rome' }), now, 'both', upper)).toMatchObject({ writes: [] })
  })

  test('is void once either value was changed by somebody else', () => {
    const now = { hubspot: 'Oslo', salesforce: 'PARIS' }
    expect(carryOut(decided({ kind: 'side', side: 'salesforce' }), now, 'both', upper)).toEqual({ kind: 'moved' })
    expect(carryOut(decided({ kind: 'side', side: 'hubspot' }), now, 'both', upper)).toEqual({ kind: 'moved' })
  })

  test('of the side that a one-way map writes to leaves both as they are', () => {
    const outcome = carryOut(decided({ kind: 'side', side: 'salesforce' }), saw, 'to-salesforce', (_from, value) => ({
      value,
    }))
    expect(outcome).toEqual({ kind: 'stands', target: saw, writes: [] })
  })

  test('that cannot be brought into the other form is refused with the reason', () => {
    const refuse = () => ({ value: null, unconvertible: true, why: 'it is no date' })
    expect(carryOut(decided({ kind: 'side', side: 'hubspot' }), saw, 'both', refuse)).toEqual({
      kind: 'unconvertible',
      why: 'it is no date',
    })
  })
})
