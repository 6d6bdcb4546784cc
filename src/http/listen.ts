import type { EventEmitter } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { UsageError } from '#domain/errors.ts'

export interface Listening {
  /** Where it answers, such as http://127.0.0.1:8080. */
  readonly url: string
  /** The real port, also where 0 was asked for. */
  readonly port: number
  /** Takes no new connection, lets running requests end, then cuts what is left after `graceMs`. */
  close(graceMs?: number): Promise<void>
}

/**
 * Starts to answer. @param port 0 = any free one.
 *
 * @throws UsageError when the port is taken, may not be used, or the address is not one of this machine.
 */
export async function listen(input: {
  readonly app: RequestListener
  readonly port: number
  readonly host: string
}): Promise<Listening> {
  const { app, port, host } = input
  const server = createServer(app)
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, port, host)))
    server.listen(port, host, resolve)
  })
  const address = server.address()
  const actual = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}`,
    port: actual,
    close: async (graceMs = 5_000) => {
      // Streams never end by themselves.
      if (isEmitter(app)) app.emit('closing')
      const cut = setTimeout(() => server.closeAllConnections(), graceMs)
      // A connection that was busy becomes idle later and would be kept alive; nobody else closes it.
      const hangUp = setInterval(() => server.closeIdleConnections(), 50)
      await new Promise<void>((resolve) => server.close(() => resolve()))
      clearTimeout(cut)
      clearInterval(hangUp)
    },
  }
}

const isEmitter = (app: RequestListener): app is RequestListener & EventEmitter => 'emit' in app

function explain(error: NodeJS.ErrnoException, port: number, host: string): Error {
  const context = { port, host, cause: error.code ?? 'unknown' }
  if (error.code === 'EADDRINUSE')
    return new UsageError(
      `port ${port} on ${host} is in use: stop the program that has it, or set PORT to another one, or name one with --port where the command has it (0 takes any that is free)`,
      context,
    )
  if (error.code === 'EACCES')
    return new UsageError(`port ${port} may not be used by this user: set PORT to one above 1023`, context)
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new UsageError(
      `${host} is not an address of this machine: set HOST to 127.0.0.1, or to 0.0.0.0 for all of its addresses`,
      context,
    )
  return error
}
