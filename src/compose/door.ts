import type { RequestListener } from 'node:http'
import { listen } from '#http/listen.ts'
import type { Tandem } from '../compose.ts'
import { httpAppOf } from './http.ts'

export interface Door {
  /** Address of the admin app. */
  readonly url: string
  /** Lets visitors in. */
  open(tandem: Tandem, settings: Parameters<typeof httpAppOf>[1]): void
  /** Stops listening; a second call does nothing. */
  close(): Promise<void>
}

/**
 * Takes the port before anything else is made, so that an occupied one costs nothing. Until it is opened, every request is
 * told to come back.
 *
 * @throws UsageError when the port or the address cannot be had.
 */
export async function takeDoor(at: { readonly port: number; readonly host: string }): Promise<Door> {
  let app: RequestListener | null = null
  const server = await listen({
    ...at,
    app: (request, response) => {
      if (app === null) response.writeHead(503, { 'retry-after': '2' }).end('Tandem is starting.')
      else app(request, response)
    },
  })
  let closed: Promise<void> | null = null
  return {
    url: server.url,
    open: (tandem, settings) => {
      app = httpAppOf(tandem, settings)
    },
    close: () => (closed ??= server.close()),
  }
}
