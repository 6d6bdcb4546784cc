import { CsvError, parse } from 'csv-parse/sync'

/** A row of a file of separated values. */
export interface TableRow {
  /** Of the file, from 1; of a row over several lines the last. */
  readonly line: number
  readonly cells: readonly string[]
}

const DELIMITERS = [',', ';', '\t', '|'] as const
/** Exports put a title and a period above their table. */
const HEADER_WITHIN = 20

/** Bytes as text: UTF-8 or UTF-16 as their mark says, else UTF-8 where they are that, else the Windows code page of Western Europe. */
export function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/**
 * The table of a file, whatever separates its cells and whatever stands above it.
 * @param headerOf tells whether a row is the header that is looked for.
 * @returns null when no row of the first twenty is one, however they are parted.
 */
export function findTable<H>(
  text: string,
  headerOf: (cells: readonly string[]) => H | null,
): { readonly header: H; readonly rows: readonly TableRow[] } | null {
  for (const delimiter of DELIMITERS) {
    const rows = rowsOf(text, delimiter)
    for (const [at, row] of rows.slice(0, HEADER_WITHIN).entries()) {
      const header = headerOf(row.cells)
      if (header !== null) return { header, rows: rows.slice(at + 1) }
    }
  }
  return null
}

/** Empty where the text cannot be parted so. */
function rowsOf(text: string, delimiter: string): readonly TableRow[] {
  try {
    const parsed: unknown = parse(text, {
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
    })
    return (parsed as readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[]).map(
      ({ record, info }) => ({ cells: record, line: info.lines }),
    )
  } catch (error) {
    if (error instanceof CsvError) return []
    throw error
  }
}
