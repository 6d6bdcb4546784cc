import { XMLParser } from 'fast-xml-parser'
import type { LeadConvert, LeadConvertResult } from '../convert-lead.ts'
import { convertLead } from '../convert-lead.ts'
import { ApiError } from '../errors.ts'
import type { Org } from '../org.ts'
import { writeContext } from '../records/write.ts'
import type { ApiRequest, ApiResponse } from '../rest/api.ts'
import { isRecord } from '../rest/api.ts'
import { NEWEST_VERSION, OLDEST_VERSION } from '../rest/meta.ts'
import { userInfo } from './user-info.ts'

const MAX_LEADS = 100
const parser = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: false,
  parseTagValue: false,
  parseAttributeValue: false,
})

/**
 * The partner SOAP API, as far as lead conversion needs it: there is no REST call for it.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_convertlead.htm
 */
export function soap(org: Org, request: ApiRequest): ApiResponse {
  const version = /^\/services\/Soap\/u\/(\d+)(?:\.\d+)?(?:\/|$)/i.exec(request.path)?.[1]
  if (version === undefined || Number(version) < OLDEST_VERSION || Number(version) > NEWEST_VERSION) {
    return fault('UNSUPPORTED_API_VERSION', `Invalid Api version specified on URL`)
  }
  const envelope = read(request.body)
  if (!envelope) return fault('INVALID_INPUT', 'The request is not a SOAP envelope')
  const token = text(at(envelope.header, 'SessionHeader', 'sessionId'))
  const session = token === null ? undefined : org.sessions.get(token)
  if (!session) {
    return fault('INVALID_SESSION_ID', 'INVALID_SESSION_ID: Invalid Session ID found in SessionHeader: Illegal Session')
  }
  if (!org.usage.take()) return fault('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')
  const { userId } = session
  const operation = Object.keys(envelope.body).find((name) => !name.startsWith('@')) ?? ''
  const message = envelope.body[operation]
  if (operation === 'getServerTimestamp') {
    return answer(org, operation, `<result><timestamp>${new Date(org.now()).toISOString()}</timestamp></result>`)
  }
  if (operation === 'getUserInfo') {
    const elements = userInfo(org, userId).map(([name, value]) => element(name, value))
    return answer(org, operation, `<result>${elements.join('')}</result>`)
  }
  if (operation !== 'convertLead') return fault('INVALID_OPERATION', `No operation available for request ${operation}`)
  const asked = isRecord(message) ? message['leadConverts'] : undefined
  const leads = (Array.isArray(asked) ? asked : [asked]).filter(isRecord)
  if (leads.length > MAX_LEADS) {
    return fault('EXCEEDED_MAX_SIZE_REQUEST', `convertLead is limited to ${MAX_LEADS} leads, ${leads.length} given`)
  }
  return answer(org, operation, leads.map((lead) => convertOne(org, userId, readLeadConvert(lead))).join(''))
}

function read(body: unknown): { header: unknown; body: Record<string, unknown> } | null {
  try {
    const envelope = at(parser.parse(String(body)), 'Envelope')
    const inner = at(envelope, 'Body')
    return isRecord(inner) ? { header: at(envelope, 'Header'), body: inner } : null
  } catch {
    return null
  }
}

function at(value: unknown, ...path: readonly string[]): unknown {
  let inner = value
  for (const step of path) inner = isRecord(inner) ? inner[step] : undefined
  return inner
}

/** An element's text; null when it is absent, empty or nil. */
function text(value: unknown): string | null {
  const plain = isRecord(value) ? value['#text'] : value
  return typeof plain === 'string' && plain !== '' ? plain : null
}

function readLeadConvert(lead: Record<string, unknown>): LeadConvert {
  return {
    leadId: text(lead['leadId']) ?? '',
    convertedStatus: text(lead['convertedStatus']) ?? '',
    accountId: text(lead['accountId']),
    contactId: text(lead['contactId']),
    opportunityId: text(lead['opportunityId']),
    opportunityName: text(lead['opportunityName']),
    doNotCreateOpportunity: text(lead['doNotCreateOpportunity']) === 'true',
    overwriteLeadSource: text(lead['overwriteLeadSource']) === 'true',
    ownerId: text(lead['ownerId']),
  }
}

function convertOne(org: Org, userId: string, ask: LeadConvert): string {
  try {
    return resultXml(convertLead(writeContext(org, userId), ask))
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const errors = error.items.map(
      (item) =>
        `<errors>${(item.fields ?? []).map((field) => element('fields', field)).join('')}${element('message', item.message)}${element('statusCode', item.errorCode)}</errors>`,
    )
    const none = ['accountId', 'contactId'].map((name) => element(name, null)).join('')
    return `<result>${none}${errors.join('')}${element('leadId', ask.leadId)}${element('opportunityId', null)}<success>false</success></result>`
  }
}

function resultXml(done: LeadConvertResult): string {
  return `<result>${element('accountId', done.accountId)}${element('contactId', done.contactId)}${element('leadId', done.leadId)}${element('opportunityId', done.opportunityId)}<success>true</success></result>`
}

function element(name: string, value: string | null): string {
  if (value === null) return `<${name} xsi:nil="true"/>`
  const escaped = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return `<${name}>${escaped}</${name}>`
}

const XML_HEADERS = { 'Content-Type': 'text/xml;charset=UTF-8' }
const NAMESPACES =
  'xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com" xmlns:sf="urn:fault.partner.soap.sforce.com" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'

function answer(org: Org, operation: string, results: string): ApiResponse {
  const limit = `<LimitInfoHeader><limitInfo><current>${org.usage.used()}</current><limit>${org.usage.max}</limit><type>API REQUESTS</type></limitInfo></LimitInfoHeader>`
  const body = `<${operation}Response>${results}</${operation}Response>`
  return {
    status: 200,
    headers: XML_HEADERS,
    body: `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope ${NAMESPACES}><soapenv:Header>${limit}</soapenv:Header><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`,
  }
}

function fault(code: string, message: string): ApiResponse {
  const detail = `<soapenv:Fault><faultcode>sf:${code}</faultcode>${element('faultstring', message)}</soapenv:Fault>`
  return {
    status: 500,
    headers: XML_HEADERS,
    body: `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope ${NAMESPACES}><soapenv:Body>${detail}</soapenv:Body></soapenv:Envelope>`,
  }
}
