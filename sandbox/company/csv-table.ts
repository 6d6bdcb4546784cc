import { CsvError, parse } from 'csv-parse/sync'
import { CsvRow } from './csv-row.ts'

/**
 * The rows of one CSV file (UTF-8, comma, header line; a byte order mark, CRLF and extra columns are fine).
 *
 * @param bytes the file; @param columns names that the header must have, in any order.
 * @returns null when the file cannot be read as a table (problems then say why), [] when it has a header only.
 */
export function readCsvTable(
  file: string,
  bytes: Uint8Array,
  columns: readonly string[],
  problems: string[],
): CsvRow[] | null {
  const text = decodeUtf8(bytes)
  if (text === null) {
    problems.push(`${file} is not UTF-8; save it as UTF-8`)
    return null
  }
  const lines = splitCsv(file, text, problems)
  if (lines === null) return null
  const [first, ...body] = lines
  if (first === undefined) {
    problems.push(`${file} is empty; its first line must name the columns ${columns.join(',')}`)
    return null
  }
  const header = first.cells.map((name) => name.trim())
  const missing = columns.filter((name) => !header.includes(name))
  for (const name of missing) {
    problems.push(`${file} has no column "${name}"; add it to the header (needed: ${columns.join(', ')})`)
  }
  if (missing.length > 0) return null
  return body.map(({ cells, line }) => {
    const row = new CsvRow(file, line, new Map(header.map((name, at) => [name, cells[at] ?? ''])), problems)
    if (cells.length !== header.length) {
      row.problem(`${cells.length} cells, the header has ${header.length}; put text with commas into double quotes`)
    }
    return row
  })
}

interface CsvLine {
  readonly cells: readonly string[]
  readonly line: number
}

function splitCsv(file: string, text: string, problems: string[]): CsvLine[] | null {
  try {
    const parsed = parse(text, { info: true, relax_column_count: true, skip_empty_lines: true })
    // With `info` each entry is {record, info}; the package's types know only the form without it.
    const entries = parsed as unknown as readonly { record: string[]; info: { lines: number } }[]
    return entries.map((entry) => ({ cells: entry.record, line: entry.info.lines }))
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = typeof error['lines'] === 'number' ? ` line ${error['lines']}` : ''
    problems.push(`${file}${line}: not readable as CSV (${error.code}); check its double quotes`)
    return null
  }
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
