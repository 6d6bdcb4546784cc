import { CsvError, parse } from 'csv-parse/sync'
import { UsageError } from '#domain/errors.ts'
import type { SimulatedPerson } from '#app/handoff/simulate-routing.ts'

export interface BadRow {
  /** Of the file, from 1. */
  readonly line: number
  readonly why: string
}

/**
 * People of a CSV file whose columns are HubSpot properties; `email` is needed. Every row becomes a person or a bad row.
 * @throws UsageError when the file is no table with an e-mail column.
 */
export function readPeople(
  file: string,
  text: string,
): { readonly people: readonly SimulatedPerson[]; readonly bad: readonly BadRow[] } {
  const [head, ...rows] = rowsOf(file, text)
  const columns = (head?.cells ?? []).map((name) => name.trim())
  if (!columns.includes('email'))
    throw new UsageError(`${file} has no column "email": its first line names HubSpot properties, email among them`)
  const people: SimulatedPerson[] = []
  const bad: BadRow[] = []
  for (const { cells, line } of rows) {
    const values = Object.fromEntries(columns.map((name, i) => [name, blankToNull(cells[i])]))
    const email = values['email'] ?? null
    if (cells.length !== columns.length)
      bad.push({
        line,
        why: `${cells.length} cells, the header has ${columns.length}; put text with commas into quotes`,
      })
    else if (email === null || !/^[^\s@]+@[^\s@]+$/.test(email))
      bad.push({ line, why: email === null ? 'no e-mail' : `"${email}" is no e-mail address` })
    else people.push({ id: `line ${line}`, values, linkId: null })
  }
  return { people, bad }
}

const blankToNull = (cell: string | undefined): string | null => {
  const text = cell?.trim() ?? ''
  return text === '' ? null : text
}

interface Row {
  readonly cells: readonly string[]
  /** On which the row ends. */
  readonly line: number
}

function rowsOf(file: string, text: string): readonly Row[] {
  try {
    const parsed: unknown = parse(text, {
      bom: true,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    })
    return (parsed as readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[]).map(
      ({ record, info }) => ({ cells: record, line: info.lines }),
    )
  } catch (error) {
    if (error instanceof CsvError)
      throw new UsageError(`${file} cannot be read: ${error.message}`, {}, { cause: error })
    throw error
  }
}
