import { Client } from '@hubspot/api-client'
import type { IHttpOptions } from '@hubspot/api-client/lib/src/services/http/IHttpOptions.js'
import type { Json, TestPortal } from '#sandbox/hubspot/test-portal.ts'

/** The official client, without retries or limiter: those live in a process-wide singleton. */
export const officialClient = (portal: TestPortal, token = portal.credentials['accessToken'] ?? ''): Client =>
  new Client({ accessToken: token, basePath: portal.url })

export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly json: Json
  readonly text: string
}

/** A call that the client has no typed method for, such as any dated path: it resolves whatever the status is. */
export async function apiRequest(hubspot: Client, request: IHttpOptions): Promise<Answered> {
  const response = await hubspot.apiRequest(request)
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: (isJson ? JSON.parse(text) : {}) as Json,
  }
}
