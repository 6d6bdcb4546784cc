import type { HttpMethods, HttpResponse } from 'jsforce'
import * as z from 'zod'
import { RemoteError } from '#domain/errors.ts'
import type { Instant } from '#domain/instant.ts'
import type { Governor } from '../shared/governor.ts'
import { realTiming, type Timing } from '../shared/timing.ts'
import { READ_RETRY, retryRead } from '../shared/retry.ts'
import type { Session } from './auth.ts'
import { CompositeAnswer, createJoiner, partOf, toComposite } from './composite.ts'
import { noOutcome, toNetworkError, toRemoteError, toShapeError } from './errors.ts'
import type { Soql } from './soql.ts'
import type { Bucket } from './spec.ts'
import { openConnection, parseJson, serverTimeOf, usageOf, type Live, type OrgConnection } from './transport.ts'

export interface Call {
  readonly method: HttpMethods
  /** Below /services/data/vXX.0, e.g. "/composite/sobjects/Lead". */
  readonly path: string
  /** `path` with ids and queries replaced, for the counters; absent when it holds none. */
  readonly label?: string
  readonly body?: unknown
  /** In place of `body`: a CSV file. */
  readonly csv?: string
  /** `text`: the answer as it is; JSON otherwise. */
  readonly answer?: 'text'
  readonly headers?: Readonly<Record<string, string>>
}

export interface Answer<T> {
  readonly body: T
  /** The server's own time, to the second; null without a Date header. */
  readonly serverTime: Instant | null
}

export type Row = Readonly<Record<string, unknown>>

export type QueryScope = 'live' | 'all' | 'tooling'

const QUERY_PATHS: Readonly<Record<QueryScope, string>> = {
  live: '/query',
  all: '/queryAll',
  tooling: '/tooling/query',
}

export interface SalesforceClient {
  /** Retried a few times. */
  read<T>(call: Call, shape: z.ZodType<T>): Promise<Answer<T>>
  /** As `read`, for queries and collections: those of one moment travel together and count as one call. */
  readTogether<T>(call: Call, shape: z.ZodType<T>): Promise<Answer<T>>
  /** Sent once; assignment rules stay off, or the sync itself would re-route leads. */
  write<T>(call: Call, shape: z.ZodType<T>): Promise<Answer<T>>
  /** At most five collections in one call, one after the other; a failure of one leaves the others. One answer or error for each. */
  writeTogether<T>(calls: readonly Call[], shape: z.ZodType<T>): Promise<readonly (T | RemoteError)[]>
  /** All rows: further pages are fetched here, because jsforce stops silently at 2,000 or 10,000. `all` includes deleted ones. */
  query(text: Soql, scope?: QueryScope): Promise<Answer<readonly Row[]>>
  /** Runs a SOAP call on the connection; `retried` is for reads. */
  soap<T>(endpoint: string, kind: 'read' | 'write', run: (connection: OrgConnection) => Promise<T>): Promise<T>
  session(): Promise<Session>
  /** Milliseconds; ends early with the signal's reason when the connection is closed. */
  sleep(ms: number): Promise<void>
  /** Calls used and allowed in the last 24 hours, from the last answer. */
  dailyUsage(): { readonly used: number; readonly limit: number } | null
}

export interface SalesforceClientOptions {
  readonly apiVersion: string
  readonly signIn: () => Promise<Session>
  readonly governor: Governor<Bucket>
  readonly signal?: AbortSignal
  readonly timing?: Timing
}

const NO_ASSIGNMENT = { 'Sforce-Auto-Assign': 'FALSE' }

const Page = z.looseObject({
  records: z.array(z.record(z.string(), z.unknown())),
  done: z.boolean().default(true),
  nextRecordsUrl: z.string().optional(),
})

export function createSalesforceClient(options: SalesforceClientOptions): SalesforceClient {
  const { governor, signal, apiVersion } = options
  let current: Promise<Live> | undefined
  let usage: { readonly used: number; readonly limit: number } | null = null

  const connect = (): Promise<Live> => {
    if (current === undefined) {
      const opening = openConnection(options)
      current = opening
      opening.catch(() => {
        if (current === opening) current = undefined
      })
    }
    return current
  }
  /** Calls that failed with the same old token share one renewal. */
  const renew = (failed: Live): Promise<Live> => {
    const opening = current
    return opening === undefined
      ? connect()
      : opening.then((live) => {
          if (live === failed && current === opening) current = undefined
          return connect()
        })
  }

  /** A 401 renews the token once; a second one is final, so that a refused fresh token cannot make a loop. */
  const withSession = async <T>(endpoint: string, run: (live: Live) => Promise<T>): Promise<T> => {
    const live = await connect()
    const attempt = (on: Live): Promise<T> =>
      governor.run(
        'api',
        async () => {
          governor.counter.count(endpoint)
          try {
            return await run(on)
          } catch (error) {
            if (error instanceof RemoteError && (error.code === 'RATE_LIMITED' || error.code === 'DAILY_LIMIT'))
              governor.refused('api', { code: error.code, retryAfterMs: error.retryAfterMs ?? 0 })
            throw error
          }
        },
        signal,
      )
    try {
      return await attempt(live)
    } catch (error) {
      if (!(error instanceof RemoteError) || error.code !== 'CREDENTIALS_REJECTED') throw error
      return attempt(await renew(live))
    }
  }

  const heed = (response: HttpResponse | undefined): void => {
    const seen = usageOf(response)
    if (seen === null) return
    usage = seen
    // The day is the last 24 hours, so it never starts anew.
    governor.report({ ...seen, at: serverTimeOf(response) ?? Date.now(), resetsAt: null })
  }

  const send = async (call: Call, headers: Readonly<Record<string, string>>): Promise<Answer<unknown>> => {
    const endpoint = endpointOf(call)
    return withSession(endpoint, async ({ connection }) => {
      let response: HttpResponse | undefined
      const seen = (answer: HttpResponse): void => {
        response = answer
      }
      try {
        const body: unknown = await connection.request(
          {
            method: call.method,
            url: `/services/data/v${apiVersion}${call.path}`,
            headers: {
              ...headers,
              ...call.headers,
              ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
              ...(call.csv === undefined ? {} : { 'content-type': 'text/csv; charset=UTF-8' }),
            },
            ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
            ...(call.csv === undefined ? {} : { body: call.csv }),
          },
          { onResponse: seen, ...(call.answer === undefined ? {} : { responseType: 'text/plain' }) },
        )
        heed(response)
        return { body, serverTime: serverTimeOf(response) }
      } catch (error) {
        if (signal?.aborted || error instanceof RemoteError) throw error
        if (response === undefined) throw toNetworkError(error, endpoint)
        heed(response)
        throw toRemoteError(response.statusCode, parseJson(response.body), endpoint)
      }
    })
  }

  const shaped = async <T>(
    call: Call,
    shape: z.ZodType<T>,
    headers: Readonly<Record<string, string>>,
  ): Promise<Answer<T>> => {
    const answer = await send(call, headers)
    return { ...answer, body: inShape(call, shape, answer.body) }
  }

  const tools = {
    ...(options.timing === undefined ? {} : { timing: options.timing }),
    ...(signal === undefined ? {} : { signal }),
  }
  const read = <T>(call: Call, shape: z.ZodType<T>): Promise<Answer<T>> =>
    retryRead(() => shaped(call, shape, {}), READ_RETRY, tools)
  const join = createJoiner(apiVersion, (composite) => read(composite, CompositeAnswer))
  const readTogether = async <T>(call: Call, shape: z.ZodType<T>): Promise<Answer<T>> => {
    const joined = await join(call)
    if (joined.kind === 'alone') return read(call, shape)
    if (joined.kind === 'failed') throw joined.error
    return { body: inShape(call, shape, joined.body), serverTime: joined.serverTime }
  }

  return {
    read,
    readTogether,
    write: (call, shape) => shaped(call, shape, NO_ASSIGNMENT),
    writeTogether: async (calls, shape) => {
      const { body } = await shaped(toComposite(apiVersion, calls, NO_ASSIGNMENT), CompositeAnswer, NO_ASSIGNMENT)
      return calls.map((call, index) => {
        const part = partOf(body, index, call)
        if (part === null) return noOutcome(endpointOf(call))
        if ('error' in part) return part.error
        const parsed = shape.safeParse(part.body)
        return parsed.success ? parsed.data : toShapeError(endpointOf(call), parsed.error)
      })
    },
    query: async (text, scope = 'live') => {
      const base = QUERY_PATHS[scope]
      const rows: Row[] = []
      let serverTime: Instant | null = null
      let path: string | undefined = `${base}?q=${encodeURIComponent(text.text)}`
      while (path !== undefined) {
        const call: Call = { method: 'GET', path, label: base }
        // Further pages do not wait for company: each is asked for after the last one.
        const together = rows.length === 0 && scope !== 'tooling'
        const page: Answer<z.infer<typeof Page>> = together ? await readTogether(call, Page) : await read(call, Page)
        serverTime ??= page.serverTime
        rows.push(...page.body.records)
        path = page.body.done ? undefined : page.body.nextRecordsUrl?.replace(/^.*\/services\/data\/v[\d.]+/, '')
      }
      return { body: rows, serverTime }
    },
    soap: async <T>(
      endpoint: string,
      kind: 'read' | 'write',
      run: (connection: OrgConnection) => Promise<T>,
    ): Promise<T> => {
      const once = (): Promise<T> =>
        withSession<T>(endpoint, ({ connection }) =>
          run(connection).catch((error: unknown) => {
            throw toSoapError(error, endpoint)
          }),
        )
      return kind === 'read' ? retryRead<T>(once, READ_RETRY, tools) : once()
    },
    session: async () => (await connect()).session,
    sleep: (ms) => (options.timing ?? realTiming).sleep(ms, signal),
    dailyUsage: () => usage,
  }
}

/** The stable name of a call, for messages and counters. */
export const endpointOf = (call: Call): string => `${call.method} ${call.label ?? call.path}`

/** @throws RemoteError when what came is not what Salesforce documents. */
function inShape<T>(call: Call, shape: z.ZodType<T>, body: unknown): T {
  const parsed = shape.safeParse(body)
  if (!parsed.success) throw toShapeError(endpointOf(call), parsed.error)
  return parsed.data
}

function toSoapError(error: unknown, endpoint: string): RemoteError {
  if (error instanceof RemoteError) return error
  const code = error instanceof Error && 'errorCode' in error ? String(error.errorCode) : ''
  if (code === '') return toNetworkError(error, endpoint)
  const errorCode = code.replace(/^[a-z]+:/i, '')
  const status = /^ERROR_HTTP_(\d+)$/.exec(errorCode)?.[1]
  if (status !== undefined) return toRemoteError(Number(status), null, endpoint)
  const message = error instanceof Error ? error.message.replace(/^[A-Z_]+: /, '') : ''
  return toRemoteError(errorCode === 'INVALID_SESSION_ID' ? 401 : 400, [{ errorCode, message }], endpoint)
}
