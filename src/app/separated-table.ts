import { CsvError, type Options, parse } from 'csv-parse/sync'

/** A row of a file of separated values. */
export interface TableRow {
  /** Of the file, from 1; of a row over several lines the last. */
  readonly line: number
  readonly cells: readonly string[]
}

const DELIMITERS = [',', ';', '\t', '|'] as const
type Parser = (text: string, options: Options) => unknown

/** Exports put a title and a period above their table. */
const HEADER_WITHIN = 20
/** No twenty rows above a table are longer; the rest is read once it is known what parts it. */
const HEAD_CHARACTERS = 256 * 1024

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
 * @param parser for whoever counts what is parsed.
 * @returns null when no row of the first twenty is one, however they are parted.
 */
export function findTable<H>(
  text: string,
  headerOf: (cells: readonly string[]) => H | null,
  parser: Parser = parse,
): { readonly header: H; readonly rows: readonly TableRow[] } | null {
  for (const delimiter of DELIMITERS) {
    const head = headOf(text, delimiter, parser)
    for (const [at, row] of head.entries()) {
      const header = headerOf(row.cells)
      const rows = header === null ? null : rowsOf(text, delimiter, (head[at - 1]?.line ?? 0) + 1, parser)
      if (header !== null && rows !== null) return { header, rows: rows.slice(1) }
    }
  }
  return null
}

const PARSING = { bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: false } as const

/** Its first rows, up to one that cannot be parted so or goes on below. */
const headOf = (text: string, delimiter: string, parser: Parser): readonly TableRow[] =>
  parsed(text.slice(0, HEAD_CHARACTERS), { delimiter, to: HEADER_WITHIN }, parser).rows

/**
 * From the header on: each row that is longer or shorter than the first one read costs as much as twenty, and the first of a title has
 * one cell. null: the text cannot be parted so.
 */
function rowsOf(text: string, delimiter: string, fromLine: number, parser: Parser): readonly TableRow[] | null {
  const { rows, isWhole } = parsed(text, { delimiter, from_line: fromLine }, parser)
  return isWhole ? rows : null
}

function parsed(
  text: string,
  where: { readonly delimiter: string; readonly to?: number; readonly from_line?: number },
  parser: Parser,
): { readonly rows: readonly TableRow[]; readonly isWhole: boolean } {
  const rows: TableRow[] = []
  const keep = (cells: readonly string[], { lines }: { readonly lines: number }): null => {
    rows.push({ cells, line: lines })
    return null
  }
  try {
    parser(text, { ...PARSING, ...where, on_record: keep })
    return { rows, isWhole: true }
  } catch (error) {
    if (error instanceof CsvError) return { rows, isWhole: false }
    throw error
  }
}
