import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Response } from 'express'
import { CSV_LINE_END, csvHead, csvLine } from '#domain/csv.ts'
import type { CsvFile } from './contract/csv.ts'

/** Spreadsheets read a file that begins with it as UTF-8. */
const MARK = '\uFEFF'
/** Characters that are sent at once. */
const CHUNK = 65_536

/**
 * Sends rows as they come, at the pace of the reader. Never shown in place: what a CRM holds is no page of ours.
 * A failure before anything was sent is answered like any other; later ones break the connection off, so that half a file is not
 * taken for a whole one.
 */
export async function sendCsv(res: Response, file: CsvFile): Promise<void> {
  const chunks = textOf(file)
  const first = await chunks.next()
  res.attachment(file.fileName.replaceAll(/[^\w.-]+/g, '-')).type('text/csv; charset=utf-8')
  try {
    await pipeline(Readable.from(withFirst(first, chunks)), res)
  } catch (error) {
    if (!isGone(error)) throw error
  }
}

async function* textOf({ columns, rows }: CsvFile): AsyncGenerator<string> {
  let text = MARK + csvHead(columns) + CSV_LINE_END
  for await (const row of rows) {
    text += csvLine(columns, row) + CSV_LINE_END
    if (text.length < CHUNK) continue
    yield text
    text = ''
  }
  if (text !== '') yield text
}

async function* withFirst(first: IteratorResult<string>, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  try {
    if (first.done !== true) yield first.value
    yield* rest
  } finally {
    // Whoever stops reading must not leave the rows half read.
    await rest.return(undefined)
  }
}

/** The reader went away: nobody is left to tell. */
const isGone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'
