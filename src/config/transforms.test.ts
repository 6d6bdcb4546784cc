import { describe, expect, it } from 'vitest'
import { transforms } from './transforms.ts'

describe('the zone of a date step', () => {
  it.each(['org', 'America/New_York'])('may be %s', (zone) => {
    expect(transforms.safeParse([{ dateToNoon: zone }, { noonToDate: zone }]).success).toBe(true)
  })

  it.each(['New York', 'Mars/Olympus', ''])('may not be %j, which no clock knows', (zone) => {
    expect(transforms.safeParse([{ dateToNoon: zone }]).success).toBe(false)
    expect(transforms.safeParse([{ noonToDate: zone }]).success).toBe(false)
  })
})

describe('steps as people write them', () => {
  it.each([
    ['phone', { kind: 'phone', unread: 'keep' }],
    [{ phone: { country: 'DE', unread: 'park' } }, { kind: 'phone', country: 'DE', unread: 'park' }],
    ['owner', { kind: 'owner', unknown: 'fallback' }],
    [{ owner: 'blank' }, { kind: 'owner', unknown: 'blank' }],
    [{ country: 'iso2' }, { kind: 'country', to: 'iso2', unread: 'keep' }],
    [
      { state: 'code', country: 'US' },
      { kind: 'state', to: 'code', country: 'US', unread: 'keep' },
    ],
    [{ number: { times: 0.01, scale: 2 } }, { kind: 'number', times: '0.01', scale: 2 }],
    [{ number: { times: '1e-7' } }, { kind: 'number', times: '0.0000001' }],
    [
      { split: ',', index: -1 },
      { kind: 'split', separator: ',', index: -1 },
    ],
    [{ join: ['a', 'b'] }, { kind: 'join', fields: ['a', 'b'], separator: ' ' }],
    [
      { map: { a: 'b' }, unmapped: 'park', each: true },
      { kind: 'value-map', map: { a: 'b' }, unmapped: 'park', each: true },
    ],
    [{ expression: 'value' }, { kind: 'expression', expression: 'value', fields: [] }],
    ['plainText', { kind: 'plain-text' }],
  ])('%j', (written, step) => {
    expect(transforms.parse([written])).toEqual([step])
  })

  it.each([
    { state: 'code' },
    { number: { times: 'ten' } },
    { phone: { country: 'Germany' } },
    { owner: 'somebody' },
    { map: { a: 'b' }, unmaped: 'park' },
    'shout',
  ])('%j is none', (written) => {
    expect(transforms.safeParse([written]).success).toBe(false)
  })
})
