import { setTimeout as sleep } from 'node:timers/promises'

/** A call of the sales player that a platform refused, or that did not get through. One line. */
export class SalesPlayerError extends Error {
  override readonly name = 'SalesPlayerError'
}

export interface HttpCall {
  readonly platform: 'Salesforce' | 'HubSpot'
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly baseUrl: string
  /** With query. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as it is; content type goes into the headers. */
  readonly body?: string
}

/** A sales team's tool waits when it is told to slow down, but not for ever. */
const TRIES = 6

/** The body of a 2xx answer as text. Throws SalesPlayerError, which names the call and the platform's first error. */
export async function call(request: HttpCall, triesLeft = TRIES): Promise<string> {
  const { method, baseUrl, path, headers = {}, body } = request
  const response = await fetch(`${baseUrl.replace(/\/+$/, '')}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  }).catch((error: unknown) => {
    throw failed(request, `no answer from ${baseUrl}: ${reasonOf(error)}`)
  })
  const text = await response.text()
  if (response.ok) return text
  if (response.status !== 429 || triesLeft <= 1) throw failed(request, `${response.status} ${firstError(text)}`)
  await sleep(Number(response.headers.get('retry-after') ?? 1) * 1_000 || 1_000)
  return await call(request, triesLeft - 1)
}

/** The error of a call whose answer reports a refusal. `why` may have line breaks. */
export function failed({ platform, method, path }: Omit<HttpCall, 'baseUrl'>, why: string): SalesPlayerError {
  const where = path.split('?')[0] ?? path
  return new SalesPlayerError(`sales player: ${platform} ${method} ${where}: ${why}`.replaceAll(/\s+/g, ' '))
}

/** Both platforms' error bodies: Salesforce an array, HubSpot and OAuth an object, SOAP a fault; else the first words. */
function firstError(text: string): string {
  const fault = /<faultstring>([^<]*)<\/faultstring>/.exec(text)?.[1]
  if (fault !== undefined) return fault
  const body = parseJson(text)
  const first: unknown = Array.isArray(body) ? body[0] : body
  if (!isRecord(first)) return text.slice(0, 200)
  const code = textOf(first, 'errorCode') ?? textOf(first, 'category') ?? textOf(first, 'error') ?? ''
  return `${code} ${textOf(first, 'message') ?? textOf(first, 'error_description') ?? ''}`.trim()
}

export type JsonRecord = Readonly<Record<string, unknown>>

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A text that is there and not blank, else null. */
export function textOf(record: JsonRecord, name: string): string | null {
  const value = record[name]
  return typeof value === 'string' && value !== '' ? value : null
}

/** The records of a list, [] when it is no list. */
export function recordsOf(value: unknown): readonly JsonRecord[] {
  return Array.isArray(value) ? value.filter((entry) => isRecord(entry)) : []
}

/** Undefined when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message
}
