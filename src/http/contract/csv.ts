import * as z from 'zod'
import type { CsvRow } from '#domain/csv.ts'

/** A file that is made while it is sent, however long it becomes. */
export interface CsvFile {
  readonly fileName: string
  readonly columns: readonly string[]
  readonly rows: Iterable<CsvRow> | AsyncIterable<CsvRow>
}

/** What a download has instead of a reply in JSON. */
export const CSV = { produces: 'text/csv', reply: z.custom<CsvFile>() } as const

/** A file has all rows: of a list's query everything but these. */
export const NO_PAGES = { limit: true, cursor: true } as const
