import { ApiError, apiError, notFound } from './errors.ts'
import type { Org } from './org.ts'
import { writeOptionsOf } from './records/request-options.ts'
import { writeContext } from './records/write.ts'
import type { ApiRequest, ApiResponse, Cursors, PartCost } from './rest/api.ts'
import { NEWEST_VERSION, OLDEST_VERSION, versions } from './rest/versions.ts'
import { archiveActivities } from './activity-archive.ts'
import { sweepRecycleBin } from './recycle-bin.ts'
import type { OAuth } from './rest/oauth.ts'
import { findRoute } from './rest/routes.ts'
import { soap } from './soap/soap.ts'

export interface Api {
  readonly org: Org
  readonly oauth: OAuth
  readonly cursors: Cursors
}

/** Answers any request to the org. Never throws for what a client can cause. */
export function dispatch(api: Api, request: ApiRequest): ApiResponse {
  try {
    const { path } = request
    sweepRecycleBin(api.org)
    archiveActivities(api.org)
    if (path.startsWith('/services/Soap/')) return soap(api.org, request)
    if (path === '/services/data') return versions()
    if (api.oauth.answers(path)) return api.oauth.handle(request)
    return dataApi(api, request)
  } catch (error) {
    return errorAnswer(error)
  }
}

/** Errors of the data API are JSON arrays, never HTML. */
function errorAnswer(error: unknown): ApiResponse {
  if (!(error instanceof ApiError)) {
    const message = error instanceof Error ? error.message : 'An unexpected error occurred.'
    return { status: 500, body: [{ message, errorCode: 'UNKNOWN_EXCEPTION' }] }
  }
  const body = error.items.map(({ message, errorCode, fields, details }) => ({
    ...details,
    message,
    errorCode,
    ...(fields ? { fields } : {}),
  }))
  return { status: error.status, body }
}

function sessionUser(api: Api, request: ApiRequest): string {
  const bearer = /^(?:Bearer|OAuth)\s+(.+)$/i.exec(request.headers['authorization'] ?? '')?.[1]
  const token = bearer ?? request.query.get('oauth_token') ?? ''
  const session = api.org.sessions.get(token.trim())
  if (session && api.org.table('User').get(session.userId)?.['IsActive'] === true) return session.userId
  throw apiError(401, 'INVALID_SESSION_ID', 'Session expired or invalid')
}

function dataApi(api: Api, request: ApiRequest): ApiResponse {
  const found = /^\/services\/data\/v(\d+)\.0(\/.*)?$/.exec(request.path)
  if (!found) throw notFound()
  const version = Number(found[1])
  if (version < OLDEST_VERSION) throw apiError(410, 'UNSUPPORTED_API_VERSION', `API version ${version}.0 is retired`)
  if (version > NEWEST_VERSION) throw notFound()
  const userId = sessionUser(api, request)
  const refusal = api.org.usage.refusalOf()
  if (refusal !== null) return withLimitInfo(api, errorAnswer(apiError(403, 'REQUEST_LIMIT_EXCEEDED', refusal)))
  const answer = answered(() => route(api, request, userId, `${version}.0`, found[2] ?? '/'))
  return withLimitInfo(api, answer)
}

function answered(work: () => ApiResponse): ApiResponse {
  try {
    return work()
  } catch (error) {
    return errorAnswer(error)
  }
}

function route(api: Api, request: ApiRequest, userId: string, version: string, rest: string): ApiResponse {
  const path = rest.length > 1 ? rest.replace(/\/$/, '') : rest
  const match = findRoute(request.method, path)
  if (match === null) throw notFound()
  if (match === 'wrongMethod') {
    throw apiError(405, 'METHOD_NOT_ALLOWED', `HTTP Method '${request.method}' not allowed.`)
  }
  const isData = /^(?:text\/csv|multipart\/form-data)\b/i.test(request.headers['content-type'] ?? '')
  if (typeof request.body === 'string' && request.body !== '' && !isData) {
    throw apiError(400, 'JSON_PARSER_ERROR', 'Unexpected character in the request body: it is not JSON')
  }
  const { org, cursors } = api
  const write = writeContext(org, userId, writeOptionsOf(request.headers, version))
  const part = (subrequest: ApiRequest, cost: PartCost) => answered(() => answerPart(api, subrequest, userId, cost))
  return match.route.handler({ org, userId, version, request, params: match.params, write, cursors, part })
}

/** Resources that hold other requests cannot be held themselves. */
const HOLDERS = /\/composite(?:\/(?:batch|graph))?\/?$/i

/** A part has the session of the whole. */
function answerPart(api: Api, request: ApiRequest, userId: string, cost: PartCost): ApiResponse {
  const found = /^\/services\/data\/v(\d+)\.0(\/.*)?$/.exec(request.path)
  if (!found || HOLDERS.test(request.path)) throw notFound()
  const refusal = cost === 'counted' ? api.org.usage.refusalOf() : null
  if (refusal !== null) throw apiError(403, 'REQUEST_LIMIT_EXCEEDED', refusal)
  return route(api, request, userId, `${Number(found[1])}.0`, found[2] ?? '/')
}

/** https://developer.salesforce.com/docs/platform/api-rest/guide/headers-api-usage.html */
function withLimitInfo(api: Api, answer: ApiResponse): ApiResponse {
  return { ...answer, headers: { ...answer.headers, 'Sforce-Limit-Info': api.org.usage.header() } }
}
