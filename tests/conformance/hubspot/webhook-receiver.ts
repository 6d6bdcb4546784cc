import type { IncomingHttpHeaders } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request that arrived. */
export interface Arrival {
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly events: readonly Readonly<Record<string, unknown>>[]
}

/** What the receiver does with a request: a status, no answer at all, or a cut connection. */
export type Reaction = number | 'silence' | 'cut'

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
  /** Most requests that were open at the same time. */
  mostAtOnce(): number
  close(): Promise<void>
}

/** Somebody's server that takes webhooks. */
export async function openReceiver(answerAfterMs = 0): Promise<Receiver> {
  const reactions: Reaction[] = []
  const arrived: Arrival[] = []
  const waiters: ((arrival: Arrival) => void)[] = []
  let open = 0
  let most = 0
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    open += 1
    most = Math.max(most, open)
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('close', () => (open -= 1))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      const arrival = { headers: request.headers, body, events: JSON.parse(body) as Arrival['events'] }
      const waiter = waiters.shift()
      if (waiter === undefined) arrived.push(arrival)
      else waiter(arrival)
      const reaction = reactions.shift() ?? 204
      if (reaction === 'cut') request.socket.destroy()
      else if (reaction !== 'silence') setTimeout(() => response.writeHead(reaction).end(), answerAfterMs)
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
    mostAtOnce: () => most,
    close() {
      const { promise, resolve } = Promise.withResolvers<void>()
      server.close(() => resolve())
      server.closeAllConnections()
      return promise
    },
  }
}
