import { apiError } from '../errors.ts'
import type { Call } from '../rest/api.ts'
import { isRecord } from '../rest/api.ts'

/** Data that comes with its job has at most 100,000 characters. */
const MOST = 100_000

/**
 * A job and its data in one `multipart/form-data` body, parts `job` (JSON) and `content` (CSV); null for any other body.
 * https://developer.salesforce.com/docs/platform/api-asynch/guide/walkthrough-upload-multipart-data.html
 */
export function readMultipart(call: Call): {
  readonly job: Readonly<Record<string, unknown>>
  readonly content: string
} | null {
  const contentType = call.request.headers['content-type'] ?? ''
  const boundary = /^multipart\/form-data\b.*boundary="?([^";]+)"?/i.exec(contentType)?.[1]
  if (boundary === undefined) return null
  const { body } = call.request
  const parts = readParts(typeof body === 'string' ? body : '', boundary)
  const content = parts.get('content')
  const job = parseJob(parts.get('job') ?? '')
  if (content === undefined || job === null) {
    throw apiError(
      400,
      'JSON_PARSER_ERROR',
      'A multipart request has a part "job" with JSON and a part "content" with CSV',
    )
  }
  if (content.length > MOST) {
    throw apiError(413, 'REQUEST_ENTITY_TOO_LARGE', `Data in a multipart request can have at most ${MOST} characters`)
  }
  return { job, content }
}

function readParts(body: string, boundary: string): ReadonlyMap<string, string> {
  const parts = new Map<string, string>()
  for (const part of body.split(`--${boundary}`).slice(1, -1)) {
    const found = /^\r?\n((?:.+\r?\n)*)\r?\n([\s\S]*?)\r?\n?$/.exec(part)
    const name = /name="([^"]*)"/i.exec(found?.[1] ?? '')?.[1]
    if (name !== undefined) parts.set(name, found?.[2] ?? '')
  }
  return parts
}

function parseJob(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const job = JSON.parse(text) as unknown
    return isRecord(job) ? job : null
  } catch {
    return null
  }
}
