import { describe, expect, test } from 'vitest'
import { campaignTable } from '#support/overview-values.ts'
import { SORT_KEYS, sortRows, winRate } from './sort.ts'

const { rows } = campaignTable('first_touch')
const names = (sorted: readonly { name: string }[]): string[] => sorted.map((row) => row.name)

describe('sorting campaigns', () => {
  test('money is compared as numbers, not as text', () => {
    expect(names(sortRows(rows, 'spend', 'desc')).slice(0, 2)).toEqual(['Trade fair', 'Brand search'])
    expect(names(sortRows(rows, 'cpl', 'asc'))[0]).toBe('Prize giveaway')
  })

  test('a value that is n/a comes last in both directions', () => {
    for (const direction of ['asc', 'desc'] as const)
      for (const key of ['cpl', 'win-rate', 'cost-per-won'] as const)
        expect(names(sortRows(rows, key, direction)).at(-1)).toBe('Spring teaser')
  })

  test('the other direction is the mirror, n/a apart', () => {
    const known = rows.filter((row) => row.cplMinor !== null)
    expect(names(sortRows(known, 'cpl', 'desc'))).toEqual(names(sortRows(known, 'cpl', 'asc')).reverse())
  })

  test('rows alike are in the order of their names, and nothing is lost by any key', () => {
    const alike = rows.map((row) => ({ ...row, leads: 7 }))
    expect(names(sortRows(alike, 'leads', 'desc'))).toEqual(names(sortRows(alike, 'name', 'asc')))
    for (const key of SORT_KEYS) expect(names(sortRows(rows, key, 'asc')).sort()).toEqual(names(rows).sort())
  })

  test('open deals do not count in the win rate', () => {
    expect(winRate({ won: 3, lost: 1 })).toBe(0.75)
    expect(winRate({ won: 0, lost: 0 })).toBeNull()
  })
})
