import { setImmediate } from 'node:timers/promises'
import express, { type ErrorRequestHandler } from 'express'
import { afterEach, describe, expect, it } from 'vitest'
import type { CsvRow } from '#domain/csv.ts'
import { listen, type Listening } from './listen.ts'
import { sendCsv } from './send-csv.ts'

const open: Listening[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.close(100)
})

/** @param told errors that reach the handler of the app. */
async function serve(rows: () => AsyncIterable<CsvRow>, told: unknown[] = []) {
  const app = express()
  app.get('/', (_req, res) => sendCsv(res, { fileName: 'what is it.csv', columns: ['n', 'text'], rows: rows() }))
  const onError: ErrorRequestHandler = (error, _req, res, next) => {
    told.push(error)
    if (res.headersSent) return next(error)
    res.status(500).send('no')
  }
  app.use(onError)
  const server = await listen({ app, port: 0, host: '127.0.0.1' })
  open.push(server)
  return server.url
}

const LONG = 'x'.repeat(1_000)
async function* many(count: number, thenFail?: Error): AsyncGenerator<CsvRow> {
  for (let n = 1; n <= count; n += 1) yield { n, text: LONG }
  if (thenFail !== undefined) throw thenFail
}

describe('a file that is made while it is sent', () => {
  it('has the mark of UTF-8, every row, and no formula that a spreadsheet would compute', async () => {
    async function* rows(): AsyncGenerator<CsvRow> {
      yield { n: 1, text: '=1+1' }
      yield { n: 2, text: null }
    }
    const answer = await fetch(await serve(rows))
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename=what-is-it.csv')
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const bytes = new Uint8Array(await answer.arrayBuffer())
    expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)).toBe("\uFEFFn,text\r\n1,'=1+1\r\n2,\r\n")
    const long = await (await fetch(await serve(() => many(500)))).text()
    expect(long.split('\r\n')).toHaveLength(502)
  })

  it('is refused as anything else when it fails before its first rows, and broken off when later', async () => {
    const early = await fetch(await serve(() => many(1, new Error('at once'))))
    expect([early.status, await early.text()]).toEqual([500, 'no'])
    const late = await fetch(await serve(() => many(500, new Error('later'))))
    expect(late.status).toBe(200)
    await expect(late.text()).rejects.toThrow()
  })

  it('stops reading rows when the reader goes away, and tells nobody of it', async () => {
    const told: unknown[] = []
    let ended: () => void = () => undefined
    const end = new Promise<void>((resolve) => (ended = resolve))
    async function* endless(): AsyncGenerator<CsvRow> {
      try {
        for (let n = 1; ; n += 1) {
          // Others get their turn.
          if (n % 100 === 0) await setImmediate()
          yield { n, text: LONG }
        }
      } finally {
        ended()
      }
    }
    const controller = new AbortController()
    const answer = await fetch(await serve(endless, told), { signal: controller.signal })
    await answer.body?.getReader().read()
    controller.abort()
    await end
    expect(told).toEqual([])
  })
})
