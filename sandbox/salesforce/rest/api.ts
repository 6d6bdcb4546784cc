import type { Org } from '../org.ts'
import type { WriteContext } from '../records/context.ts'

/** One request after reading: the path has no base, no query and no double slashes. */
export interface ApiRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string>>
  /** Parsed JSON, or the text when it is not JSON; undefined without a body. */
  readonly body: unknown
  /** Scheme and host the client came to, without a slash at the end. */
  readonly baseUrl: string
  /** Asked once per record of a collection: true = refuse this one (a fault that was switched on). */
  readonly spoilRecord?: () => boolean
}

export interface ApiResponse {
  readonly status: number
  /** Sent as JSON; text is sent as it is; undefined sends nothing. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** A request with a session, in an API version: what the handlers of `/services/data/vXX.0/...` get. */
export interface Call {
  readonly org: Org
  readonly userId: string
  readonly version: string
  readonly request: ApiRequest
  /** Path parameters, decoded, in the order of the route. */
  readonly params: readonly string[]
  readonly write: WriteContext
  readonly cursors: Cursors
  /** Answers a request that is a part of this one, in its session; errors are answers. */
  readonly part: (request: ApiRequest, cost: PartCost) => ApiResponse
}

/** Whether a part counts as an API call of its own. */
export type PartCost = 'free' | 'counted'

export interface Cursors {
  /** Keeps what is left of a query's pages; gives its locator without offset. */
  keep(cursor: Cursor): string
  find(locator: string): Cursor | undefined
}

export interface Cursor {
  readonly totalSize: number
  readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[]
  readonly project: (row: Readonly<Record<string, string | number | boolean | null>>) => Record<string, unknown>
  readonly batchSize: number
  readonly openedAt: number
}

export type Handler = (call: Call) => ApiResponse

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
