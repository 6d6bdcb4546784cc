import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { CallCounter } from './counters.ts'
import type { FaultRule } from './fault-rule.ts'
import type { FaultBoard } from './faults.ts'
import { spoilInputs } from './faults.ts'
import type { SeededRandom } from './random.ts'
import type { Recorder } from './recorder.ts'
import { readableBody } from './recorder.ts'
import type { CrmSandbox } from './types.ts'

/** What stands in front of a simulated CRM. */
export interface FrontParts {
  readonly sandbox: CrmSandbox
  readonly control: RequestListener
  readonly counters: readonly CallCounter[]
  readonly faults: FaultBoard
  readonly random: SeededRandom
  readonly recorders: readonly Recorder[]
}

/** Counts, records and spoils calls on their way to the CRM; sends `/__sandbox/...` to the control API and pages past all of it. */
export function createFront(parts: FrontParts): RequestListener {
  return (request, response) => {
    const url = request.url ?? '/'
    if (url.startsWith('/__sandbox')) {
      parts.control(request, response)
      return
    }
    const { pages } = parts.sandbox
    if (pages?.has(url.split('?', 1)[0] ?? url) === true) {
      pages.listener(request, response)
      return
    }
    const watched = watch(parts, request, response, url)
    const fault = parts.faults.draw(request.method ?? 'GET', url)
    if (fault === undefined) {
      parts.sandbox.listener(request, response)
      return
    }
    spoil(parts, fault, request, response, watched).catch(() => response.destroy())
  }
}

interface Watched {
  cut(): void
}

/** Notes the call once, when it is answered or cut. */
function watch(parts: FrontParts, request: IncomingMessage, response: ServerResponse, url: string): Watched {
  const method = request.method ?? 'GET'
  const endpoint = parts.sandbox.endpointOf(method, url.split('?', 1)[0] ?? url)
  const sent: Buffer[] = []
  const received: Buffer[] = []
  let cut = false
  if (parts.recorders.length > 0) {
    tapRequest(request, received)
    tapResponse(response, sent)
  }
  response.once('close', () => {
    if (cut || !response.writableFinished) {
      for (const counter of parts.counters) counter.cut(endpoint)
      return
    }
    for (const counter of parts.counters) counter.answered(endpoint, response.statusCode)
    if (parts.recorders.length === 0) return
    const requestBody = readableBody(received)
    const responseBody = readableBody(sent)
    const exchange = {
      method,
      url,
      ...(requestBody === undefined ? {} : { requestBody }),
      status: response.statusCode,
      ...(responseBody === undefined ? {} : { responseBody }),
    }
    for (const recorder of parts.recorders) recorder.write(exchange)
  })
  return {
    cut() {
      cut = true
      request.socket.destroy()
    },
  }
}

/** Listening for 'data' would start the stream before the CRM reads it, so the chunks are seen where the parser pushes them. */
function tapRequest(request: IncomingMessage, chunks: Buffer[]): void {
  const push = request.push.bind(request)
  request.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (Buffer.isBuffer(chunk)) chunks.push(Buffer.from(chunk))
    return push(chunk, encoding)
  }
}

function tapResponse(response: ServerResponse, chunks: Buffer[]): void {
  const keep = (chunk: unknown) => {
    if (typeof chunk === 'string') chunks.push(Buffer.from(chunk))
    else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk))
  }
  const write = response.write.bind(response) as (...args: unknown[]) => boolean
  const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse
  response.write = ((...args: unknown[]) => {
    keep(args[0])
    return write(...args)
  }) as ServerResponse['write']
  response.end = ((...args: unknown[]) => {
    keep(args[0])
    return end(...args)
  }) as ServerResponse['end']
}

async function spoil(
  parts: FrontParts,
  fault: FaultRule,
  request: IncomingMessage,
  response: ServerResponse,
  watched: Watched,
): Promise<void> {
  if (fault.latencyMs !== undefined) await delay(fault.latencyMs)
  if (fault.partial !== undefined) spoilInputs(request, fault.partial, parts.random)
  const replaces = fault.drop === true || fault.timeout === true || fault.status !== undefined
  if (replaces && fault.when === 'after') await letItHappen(parts.sandbox.listener, request, response)
  // The answer never comes: whoever waits has to have a limit of their own.
  if (fault.timeout === true) return
  if (fault.drop === true) {
    watched.cut()
    return
  }
  if (fault.status === undefined) {
    parts.sandbox.listener(request, response)
    return
  }
  if (fault.when !== 'after') await drained(request)
  answerWithFault(fault.body ?? parts.sandbox.refusal(fault.status), fault, fault.status, response)
}

/** Runs the CRM's handler against the same response with its output thrown away. */
async function letItHappen(
  listener: RequestListener,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const own = {
    write: response.write.bind(response),
    writeHead: response.writeHead.bind(response),
    end: response.end.bind(response),
  }
  const before = response.getHeaders()
  const done = Promise.withResolvers<void>()
  response.write = (() => true) as ServerResponse['write']
  response.writeHead = (() => response) as ServerResponse['writeHead']
  response.end = (() => {
    done.resolve()
    return response
  }) as ServerResponse['end']
  listener(request, response)
  await done.promise
  Object.assign(response, own)
  // What the CRM set goes; what stood before, such as the sandbox's Date, stays.
  for (const name of response.getHeaderNames()) if (before[name] === undefined) response.removeHeader(name)
}

async function drained(request: IncomingMessage): Promise<void> {
  if (request.readableEnded) return
  const end = Promise.withResolvers<void>()
  request.once('end', () => end.resolve())
  request.once('error', (error) => end.reject(error))
  request.resume()
  await end.promise
}

function answerWithFault(body: unknown, fault: FaultRule, status: number, response: ServerResponse): void {
  response.statusCode = status
  const kind = typeof body === 'string' ? 'text/html;charset=utf-8' : 'application/json;charset=utf-8'
  response.setHeader('content-type', kind)
  for (const [name, value] of Object.entries(fault.headers ?? {})) response.setHeader(name, value)
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}
