import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CometCall, CometD } from './cometd.ts'
import { readMessages } from './message.ts'

const ADDRESS = /^\/+cometd(?:\/+replay)?(?:\/+(\d+\.\d+))?(?:\/|$)/

/** https://developer.salesforce.com/docs/atlas.en-us.api_streaming.meta/api_streaming/using_streaming_api_client_connection.htm */
const MAX_REQUEST_BYTES = 32_768

export function isCometPath(path: string): boolean {
  return ADDRESS.test(path) || /^\/+cometd\/?$/.test(path)
}

/** Open answers, so that closing can wait until they are sent. */
export class CometEndpoint {
  readonly #comet: CometD
  readonly #unsent = new Set<ServerResponse>()

  constructor(comet: CometD) {
    this.#comet = comet
  }

  handle(message: IncomingMessage, response: ServerResponse): void {
    readBody(message).then(
      (body) => this.#answer(message, response, body),
      () => response.destroy(),
    )
  }

  /** Resolves when every answer that was given is on its way. */
  async sent(): Promise<void> {
    await Promise.all([...this.#unsent].map(finished))
  }

  #answer(message: IncomingMessage, response: ServerResponse, body: string | null): void {
    if (message.method !== 'POST' || body === null) {
      const [status, text] = body === null ? [413, 'Maximum Request Size Exceeded'] : [400, 'Unknown Bayeux Transport']
      response.writeHead(status, { 'Content-Type': 'text/plain;charset=UTF-8' })
      response.end(text)
      return
    }
    const form = (message.headers['content-type'] ?? '').includes('x-www-form-urlencoded')
    const messages = readMessages(form ? (new URLSearchParams(body).get('message') ?? '') : body)
    if (messages === null) {
      response.writeHead(400, { 'Content-Type': 'text/plain;charset=UTF-8' })
      response.end('Bad Request')
      return
    }
    this.#comet.handle(this.#call(message, response), messages)
  }

  #call(message: IncomingMessage, response: ServerResponse): CometCall {
    const path = (message.url ?? '').split('?', 1)[0] ?? ''
    return {
      version: ADDRESS.exec(path)?.[1] ?? null,
      token: (message.headers.authorization ?? '').replace(/^(?:Bearer|OAuth)\b\s*/i, '').trim(),
      cookies: message.headers.cookie ?? '',
      setCookie: (cookie) => void response.setHeader('Set-Cookie', cookie),
      answer: (replies) => {
        if (response.destroyed) return
        this.#unsent.add(response)
        response.once('close', () => this.#unsent.delete(response))
        response.writeHead(200, { 'Content-Type': 'application/json;charset=UTF-8' })
        response.end(JSON.stringify(replies))
      },
      onLeave: (left) => {
        response.once('close', () => {
          if (!response.writableEnded) left()
        })
      },
    }
  }
}

async function finished(response: ServerResponse): Promise<void> {
  if (response.writableFinished || response.destroyed) return
  const { promise, resolve } = Promise.withResolvers<void>()
  response.once('close', () => resolve())
  response.once('finish', () => resolve())
  await promise
}

/** Null when it is larger than the server accepts. */
async function readBody(message: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of message) {
    size += (chunk as Buffer).length
    if (size <= MAX_REQUEST_BYTES) chunks.push(chunk as Buffer)
  }
  return size > MAX_REQUEST_BYTES ? null : Buffer.concat(chunks).toString('utf8')
}
