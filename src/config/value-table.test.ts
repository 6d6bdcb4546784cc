import { describe, expect, it } from 'vitest'
import { transform } from '#domain/mapping/transform.ts'
import { valueTable } from './value-table.ts'

const TABLE = { NEW: 'Open', OPEN: 'Open', DONE: 'Closed' }
const apply = (step: ReturnType<typeof valueTable>['toHubspot'], value: string) =>
  transform([step], value, { record: {}, noonOf: () => null, dateOf: () => null })

describe('one table for both directions', () => {
  it('maps there and back; of several HubSpot values the first comes back', () => {
    const { toSalesforce, toHubspot } = valueTable(TABLE)
    expect(['NEW', 'OPEN', 'DONE', 'ELSE'].map((value) => apply(toSalesforce, value).value)).toEqual([
      'Open',
      'Open',
      'Closed',
      'ELSE',
    ])
    expect(['Open', 'Closed', 'Else'].map((value) => apply(toHubspot, value).value)).toEqual(['NEW', 'DONE', 'Else'])
  })

  it('parks or replaces what it does not name, by direction', () => {
    expect(apply(valueTable(TABLE, 'park').toSalesforce, 'ELSE').unconvertible).toBe(true)
    const { toSalesforce, toHubspot } = valueTable(TABLE, { toSalesforce: 'Other' })
    expect(apply(toSalesforce, 'ELSE')).toMatchObject({ value: 'Other', defaultsUsed: 1 })
    expect(apply(toHubspot, 'Else')).toMatchObject({ value: 'Else', defaultsUsed: 0 })
  })

  it('maps options one by one, unless a key is several of them', () => {
    expect(apply(valueTable({ a: 'x', b: 'y' }).toSalesforce, 'a;b;c').value).toBe('c;x;y')
    expect(apply(valueTable({ 'a;b': 'both' }).toSalesforce, 'a;b').value).toBe('both')
  })
})
