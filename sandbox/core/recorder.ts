import { withoutSecrets } from './redact.ts'
import { closeSync, openSync, writeSync } from 'node:fs'

/** One call and its answer. Bodies are parsed JSON where they are JSON, else text; absent when empty. Headers are never kept: they carry tokens. */
export interface RecordedExchange {
  readonly method: string
  readonly url: string
  readonly requestBody?: unknown
  readonly status: number
  readonly responseBody?: unknown
}

export interface Recorder {
  write(exchange: RecordedExchange): void
  close(): void
}

/** Appends one JSON line per exchange. Written at once, so that a reader of the file never misses an answered call. */
export function recordTo(file: string): Recorder {
  const handle = open(file)
  return {
    write(exchange) {
      writeSync(handle, `${JSON.stringify(withoutSecrets(exchange))}\n`)
    },
    close() {
      closeSync(handle)
    },
  }
}

function open(file: string): number {
  try {
    return openSync(file, 'a')
  } catch (error) {
    throw new Error(`${file} cannot be written to: make its folder or name another file`, { cause: error })
  }
}

/** Recorded form of a body: JSON if it parses, text otherwise, undefined if there is none. */
export function readableBody(bytes: readonly Buffer[]): unknown {
  if (bytes.length === 0) return undefined
  const text = Buffer.concat(bytes).toString('utf8')
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
