import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request that arrived. */
export interface Arrival {
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly events: readonly Readonly<Record<string, unknown>>[]
}

/** What the receiver does with a request: a status, no answer before `answerHeld`, or a cut connection. */
export type Reaction = number | 'hold' | 'cut'

export interface Receiver {
  readonly url: string
  /** How to react to the next requests, in turn; 204 to all further ones. */
  react(...reactions: Reaction[]): void
  /** The next request, arrived already or still to come. */
  next(): Promise<Arrival>
  /** Events of the next requests until there are that many. */
  events(count: number): Promise<Arrival['events']>
  /** How many requests have arrived and were not asked for. */
  waiting(): number
  /** Answers 204 to what was held so far. */
  answerHeld(): void
  close(): Promise<void>
}

const isRedirect = (status: number): boolean => status >= 300 && status < 400

/** Somebody's server that takes webhooks. */
export async function openReceiver(): Promise<Receiver> {
  const reactions: Reaction[] = []
  const arrived: Arrival[] = []
  const waiters: ((arrival: Arrival) => void)[] = []
  let held: ServerResponse[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      const arrival = { headers: request.headers, body, events: JSON.parse(body) as Arrival['events'] }
      const waiter = waiters.shift()
      if (waiter === undefined) arrived.push(arrival)
      else waiter(arrival)
      const reaction = reactions.shift() ?? 204
      if (reaction === 'cut') request.socket.destroy()
      else if (reaction === 'hold') held.push(response)
      else response.writeHead(reaction, isRedirect(reaction) ? { location: '/elsewhere' } : {}).end()
    })
  })
  const listening = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', listening.resolve)
  await listening.promise
  const next = () => {
    const arrival = arrived.shift()
    if (arrival !== undefined) return Promise.resolve(arrival)
    const { promise, resolve } = Promise.withResolvers<Arrival>()
    waiters.push(resolve)
    return promise
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hubspot?from=sandbox`,
    react: (...wanted) => void reactions.push(...wanted),
    next,
    async events(count) {
      const events: Arrival['events'][number][] = []
      while (events.length < count) events.push(...(await next()).events)
      return events
    },
    waiting: () => arrived.length,
    answerHeld() {
      for (const response of held) response.writeHead(204).end()
      held = []
    },
    close() {
      const { promise, resolve } = Promise.withResolvers<void>()
      server.close(() => resolve())
      server.closeAllConnections()
      return promise
    },
  }
}
