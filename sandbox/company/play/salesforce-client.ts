import { chunksOf, chunksWithin } from './chunks.ts'
import { call, failed, isRecord, parseJson, recordsOf, textOf } from './http-call.ts'
import type { HttpCall, JsonRecord } from './http-call.ts'

const VERSION = '68.0'
const DATA = `/services/data/v${VERSION}`
const COLLECTIONS = `${DATA}/composite/sobjects`
/** Collections take 200 records: platform/api-rest/guide, "sObject Collections". */
const COLLECTION_SIZE = 200
/** A URI may have 16 KB and Node's server allows 16 KB of headers with it; the list is the only long part. */
const URI_LIST_LIMIT = 9_000

export interface SalesforceLogin {
  /** My Domain URL. */
  readonly url: string
  readonly clientId: string
  readonly clientSecret: string
}

/** The few calls of the public API that a sales team's tools make. Every method throws SalesPlayerError. */
export interface SalesforceClient {
  /** All pages. */
  query(soql: string): Promise<readonly JsonRecord[]>
  /** One or more queries, `{list}` in the SOQL standing for the quoted values; rows of all of them. */
  queryIn(soql: string, values: Iterable<string>): Promise<readonly JsonRecord[]>
  /** Ids in the order of the records; the first refused record fails the call. */
  create(sobject: string, records: readonly JsonRecord[]): Promise<readonly string[]>
  /** Records with `Id`. */
  update(sobject: string, records: readonly JsonRecord[]): Promise<void>
  fieldNames(sobject: string): Promise<ReadonlySet<string>>
  /** The answer's XML. @param body inner XML of the SOAP body. */
  soap(operation: string, body: string): Promise<string>
  calls(): number
}

/** Client credentials flow at the org's own domain. */
export async function connectSalesforce(login: SalesforceLogin): Promise<SalesforceClient> {
  let calls = 0
  const send = async (request: Omit<HttpCall, 'platform' | 'baseUrl'>, baseUrl: string) => {
    calls += 1
    return await call({ platform: 'Salesforce', baseUrl, ...request })
  }
  const token = await requestToken(login, send)
  const baseUrl = token.instanceUrl
  const authorization = `Bearer ${token.accessToken}`
  // Without the header set to FALSE the org's assignment rules would hand written leads to somebody else.
  const headers = { authorization, 'content-type': 'application/json', 'sforce-auto-assign': 'FALSE' }

  const get = async (path: string) =>
    parseJson(await send({ method: 'GET', path, headers: { authorization } }, baseUrl))

  const query = async (soql: string) => {
    const rows: JsonRecord[] = []
    let path: string | null = `${DATA}/query?q=${encodeURIComponent(soql)}`
    while (path !== null) {
      const page: unknown = await get(path)
      if (!isRecord(page)) break
      rows.push(...recordsOf(page['records']))
      path = page['done'] === true ? null : textOf(page, 'nextRecordsUrl')
    }
    return rows
  }

  const write = async (method: 'POST' | 'PATCH', sobject: string, records: readonly JsonRecord[]) => {
    const ids: string[] = []
    for (const part of chunksOf(records, COLLECTION_SIZE)) {
      const typed = part.map((record) => ({ attributes: { type: sobject }, ...record }))
      const body = JSON.stringify({ allOrNone: false, records: typed })
      const request = { method, path: COLLECTIONS, headers, body }
      const results = recordsOf(parseJson(await send(request, baseUrl)))
      if (results.length !== part.length) {
        throw failed({ platform: 'Salesforce', ...request }, `${results.length} results for ${part.length} records`)
      }
      for (const result of results) {
        const id = textOf(result, 'id')
        if (result['success'] !== true || id === null) {
          throw failed({ platform: 'Salesforce', ...request }, `${sobject}: ${firstOf(result['errors'])}`)
        }
        ids.push(id)
      }
    }
    return ids
  }

  return {
    query,
    async queryIn(soql, values) {
      const quoted = [...new Set(values)].map((value) => soqlText(value))
      const rows: JsonRecord[] = []
      for (const part of chunksWithin(
        quoted,
        COLLECTION_SIZE,
        URI_LIST_LIMIT,
        (text) => encodeURIComponent(text).length + 3,
      )) {
        rows.push(...(await query(soql.replace('{list}', () => part.join(',')))))
      }
      return rows
    },
    create: async (sobject, records) => await write('POST', sobject, records),
    async update(sobject, records) {
      await write('PATCH', sobject, records)
    },
    async fieldNames(sobject) {
      const description = await get(`${DATA}/sobjects/${sobject}/describe`)
      const fields = isRecord(description) ? recordsOf(description['fields']) : []
      return new Set(fields.flatMap((field) => textOf(field, 'name') ?? []))
    },
    async soap(operation, body) {
      const envelope =
        '<?xml version="1.0" encoding="UTF-8"?>' +
        '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">' +
        `<soapenv:Header xmlns="urn:partner.soap.sforce.com"><SessionHeader><sessionId>${xmlText(token.accessToken)}</sessionId></SessionHeader></soapenv:Header>` +
        `<soapenv:Body xmlns="urn:partner.soap.sforce.com"><${operation}>${body}</${operation}></soapenv:Body></soapenv:Envelope>`
      const soapHeaders = { 'content-type': 'text/xml; charset=utf-8', soapaction: '""' }
      const path = `/services/Soap/u/${VERSION}`
      return await send({ method: 'POST', path, headers: soapHeaders, body: envelope }, baseUrl)
    },
    calls: () => calls,
  }
}

async function requestToken(
  { url, clientId, clientSecret }: SalesforceLogin,
  send: (request: Omit<HttpCall, 'platform' | 'baseUrl'>, baseUrl: string) => Promise<string>,
): Promise<{ accessToken: string; instanceUrl: string }> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  })
  const request = {
    method: 'POST' as const,
    path: '/services/oauth2/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  }
  const answer = parseJson(await send(request, url))
  const accessToken = isRecord(answer) ? textOf(answer, 'access_token') : null
  if (!isRecord(answer) || accessToken === null) {
    throw failed({ platform: 'Salesforce', ...request }, 'the answer has no access_token')
  }
  return { accessToken, instanceUrl: textOf(answer, 'instance_url') ?? url }
}

function firstOf(errors: unknown): string {
  const [first] = recordsOf(errors)
  return first === undefined
    ? 'refused without a reason'
    : `${textOf(first, 'statusCode') ?? ''} ${textOf(first, 'message') ?? ''}`
}

/** A SOQL string literal. */
function soqlText(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

export function xmlText(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
