import type { Client } from '@hubspot/api-client'
import type * as z from 'zod'
import { RemoteError } from '#domain/errors.ts'
import type { Instant } from '#domain/instant.ts'
import type { Governor } from '../shared/governor.ts'
import type { Timing } from '../shared/timing.ts'
import { READ_RETRY, retryRead } from '../shared/retry.ts'
import { toNetworkError, toRemoteError, toShapeError } from './errors.ts'
import { createDayEnd, isCrowded, msUntilMidnight, seenLimits, withMargin, type SeenLimits } from './limits.ts'
import { CALL_TIMEOUT_MS, ENDPOINT_LABELS, PATHS, type ApiVersion, type Area, type Bucket } from './spec.ts'

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly area: Area
  /** Below the area, e.g. "/contacts/batch/read". */
  readonly rest: string
  /** `rest` with ids replaced, for the counters; absent when it holds none. */
  readonly label?: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly bucket?: Bucket
}

export interface Answer<T> {
  readonly status: number
  readonly body: T
  /** The server's own time, to the second; null without a Date header. */
  readonly serverTime: Instant | null
}

export interface HubSpotClient {
  /** Retried a few times. Rejects with RemoteError for every status that is not 2xx. */
  read<T>(call: Call, shape: z.ZodType<T>): Promise<Answer<T>>
  /** Sent once. */
  write<T>(call: Call, shape: z.ZodType<T>): Promise<Answer<T>>
  /** Remembered so that the daily limit's reset can be worked out. */
  rememberTimeZone(timeZone: string): void
}

export interface HubSpotClientOptions {
  readonly token: string
  readonly baseUrl: string
  readonly apiVersion: ApiVersion
  readonly governor: Governor<Bucket>
  /** Buckets whose size was decided on purpose: headers do not change it. */
  readonly sized: ReadonlySet<Bucket>
  readonly signal?: AbortSignal
  readonly timing?: Timing
}

/** What Tandem uses of the SDK, and all of it: the generated calls know only numbered versions and lose what they do not declare. */
type Transport = Pick<Client, 'apiRequest'>

/**
 * The SDK's `Client` is used for authentication and transport only: `apiRequest` never throws on 4xx and never retries, and
 * its retry and limiter decorators are one per process, so several portals would share them.
 */
export function createHubSpotClient(options: HubSpotClientOptions): HubSpotClient {
  const { governor, signal } = options
  const dayEnd = createDayEnd()
  let sdk: Promise<Transport> | undefined
  let timeZone = 'UTC'
  const client = (): Promise<Transport> => {
    sdk ??= import('@hubspot/api-client').then(
      ({ Client: SdkClient }) =>
        new SdkClient({
          accessToken: options.token,
          basePath: options.baseUrl.replace(/\/+$/, ''),
          numberOfApiCallRetries: 0,
          defaultHeaders: { 'X-Client': 'Tandem' },
        }),
    )
    return sdk
  }

  const patience: Patience = { signal, answerWithinMs: options.timing?.answerWithinMs ?? CALL_TIMEOUT_MS }
  const send = async (call: Call): Promise<Answer<unknown>> => {
    const path = PATHS[options.apiVersion][call.area] + call.rest
    const endpoint = `${call.method} ${ENDPOINT_LABELS[call.area]}${call.label ?? call.rest}`
    const bucket = call.bucket ?? (call.area === 'associations' ? 'associations' : 'burst')
    const api = await client()
    return admitted(bucket, async () => {
      governor.counter.count(endpoint)
      const response = await transport(api, call, path, endpoint, patience)
      heed(bucket, response)
      if (response.ok) return response
      const error = toRemoteError({
        status: response.status,
        body: response.body,
        endpoint,
        ...(response.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: response.retryAfterSeconds }),
        dailyResetMs: msUntilMidnight(timeZone, response.serverTime ?? Date.now()),
      })
      if (response.status === 429) governor.refused(bucket, { code: error.code, retryAfterMs: error.retryAfterMs ?? 0 })
      throw error
    })
  }

  /** The associations API has a limit of its own; whether its calls count in the general one is not said, so they do here. */
  const admitted = <T>(bucket: Bucket, work: () => Promise<T>): Promise<T> =>
    bucket === 'associations'
      ? governor.runInAll(['associations', 'burst'], work, signal)
      : governor.run(bucket, work, signal)

  const heed = (bucket: Bucket, { limits: { burst, daily }, serverTime }: Raw): void => {
    const at = serverTime ?? Date.now()
    if (daily !== null)
      governor.report({ limit: daily.limit, used: daily.limit - daily.remaining, at, resetsAt: dayEnd(timeZone, at) })
    if (burst === null || options.sized.has(bucket)) return
    governor.resize(bucket, { max: withMargin(burst.max), perMs: burst.perMs })
    if (isCrowded(burst)) governor.pause(bucket, CROWDED_PAUSE_MS)
  }

  const shaped = async <T>(call: Call, shape: z.ZodType<T>): Promise<Answer<T>> => {
    const answer = await send(call)
    const parsed = shape.safeParse(answer.body)
    if (!parsed.success) throw toShapeError(`${call.method} ${call.area}${call.label ?? call.rest}`, parsed.error)
    return { ...answer, body: parsed.data }
  }

  const tools = {
    ...(options.timing === undefined ? {} : { timing: options.timing }),
    ...(signal === undefined ? {} : { signal }),
  }
  return {
    read: (call, shape) => retryRead(() => shaped(call, shape), READ_RETRY, tools),
    write: shaped,
    rememberTimeZone: (zone) => {
      timeZone = zone
    },
  }
}

/** A tenth of HubSpot's window. */
const CROWDED_PAUSE_MS = 1_000

interface Raw extends Answer<unknown> {
  readonly limits: SeenLimits
  readonly ok: boolean
  readonly retryAfterSeconds?: number
}

async function transport(api: Transport, call: Call, path: string, endpoint: string, patience: Patience): Promise<Raw> {
  const { signal } = patience
  try {
    const request = api.apiRequest({
      method: call.method,
      path,
      ...(call.query === undefined ? {} : { qs: { ...call.query } }),
      ...(call.body === undefined ? {} : { body: call.body }),
    })
    const response = await within(request, patience)
    const text = await within(response.text(), patience)
    const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN)
    const date = Date.parse(response.headers.get('date') ?? '')
    return {
      ok: response.ok,
      status: response.status,
      body: parseBody(text),
      limits: seenLimits((name) => response.headers.get(name)),
      serverTime: Number.isNaN(date) ? null : date,
      ...(Number.isNaN(retryAfter) ? {} : { retryAfterSeconds: retryAfter }),
    }
  } catch (error) {
    if (signal?.aborted || error instanceof RemoteError) throw error
    throw toNetworkError(error, endpoint)
  }
}

/** When a call is given up. */
interface Patience {
  readonly signal: AbortSignal | undefined
  readonly answerWithinMs: number
}

/** `apiRequest` takes no signal: the answer is given up, not the request. */
async function within<T>(work: Promise<T>, { signal, answerWithinMs }: Patience): Promise<T> {
  const timeout = AbortSignal.timeout(answerWithinMs)
  const either = signal === undefined ? timeout : AbortSignal.any([timeout, signal])
  either.throwIfAborted()
  let onAbort = (): void => {}
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => {
      reject(either.reason as Error)
    }
    either.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    either.removeEventListener('abort', onAbort)
  }
}

/** Wrong routes answer HTML, a 204 nothing at all. */
function parseBody(text: string): unknown {
  if (text === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    return { message: text.startsWith('<') ? 'an HTML page instead of JSON' : text.slice(0, 200) }
  }
}
