import type { Connection, HttpRequestOptions, HttpResponse } from 'jsforce'
import type { Instant } from '#domain/instant.ts'
import type { Timing } from '../shared/timing.ts'
import type { Session } from './auth.ts'
import { CALL_TIMEOUT_MS, CLIENT_NAME } from './spec.ts'

/** What Tandem uses of jsforce, and all of it: the rest stops early, doubles, or deletes (docs/platform-traps.md). */
export type OrgConnection = Pick<Connection, 'request' | 'soap'>

export interface Live {
  readonly connection: OrgConnection
  readonly session: Session
}

/**
 * jsforce is loaded here, on first use: it takes a while and the command line must start fast. Its transport is wrapped so
 * that every call, SOAP included, has no retry of jsforce's own (it repeats DELETE and PUT up to five times), a time limit,
 * no proxy towards this machine, and shows its raw answer.
 */
export async function openConnection(options: {
  readonly apiVersion: string
  readonly signIn: () => Promise<Session>
  readonly timing?: Timing
}): Promise<Live> {
  const [{ default: jsforce }, session] = await Promise.all([import('jsforce'), options.signIn()])
  const connection = new jsforce.Connection(settingsOf(session, options.apiVersion))
  const transport = connection._transport
  const plain = transport.httpRequest.bind(transport)
  const timeout = options.timing?.answerWithinMs ?? CALL_TIMEOUT_MS
  transport.httpRequest = (request, given) => {
    const { onResponse } = (given ?? {}) as { onResponse?: (response: HttpResponse) => void }
    const own = { ...given, retry: { methods: [], maxRetries: 0 }, timeout }
    const settings = isDirect(request.url) ? withoutProxy(own) : own
    const sent = plain({ ...request, headers: { ...request.headers, 'user-agent': CLIENT_NAME } }, settings)
    if (onResponse !== undefined) void sent.then(onResponse, () => {})
    return sent
  }
  return { connection, session }
}

/** Always with a version: without one jsforce speaks 50.0. */
const settingsOf = (session: Session, version: string) => ({
  instanceUrl: session.instanceUrl,
  accessToken: session.accessToken,
  version,
  callOptions: { client: CLIENT_NAME },
})

/** Makes clients of the org's stream, each with the token of this session: it never takes another. */
export async function openStream(session: Session, apiVersion: string): Promise<(extension: object) => object> {
  const { default: jsforce } = await import('jsforce')
  const { streaming } = new jsforce.Connection(settingsOf(session, apiVersion))
  return (extension) => {
    const client = streaming.createClient([extension])
    letBeDirect(client)
    return client
  }
}

/** What faye, the client of the stream, works out anew for each transport that it opens. */
interface FayeTransport {
  readonly endpoint: { readonly href: string }
  _findProxy: (this: FayeTransport) => string | undefined
}

const direct = new WeakSet<FayeTransport>()

/**
 * faye takes its proxy from the environment as jsforce does, and ignores NO_PROXY as well. It has no option for "none", and opens
 * its transports when it likes: so the question itself is answered, once for all of them.
 */
function letBeDirect(client: object): void {
  const { _dispatcher: dispatcher } = client as { readonly _dispatcher: { readonly _transport: FayeTransport } }
  let prototype: FayeTransport | null = dispatcher._transport
  while (prototype !== null && !Object.hasOwn(prototype, '_findProxy'))
    prototype = Object.getPrototypeOf(prototype) as FayeTransport | null
  if (prototype === null || direct.has(prototype)) return
  direct.add(prototype)
  const { _findProxy: find } = prototype
  prototype._findProxy = function () {
    return isDirect(this.endpoint.href) ? undefined : find.call(this)
  }
}

/** jsforce sends even 127.0.0.1 through a proxy that the environment names, and ignores NO_PROXY. */
function isDirect(url: string): boolean {
  const { hostname } = new URL(url)
  const named = (process.env['NO_PROXY'] ?? process.env['no_proxy'] ?? '').split(',')
  return ['localhost', '127.0.0.1', '[::1]', ...named]
    .map((host) => host.trim().replace(/^\*?\./, ''))
    .some((host) => host !== '' && (hostname === host || hostname.endsWith(`.${host}`)))
}

/** The key has to be there with no value: jsforce lays it over its default. Its types do not say so, its code does. */
function withoutProxy(options: HttpRequestOptions): HttpRequestOptions {
  return Object.assign(options, { httpProxy: undefined })
}

/** Calls used and allowed in the last 24 hours; null where the answer does not say. */
export function usageOf(response: HttpResponse | undefined): { used: number; limit: number } | null {
  const match = /api-usage=(\d+)\/(\d+)/.exec(response?.headers['sforce-limit-info'] ?? '')
  return match ? { used: Number(match[1]), limit: Number(match[2]) } : null
}

export function serverTimeOf(response: HttpResponse | undefined): Instant | null {
  const date = Date.parse(response?.headers['date'] ?? '')
  return Number.isNaN(date) ? null : date
}

/** Null when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
