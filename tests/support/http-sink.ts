import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'

export interface TakenRequest {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** `hang`: the request is taken and never answered. */
export type Answer =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | 'hang'

export interface HttpSink {
  readonly url: string
  readonly requests: readonly TakenRequest[]
  behave(answer: (request: TakenRequest) => Answer): void
  clear(): void
  close(): Promise<void>
}

/** A receiver of webhooks on loopback that keeps what it is given and answers as it is told. */
export async function startHttpSink(): Promise<HttpSink> {
  const requests: TakenRequest[] = []
  let answerTo: (request: TakenRequest) => Answer = () => ({ status: 200, body: 'ok' })
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        const taken = {
          path: request.url ?? '',
          headers: request.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        }
        requests.push(taken)
        const answer = answerTo(taken)
        if (answer !== 'hang') response.writeHead(answer.status, answer.headers).end(answer.body ?? '')
      })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    behave: (answer) => {
      answerTo = answer
    },
    clear: () => void requests.splice(0),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
