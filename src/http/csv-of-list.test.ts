import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { connectionContract } from './contract/contract.ts'
import { CSV, NO_PAGES, type CsvFile } from './contract/csv.ts'
import { pageOf, pagingQuery } from './contract/paging.ts'
import { csvOfList } from './csv-of-list.ts'
import { connectionRoute, type ConnectionContext } from './route.ts'

const about = { method: 'GET', access: 'read', tag: 'Records', summary: 'Things' } as const
const listContract = connectionContract({
  ...about,
  name: 'listThings',
  path: '/things',
  query: z.strictObject({ colour: z.string(), ...pagingQuery }),
  reply: pageOf(z.strictObject({ id: z.number(), parts: z.array(z.string()) })),
})
const fileContract = connectionContract({
  ...about,
  name: 'downloadThings',
  path: '/things.csv',
  query: listContract.query.omit(NO_PAGES),
  ...CSV,
})

describe('a list as a file', () => {
  it('is all pages of the list with the same filters, also where one of them is empty', async () => {
    const asked: unknown[] = []
    const list = connectionRoute(listContract, async ({ query }) => {
      asked.push([query.colour, query.cursor])
      const at = Number(query.cursor ?? 0)
      const items = at === 1 ? [] : [{ id: at, parts: at === 0 ? ['a', 'b'] : [] }]
      return { items, nextCursor: at < 2 ? String(at + 1) : null, total: 3 }
    })
    const download = csvOfList(list, fileContract, {
      name: ({ query }) => `${query.colour}.csv`,
      each: ({ id, parts }) => [{ id, part: null }, ...parts.map((part) => ({ id, part }))],
      columns: { id: ({ id }) => id, part: ({ part }) => part },
    })
    const file = (await download.handle({ query: { colour: 'red' } } as unknown as ConnectionContext)) as CsvFile
    expect(file).toMatchObject({ fileName: 'red.csv', columns: ['id', 'part'] })
    // Nothing is read before somebody wants it.
    expect(asked).toEqual([])
    const rows: unknown[] = []
    for await (const row of file.rows) rows.push(row)
    expect(rows).toEqual([
      { id: 0, part: null },
      { id: 0, part: 'a' },
      { id: 0, part: 'b' },
      { id: 2, part: null },
    ])
    expect(asked).toEqual([
      ['red', undefined],
      ['red', '1'],
      ['red', '2'],
    ])
  })
})
