import type { Connection } from 'jsforce'

/** An answer as it came: the client has no way to send SOAP headers, and hides what a fault looks like. */
export interface SoapAnswer {
  readonly status: number
  readonly contentType: string | null
  readonly text: string
}

/**
 * Sends a SOAP envelope by hand.
 *
 * @param service `u` the partner API, `m` the Metadata API
 */
export async function sendEnvelope(
  conn: Connection,
  body: string,
  options: {
    readonly service?: 'u' | 'm'
    readonly version?: string
    readonly headers?: string
    readonly token?: string
  } = {},
): Promise<SoapAnswer> {
  const { service = 'u', version = '68.0', headers = '', token = conn.accessToken ?? '' } = options
  const namespace = service === 'u' ? 'urn:partner.soap.sforce.com' : 'http://soap.sforce.com/2006/04/metadata'
  const envelope = `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Header xmlns="${namespace}"><SessionHeader><sessionId>${token}</sessionId></SessionHeader>${headers}</soapenv:Header><soapenv:Body xmlns="${namespace}">${body}</soapenv:Body></soapenv:Envelope>`
  const answer = await fetch(`${conn.instanceUrl}/services/Soap/${service}/${version}`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/xml', SOAPAction: '""' },
    body: envelope,
  })
  return { status: answer.status, contentType: answer.headers.get('content-type'), text: await answer.text() }
}
