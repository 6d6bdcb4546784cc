/**
 * Rows of a CSV file as platforms write it: cells in quotes, with quotes doubled inside, or bare; commas; lines end in LF or CRLF.
 * A mark of the byte order and empty lines are passed over; a quote that nothing closes ends with the file. Total.
 * A reader that a stream needs costs ten times as much, and a first load reads as many results as there are people.
 */
export function readCsv(csv: string): readonly (readonly string[])[] {
  const rows: string[][] = []
  let row: string[] = []
  let at = csv.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0
  while (at < csv.length) {
    const { cell, end } = csv.charCodeAt(at) === QUOTE ? quotedCell(csv, at) : bareCell(csv, at)
    row.push(cell)
    at = end
    if (csv.charCodeAt(at) === COMMA) {
      at += 1
      // What follows the last comma of the file is a cell as well.
      if (at === csv.length) row.push('')
      else continue
    }
    if (csv.charCodeAt(at) === CR) at += 1
    if (csv.charCodeAt(at) === LF) at += 1
    if (row.length > 1 || cell !== '') rows.push(row)
    row = []
  }
  return rows
}

const BYTE_ORDER_MARK = 0xfeff
const QUOTE = 0x22
const COMMA = 0x2c
const CR = 0x0d
const LF = 0x0a

interface Cell {
  readonly cell: string
  /** Where what follows it begins. */
  readonly end: number
}

function quotedCell(csv: string, from: number): Cell {
  let end = csv.indexOf('"', from + 1)
  let doubled = false
  while (end !== -1 && csv.charCodeAt(end + 1) === QUOTE) {
    doubled = true
    end = csv.indexOf('"', end + 2)
  }
  const to = end === -1 ? csv.length : end
  const cell = csv.slice(from + 1, to)
  // Anything between the quote and the comma belongs to no cell.
  return { cell: doubled ? cell.replaceAll('""', '"') : cell, end: bareCell(csv, to + 1).end }
}

function bareCell(csv: string, from: number): Cell {
  let end = from
  for (; end < csv.length; end += 1) {
    const code = csv.charCodeAt(end)
    if (code === COMMA || code === LF || code === CR) break
  }
  return { cell: csv.slice(from, end), end }
}
