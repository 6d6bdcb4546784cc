import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { inputSpoiler } from '../../core/faults.ts'
import { HubSpotError } from '../errors.ts'
import type { Portal } from '../model/portal.ts'
import { nextGuid } from '../model/portal.ts'
import type { Caller } from './auth.ts'
import { authenticate, authenticateDeveloper, authorize } from './auth.ts'
import { brokenJson } from './broken-json.ts'
import type { Reply } from './exchange.ts'
import type { LimitKind, RateLimiter } from './limits.ts'
import type { Route, RouteLookup } from './paths.ts'
import { versionedPath } from './paths.ts'

/** The portal as a request listener. */
export function serve(portal: Portal, lookUp: RouteLookup, limiter: RateLimiter): RequestListener {
  return (request, response) => {
    answer(portal, lookUp, limiter, request, response).catch(() => {
      if (!response.headersSent) sendError(portal, response, new HubSpotError(500, { message: 'internal error' }), {})
      else response.destroy()
    })
  }
}

async function answer(
  portal: Portal,
  lookUp: RouteLookup,
  limiter: RateLimiter,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const bytes = await bodyOf(request)
  // https://developers.hubspot.com/docs/api-reference/error-handling : lists of properties can make an address too long.
  if ((request.url?.length ?? 0) > portal.settings.maxUriLength) return sendHtml(response, 414, 'URI Too Long')
  const { path, query } = splitUrl(request.url ?? '/')
  const method = request.method ?? 'GET'
  const versioned = versionedPath(path)
  const match = versioned === undefined ? undefined : lookUp(method, versioned)
  // Unknown routes and wrong verbs answer the web server's HTML, not the API's JSON.
  if (versioned === undefined || match === undefined) return sendHtml(response, 404, 'Not Found')
  if (match === 'wrong-verb') return sendHtml(response, 405, 'Method Not Allowed')
  let headers: Record<string, string> = {}
  try {
    const caller = callerOf(portal, match.route, request, query)
    if (caller !== null) {
      headers = limiter.admit(caller, limitOf(match.route))
      authorize(portal, caller, match)
    }
    const spoilInput = inputSpoiler(request)
    const reply = match.route.handler({
      portal,
      method,
      path,
      params: match.params,
      query,
      body: parseBody(bytes, request.headers['content-type']),
      version: versioned.version,
      source: caller?.source ?? nobody,
      ...(spoilInput === undefined ? {} : { spoilInput }),
    })
    sendReply(portal, response, reply, headers)
  } catch (error) {
    if (!(error instanceof HubSpotError)) throw error
    sendError(portal, response, error, headers)
  }
}

/** Calls without a token change no records. */
const nobody = { type: 'API', id: '' } as const

/** Who calls; null where the route asks for no bearer token. */
function callerOf(portal: Portal, route: Route, request: IncomingMessage, query: URLSearchParams): Caller | null {
  if (route.auth === 'none') return null
  if (route.auth !== 'developer-key') return authenticate(portal, request.headers.authorization)
  authenticateDeveloper(portal, query)
  return null
}

function limitOf({ isSearch, pattern }: Route): LimitKind {
  if (isSearch === true) return 'search'
  return pattern.startsWith('/crm/') && pattern.split('/').includes('associations') ? 'associations' : 'other'
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function splitUrl(url: string): { path: string; query: URLSearchParams } {
  const at = url.indexOf('?')
  return at < 0
    ? { path: url, query: new URLSearchParams() }
    : { path: url.slice(0, at), query: new URLSearchParams(url.slice(at + 1)) }
}

function parseBody(bytes: Buffer, contentType: string | undefined): unknown {
  if (bytes.length === 0) return undefined
  const text = bytes.toString('utf8')
  if (contentType?.startsWith('application/x-www-form-urlencoded') === true) return text
  try {
    return JSON.parse(text)
  } catch {
    throw brokenJson(text)
  }
}

function sendReply(
  portal: Portal,
  response: ServerResponse,
  reply: Reply,
  headers: Readonly<Record<string, string>>,
): void {
  const all = { ...headers, ...reply.headers }
  if (reply.status !== 204) return sendJson(portal, response, reply.status, reply.body, all)
  response.writeHead(204, { ...all, 'X-HubSpot-Correlation-Id': nextGuid(portal) })
  response.end()
}

function sendError(
  portal: Portal,
  response: ServerResponse,
  error: HubSpotError,
  headers: Readonly<Record<string, string>>,
): void {
  const correlationId = nextGuid(portal)
  const { message, ...rest } = error.body
  const body = { status: 'error', message, correlationId, ...rest }
  sendJson(portal, response, error.status, body, { ...headers, ...error.headers }, correlationId)
}

function sendJson(
  portal: Portal,
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
  correlationId = nextGuid(portal),
): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    ...headers,
    'Content-Type': 'application/json;charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'X-HubSpot-Correlation-Id': correlationId,
  })
  response.end(text)
}

function sendHtml(response: ServerResponse, status: number, title: string): void {
  const page = `<html>\n<head>\n<title>Error ${status} ${title}</title>\n</head>\n<body><h2>HTTP ERROR ${status} ${title}</h2></body>\n</html>\n`
  response.writeHead(status, { 'Content-Type': 'text/html;charset=utf-8', 'Content-Length': Buffer.byteLength(page) })
  response.end(page)
}
