import type { ApiRequest } from './rest/api.ts'

/** The API call that a write came with. */
export interface ChangeOrigin {
  readonly api: 'rest' | 'soap' | 'bulkapi' | 'toolingrest'
  readonly version: string
  /** What the client calls itself in the Call Options header; null when it does not say. */
  readonly client: string | null
  readonly userId: string | null
}

type UserOfToken = (token: string) => string | null

/**
 * Which API a request belongs to; null when it is none that writes records.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/headers-calloptions.html
 */
export function changeOrigin(
  request: Pick<ApiRequest, 'path' | 'headers' | 'body'>,
  userOf: UserOfToken,
): ChangeOrigin | null {
  const soap = /^\/services\/Soap\/[a-z]\/(\d+(?:\.\d+)?)/i.exec(request.path)
  if (soap) return soapOrigin(soap[1] ?? '', String(request.body), userOf)
  const rest = /^\/services\/data\/v(\d+\.\d+)(\/.*)?$/.exec(request.path)
  if (!rest) return null
  const path = rest[2] ?? ''
  const options = request.headers['sforce-call-options'] ?? ''
  const authorization = request.headers['authorization'] ?? ''
  return {
    api: path.startsWith('/jobs/') ? 'bulkapi' : path.startsWith('/tooling/') ? 'toolingrest' : 'rest',
    version: rest[1] ?? '',
    client: /(?:^|[,;\s])client=([^,;\s]+)/i.exec(options)?.[1] ?? null,
    userId: userOf(authorization.replace(/^\w+\s+/, '').trim()),
  }
}

function soapOrigin(version: string, envelope: string, userOf: UserOfToken): ChangeOrigin {
  const element = (name: string) => new RegExp(`<(?:\\w+:)?${name}(?:\\s[^>]*)?>([^<]+)<`).exec(envelope)?.[1] ?? null
  return {
    api: 'soap',
    version: version.includes('.') ? version : `${version}.0`,
    client: element('client'),
    userId: userOf(element('sessionId') ?? ''),
  }
}

/** https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture/cdc_event_fields_header.htm */
export function originText(origin: ChangeOrigin | null): string {
  if (origin === null) return ''
  const client = origin.client === null ? '' : `;client=${origin.client}`
  return `com/salesforce/api/${origin.api}/${origin.version}${client}`
}
