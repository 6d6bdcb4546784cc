import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { inputSpoiler } from '../core/faults.ts'
import { changeOrigin } from './change-origin.ts'
import type { Api } from './dispatch.ts'
import { dispatch } from './dispatch.ts'
import type { ApiRequest, ApiResponse } from './rest/api.ts'
import { tooLong } from './rest/request-size.ts'

/** The org on HTTP. */
export function makeListener(api: Api): RequestListener {
  return (message, response) => {
    readBody(message)
      .then((body) => send(api, response, tooLong(message) ?? answerTo(api, toRequest(message, body))))
      // A caller that left, or an address that is none, must not end the process.
      .catch(() => {
        if (response.headersSent) response.destroy()
        else send(api, response, { status: 400, headers: { 'Content-Type': 'text/html' }, body: 'Bad Request' })
      })
  }
}

function answerTo(api: Api, request: ApiRequest): ApiResponse {
  const origin = changeOrigin(request, (token) => api.org.sessions.look(token)?.userId ?? null)
  return api.org.writingAs(origin, () => dispatch(api, request))
}

async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function toRequest(message: IncomingMessage, body: string): ApiRequest {
  const host = message.headers.host ?? '127.0.0.1'
  // The real host accepts doubled slashes; clients that store the instance URL with a slash at its end send them.
  const url = new URL(`http://${host}${(message.url ?? '/').replace(/^\/+/, '/')}`)
  const path = url.pathname.replaceAll(/\/{2,}/g, '/')
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(message.headers))
    headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '')
  const overridden = url.searchParams.get('_HttpMethod')
  const spoilRecord = inputSpoiler(message)
  return {
    method: overridden ?? message.method ?? 'GET',
    path: path.length > 1 ? path.replace(/\/$/, '') : path,
    query: url.searchParams,
    headers,
    body: parseBody(body, headers['content-type'] ?? ''),
    baseUrl: `${headers['x-forwarded-proto'] ?? 'http'}://${host}`,
    ...(spoilRecord === undefined ? {} : { spoilRecord }),
  }
}

function parseBody(body: string, contentType: string): unknown {
  if (body === '') return undefined
  if (/xml|csv|multipart|x-www-form-urlencoded/i.test(contentType)) return body
  try {
    return JSON.parse(body) as unknown
  } catch {
    return body
  }
}

function send(api: Api, response: ServerResponse, answer: ApiResponse): void {
  const headers: Record<string, string> = { Date: new Date(api.org.now()).toUTCString(), ...answer.headers }
  if (answer.body === undefined) {
    response.writeHead(answer.status, headers)
    response.end()
    return
  }
  headers['Content-Type'] ??= 'application/json;charset=UTF-8'
  response.writeHead(answer.status, headers)
  response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body))
}
