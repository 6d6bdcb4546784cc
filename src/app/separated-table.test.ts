import { type InfoRecord, type Options, parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { findTable } from './separated-table.ts'

const headerOf = (cells: readonly string[]): readonly string[] | null => (cells[0] === 'Day' ? cells : null)

/** What the parser is given to find a table, how many rows it reads of that, and how many of another length than the first. */
function parsedFor(text: string) {
  const parsed = { characters: 0, rows: 0, differing: 0 }
  const found = findTable(text, headerOf, (given, options: Options) => {
    parsed.characters += given.length
    let differing = 0
    const count = (row: string[], info: InfoRecord) => {
      parsed.rows += 1
      differing = info.invalid_field_length
      return options.on_record?.(row, info)
    }
    parse(given, { ...options, on_record: count })
    parsed.differing += differing
  })
  return { ...parsed, found }
}

test('finds the header below a title, whatever parts the cells, and tells the lines of the rows', () => {
  expect(findTable('Spend\n\nDay;"Much;ado"\n1;"a\nb"\n2;c\n', headerOf)).toEqual({
    header: ['Day', 'Much;ado'],
    rows: [
      { line: 5, cells: ['1', 'a\nb'] },
      { line: 6, cells: ['2', 'c'] },
    ],
  })
  expect(findTable(`${'x\n'.repeat(20)}Day,Cost\n`, headerOf)).toBeNull()
})

test('finds it above a cell longer than what is looked through for it', () => {
  const long = 'x'.repeat(300_000)
  expect(findTable(`Day,Note\n1,"${long}"\n`, headerOf)?.rows).toEqual([{ line: 2, cells: ['1', long] }])
})

test('takes no table that breaks off within a cell', () => {
  expect(findTable('Day,Note\n1,"never closed\n2,x\n', headerOf)).toBeNull()
})

test('reads a large file without a header no further than where one could stand', () => {
  const { found, characters, rows } = parsedFor('a,b,c,d,e,f\n'.repeat(100_000))
  expect(found).toBeNull()
  // The start of it, and twenty rows of that, for each way in which cells are parted.
  expect(characters).toBeLessThanOrEqual(4 * 256 * 1024)
  expect(rows).toBe(4 * 20)
})

test('reads a table below a title as one without: no row is longer than the first one read', () => {
  const rows = `Day,b,c,d,e,f\n${'a,b,c,d,e,f\n'.repeat(3_000)}`
  expect(parsedFor(rows)).toMatchObject({ rows: 20 + 3_001, differing: 0 })
  const { found, ...parsed } = parsedFor(`"Spend\nof March"\n\n${rows}`)
  // Those among the first twenty alone.
  expect(parsed).toMatchObject({ rows: 20 + 3_001, differing: 18 })
  expect(found?.rows.at(0)).toMatchObject({ line: 5 })
})
