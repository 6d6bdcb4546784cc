import { XMLParser } from 'fast-xml-parser'
import { isRecord } from '../rest/api.ts'
import type { ApiResponse } from '../rest/api.ts'
import type { ApiError } from '../errors.ts'

const parser = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: false,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
})

export interface Envelope {
  readonly header: unknown
  /** Name of the call, e.g. "convertLead". */
  readonly operation: string
  readonly message: unknown
}

/** Reads a SOAP request; null when the text is no envelope with a call in it. */
export function readEnvelope(body: unknown): Envelope | null {
  try {
    const envelope = at(parser.parse(String(body)), 'Envelope')
    const inner = at(envelope, 'Body')
    if (!isRecord(inner)) return null
    const operation = Object.keys(inner).find((name) => /^[A-Za-z]/.test(name))
    return operation === undefined ? null : { header: at(envelope, 'Header'), operation, message: inner[operation] }
  } catch {
    return null
  }
}

export function at(value: unknown, ...path: readonly string[]): unknown {
  let inner = value
  for (const step of path) inner = isRecord(inner) ? inner[step] : undefined
  return inner
}

/** An element's text; null when it is absent, empty or nil. */
export function text(value: unknown): string | null {
  const plain = isRecord(value) ? value['#text'] : value
  return typeof plain === 'string' && plain !== '' ? plain : null
}

export function isTrue(value: unknown): boolean {
  const said = text(value)
  return said === 'true' || said === '1'
}

/** A repeated element: none, one or several. */
export function all(value: unknown): unknown[] {
  if (value === undefined || value === null || value === '') return []
  return Array.isArray(value) ? (value as unknown[]) : [value]
}

export function element(name: string, value: string | null): string {
  if (value === null) return `<${name} xsi:nil="true"/>`
  const escaped = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return `<${name}>${escaped}</${name}>`
}

/** The `errors` of a result, as save calls answer them. */
export function errorsXml(error: ApiError): string {
  return error.items
    .map((item) => {
      const fields = (item.fields ?? []).map((field) => element('fields', field)).join('')
      return `<errors>${fields}${element('message', item.message)}${element('statusCode', item.errorCode)}</errors>`
    })
    .join('')
}

/** What tells the partner API's envelopes from those of the Metadata API. */
export interface Dialect {
  readonly namespace: string
  readonly faultNamespace: string
}

export const PARTNER: Dialect = {
  namespace: 'urn:partner.soap.sforce.com',
  faultNamespace: 'urn:fault.partner.soap.sforce.com',
}
export const METADATA: Dialect = {
  namespace: 'http://soap.sforce.com/2006/04/metadata',
  faultNamespace: 'http://soap.sforce.com/2006/04/metadata',
}

const XML_HEADERS = { 'Content-Type': 'text/xml;charset=UTF-8' }

function envelope(dialect: Dialect, header: string, body: string): string {
  const namespaces = [
    'xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"',
    `xmlns="${dialect.namespace}"`,
    `xmlns:sf="${dialect.faultNamespace}"`,
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
  ].join(' ')
  return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope ${namespaces}>${header}<soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`
}

export function soapAnswer(
  dialect: Dialect,
  usage: { used(): number; readonly max: number },
  operation: string,
  results: string,
): ApiResponse {
  const limit = `<LimitInfoHeader><limitInfo><current>${usage.used()}</current><limit>${usage.max}</limit><type>API REQUESTS</type></limitInfo></LimitInfoHeader>`
  const body = `<${operation}Response>${results}</${operation}Response>`
  const header = dialect === PARTNER ? `<soapenv:Header>${limit}</soapenv:Header>` : ''
  return { status: 200, headers: XML_HEADERS, body: envelope(dialect, header, body) }
}

/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm#fault */
export function soapFault(dialect: Dialect, code: string, message: string): ApiResponse {
  const said = message.startsWith(`${code}: `) ? message : `${code}: ${message}`
  const detail =
    dialect === PARTNER
      ? `<detail><sf:UnexpectedErrorFault xsi:type="sf:UnexpectedErrorFault"><sf:exceptionCode>${code}</sf:exceptionCode>${element('sf:exceptionMessage', message)}</sf:UnexpectedErrorFault></detail>`
      : ''
  const body = `<soapenv:Fault><faultcode>sf:${code}</faultcode>${element('faultstring', said)}${detail}</soapenv:Fault>`
  return { status: 500, headers: XML_HEADERS, body: envelope(dialect, '', body) }
}

/** A message that the server cannot read at all is the client's fault, without a code of its own. */
export function clientFault(dialect: Dialect, message: string): ApiResponse {
  const body = `<soapenv:Fault><faultcode>soapenv:Client</faultcode>${element('faultstring', message)}</soapenv:Fault>`
  return { status: 500, headers: XML_HEADERS, body: envelope(dialect, '', body) }
}
