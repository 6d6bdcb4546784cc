import type { SendOutcome } from '#ports/notifier.ts'

/** As much of `fetch` as is needed. */
export type Http = (url: URL, init: RequestInit) => Promise<Response>

export interface PostTools {
  readonly http: Http
  readonly timeLimitMs: number
  /** Epoch milliseconds; for waits that are told as a date. */
  readonly now: () => number
}

export interface Post {
  readonly url: URL
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  /** Where the address comes from: named in reasons instead of the address. */
  readonly urlFrom: string
  /** What the receiver's own words mean; null: nothing special. */
  readonly read?: (status: number, body: string) => SendOutcome | null
}

/** Enough to recognize an error; what is longer is not read. */
const READ_BYTES = 4_096

/**
 * One POST of JSON. Follows no redirects: they would carry the message to an address that nobody named.
 * - 2xx: taken. - 408, 425, 429, 5xx, no answer: `retry`, with the receiver's Retry-After. - everything else: `park`.
 */
export async function post(tools: PostTools, { url, body, headers, urlFrom, read }: Post): Promise<SendOutcome> {
  try {
    const response = await tools.http(url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(tools.timeLimitMs),
      headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'Tandem', ...headers },
      body,
    })
    const text = await beginningOf(response)
    return read?.(response.status, text) ?? outcomeOf(response, urlFrom, tools.now())
  } catch (error) {
    return later(`no answer from the address in ${urlFrom} (${networkWord(error)})`)
  }
}

async function beginningOf(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  if (reader === undefined) return ''
  const decoder = new TextDecoder()
  let text = ''
  while (text.length < READ_BYTES) {
    const { done, value } = await reader.read()
    if (done) return text
    text += decoder.decode(value, { stream: true })
  }
  await reader.cancel()
  return text.slice(0, READ_BYTES)
}

const LATER = new Set([408, 425, 429])

function outcomeOf({ status, headers }: Response, urlFrom: string, now: number): SendOutcome {
  if (status >= 200 && status < 300) return { ok: true }
  if (status >= 500 || LATER.has(status))
    return later(`the address in ${urlFrom} answered ${status}`, retryAfter(headers.get('retry-after'), now))
  if (status >= 300 && status < 400)
    return park(
      `the address in ${urlFrom} answered ${status}, a redirect, which is not followed: use the final address`,
    )
  if (status === 401 || status === 403)
    return park(`the address in ${urlFrom} answered ${status}: it refuses the credentials; check ${urlFrom}`)
  if (status === 404 || status === 410)
    return park(`the address in ${urlFrom} answered ${status}: there is no such webhook any more; make a new one`)
  return park(`the address in ${urlFrom} answered ${status}: it does not take this message`)
}

export const later = (reason: string, retryAfterMs: number | null = null): SendOutcome => ({
  ok: false,
  disposition: 'retry',
  retryAfterMs,
  reason,
})

export const park = (reason: string): SendOutcome => ({ ok: false, disposition: 'park', retryAfterMs: null, reason })

/** Seconds or a date (RFC 9110, 10.2.3); null for anything else. */
function retryAfter(header: string | null, now: number): number | null {
  if (header === null) return null
  const seconds = /^\d+(?:\.\d+)?$/.test(header.trim()) ? Number(header) : Number.NaN
  const ms = Number.isNaN(seconds) ? Date.parse(header) - now : seconds * 1000
  return Number.isNaN(ms) ? null : Math.max(0, Math.ceil(ms))
}

/** One word of the system, such as ECONNREFUSED; messages of errors may hold the address. */
export function networkWord(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'time limit'
  const inner = error instanceof Error ? (error.cause ?? error) : error
  const code = inner instanceof Error && 'code' in inner ? inner.code : null
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code) ? code : 'connection failed'
}
