import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { readCsv } from './csv.ts'

describe('rows of a CSV file', () => {
  it.each([
    [
      'cells in quotes and bare ones',
      '"a",b\n1,"2"\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'commas, quotes and lines inside quotes',
      '"a,b","say ""no""","two\nlines"\n',
      [['a,b', 'say "no"', 'two\nlines']],
    ],
    ['empty cells, the last one too', ',"",\n', [['', '', '']]],
    ['no line end, and nothing after the last comma', 'a,', [['a', '']]],
    [
      'CRLF, a mark of the byte order, empty lines',
      '\uFEFFa,b\r\n\r\n"c",d\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['a quote that nothing closes', '"a,b\nc', [['a,b\nc']]],
    ['nothing', '', []],
  ])('%s', (_name, csv, rows) => {
    expect(readCsv(csv)).toEqual(rows)
  })

  const cell = fc.oneof(fc.string(), fc.constantFrom('', '"', ',', '\r\n', '\n', 'a"b', '""'))
  const table = fc
    .integer({ min: 2, max: 4 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width })))
  test.prop([table])('what was written is read', (rows) => {
    const csv = rows.map((row) => `${row.map((text) => `"${text.replaceAll('"', '""')}"`).join(',')}\n`).join('')
    expect(readCsv(csv)).toEqual(rows)
  })
})
