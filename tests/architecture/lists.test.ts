import { describe, expect, test } from 'vitest'
import { API_ROUTES } from '#http/routes/index.ts'

/** Lists that come page by page. */
const LISTS = API_ROUTES.map(({ contract }) => contract).filter(({ query }) => 'cursor' in query.shape)

/** Those of one order, and why; their descriptions say so to whoever asks. */
const IN_ONE_ORDER: Readonly<Record<string, string>> = {
  listConfigVersions:
    'the newest is in force; numbers are given in order, and an older one is looked for by its number',
}

describe('what comes page by page is sorted on the server', () => {
  test('by `sort` and `direction`, or in one order for a reason', () => {
    expect(LISTS.length).toBeGreaterThan(13)
    for (const { name, query, description } of LISTS) {
      const fields = Object.keys(query.shape)
      if (name in IN_ONE_ORDER) {
        expect(fields, name).not.toContain('sort')
        expect(description, name).toContain('In this order alone')
      } else expect(fields, name).toEqual(expect.arrayContaining(['sort', 'direction']))
    }
    expect(LISTS.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(IN_ONE_ORDER)))
  })
})
