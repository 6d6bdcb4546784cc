import type { IncomingMessage } from 'node:http'
import type { ApiResponse } from './api.ts'

const MOST_BYTES = 16_384

/**
 * 414 when the address has more than 16,384 bytes, 431 when address and headers together have. Refused before anything
 * reads the request, so there is no JSON; it costs no call.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/errorcodes.html
 */
export function tooLong(message: IncomingMessage): ApiResponse | null {
  const address = Buffer.byteLength(message.url ?? '')
  if (address > MOST_BYTES) return badMessage(414, 'URI Too Long')
  // A header travels with a colon, a blank and an end of line.
  const headers = message.rawHeaders.reduce((sum, text) => sum + Buffer.byteLength(text) + 2, 0)
  return address + headers > MOST_BYTES ? badMessage(431, 'Request Header Fields Too Large') : null
}

function badMessage(status: number, reason: string): ApiResponse {
  return {
    status,
    headers: { 'Content-Type': 'text/html;charset=iso-8859-1', Connection: 'close' },
    body: `<h1>Bad Message ${status}</h1><pre>reason: ${reason}</pre>`,
  }
}
