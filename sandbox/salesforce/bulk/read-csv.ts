import { setImmediate as nextTurn } from 'node:timers/promises'
import type { CsvError } from 'csv-parse'
import { parse } from 'csv-parse'
import type { ColumnDelimiter, LineEnding } from './job.ts'
import { DELIMITERS, LINE_ENDINGS } from './job.ts'
import { sizeProblem } from './size-limits.ts'

/** Bytes read between two turns of the event loop. */
const CHUNK = 128 * 1024

const BYTE_ORDER_MARK = '\uFEFF'

interface Format {
  readonly columnDelimiter: ColumnDelimiter
  readonly lineEnding: LineEnding
}

export type ReadCsv =
  | { readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] }
  /** What the job says as its errorMessage. */
  | { readonly problem: string }

/**
 * Reads an upload, a piece at a time so that a large one does not hold up other requests. The line ending of the job has to
 * be that of the data: recorded, `ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF`.
 * https://developer.salesforce.com/docs/platform/api-asynch/guide/datafiles-prepare-csv.html
 */
export async function readCsv(text: string, format: Format): Promise<ReadCsv> {
  const wrongEnding = {
    problem: `ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is ${format.lineEnding}`,
  }
  if (lineEndingOf(text, format.lineEnding) !== format.lineEnding) return wrongEnding
  if (text.startsWith(BYTE_ORDER_MARK))
    return { problem: `InvalidBatch : Field name not found : ${firstName(text, format)}` }
  const records: string[][] = []
  const failures: CsvError[] = []
  const parser = parse({
    delimiter: DELIMITERS[format.columnDelimiter],
    record_delimiter: LINE_ENDINGS[format.lineEnding],
    skip_empty_lines: true,
    relax_column_count: true,
  })
  parser.on('data', (record: string[]) => records.push(record))
  parser.on('error', (error: CsvError) => failures.push(error))
  // Bytes, since a cut through text may fall between the halves of a character.
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length && failures.length === 0; at += CHUNK) {
    parser.write(bytes.subarray(at, at + CHUNK))
    await nextTurn()
  }
  if (failures.length === 0) {
    const end = Promise.withResolvers<void>()
    parser.once('end', () => end.resolve())
    parser.once('error', () => end.resolve())
    parser.end()
    await end.promise
  }
  const [failure] = failures
  if (failure !== undefined) return isLineEnding(failure) ? wrongEnding : { problem: UNREADABLE }
  const [header = [], ...rows] = records
  const uneven = rows.findIndex((row) => row.length !== header.length)
  if (uneven >= 0) {
    const found = rows[uneven]?.length ?? 0
    return {
      problem: `InvalidBatch : The number of columns in row ${uneven + 1} is ${found}, the header has ${header.length}`,
    }
  }
  const tooLarge = sizeProblem(header, rows, DELIMITERS[format.columnDelimiter])
  return tooLarge === null ? { header, rows } : { problem: tooLarge }
}

/** A quote followed by a carriage return is what a file with mixed line endings looks like from inside. */
function isLineEnding(failure: CsvError): boolean {
  return failure.code === 'CSV_INVALID_CLOSING_QUOTE' && /got "[\r\n]/.test(failure.message)
}

/**
 * "A space before or after a double quote generates an error": the text of it is assumed.
 * https://developer.salesforce.com/docs/platform/api-asynch/guide/datafiles-csv-valid-record-rows.html
 */
const UNREADABLE = 'InvalidBatch : The CSV cannot be read: a quoted value has to stand alone between delimiters'

/** A mark at the start is taken for a part of the first name. */
function firstName(text: string, format: Format): string {
  const [name = ''] = (/^[^\r\n]*/.exec(text)?.[0] ?? '').split(DELIMITERS[format.columnDelimiter])
  return name.replaceAll('"', '')
}

/** The line ending behind the header; that of the job when there is no second line. */
function lineEndingOf(text: string, otherwise: LineEnding): LineEnding {
  const end = text.indexOf('\n')
  if (end < 0) return otherwise
  return text[end - 1] === '\r' ? 'CRLF' : 'LF'
}
