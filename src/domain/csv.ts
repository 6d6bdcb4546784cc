export type CsvValue = string | number | bigint | boolean | null
export type CsvRow = Readonly<Record<string, CsvValue>>

/** RFC 4180. A text that a spreadsheet would compute begins with an apostrophe; null is blank. */
export function csvCell(value: CsvValue): string {
  if (value === null) return ''
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** What stands in the first line. */
export const csvHead = (columns: readonly string[]): string => columns.map(csvCell).join(',')

/** One line without its end; a column that the row does not have is blank. */
export const csvLine = (columns: readonly string[], row: CsvRow): string =>
  columns.map((column) => csvCell(row[column] ?? null)).join(',')

/** Lines end as RFC 4180 has it. */
export const CSV_LINE_END = '\r\n'

/** @param columns of the first line, in their order; the last line has no end. */
export const csvOf = (columns: readonly string[], rows: readonly CsvRow[]): string =>
  [csvHead(columns), ...rows.map((row) => csvLine(columns, row))].join(CSV_LINE_END)
