import { createHash, createHmac } from 'node:crypto'

const decoded = ['%3A', '%2F', '%3F', '%40', '%21', '%24', '%27', '%28', '%29', '%2A', '%2C', '%3B']

/** v3 is made over the address with these sequences decoded; the query's own question mark is no sequence. */
const signedUri = (url: string): string =>
  decoded.reduce((text, sequence) => text.replaceAll(new RegExp(sequence, 'gi'), decodeURIComponent(sequence)), url)

/**
 * The version header says v1 although the v3 signature is there too (real delivery, 2026-01). v3 signs method, URI, body and time:
 * https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation
 */
export function signedHeaders(secret: string, url: string, body: string, now: number): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent':
      'HubSpot Connect 2.0 (http://dev.hubspot.com/) (namespace: webhooks-nio-http-client) - WebhooksExecutorDaemon-executor',
    'x-hubspot-request-timestamp': String(now),
    'x-hubspot-signature': createHash('sha256')
      .update(secret + body)
      .digest('hex'),
    'x-hubspot-signature-version': 'v1',
    'x-hubspot-signature-v3': createHmac('sha256', secret)
      .update(`POST${signedUri(url)}${body}${now}`)
      .digest('base64'),
    'x-hubspot-timeout-millis': '10000',
  }
}
