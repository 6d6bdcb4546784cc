import type { RecordedExchange } from '#sandbox/core/recorder.ts'
import type { Row } from '#support/crm-users.ts'
import type { Shown } from './ending.ts'
import { text } from './values.ts'

interface Written {
  readonly side: 'hubspot' | 'salesforce'
  readonly recordId: string
  readonly field: string
  readonly value: unknown
}

/** What a call to named records asked for. */
export function askedBy({ method, url, requestBody }: RecordedExchange): readonly Written[] {
  if (method === 'GET' || /\/search|\/batch\/read|oauth/.test(url)) return []
  const body = requestBody as
    | {
        readonly inputs?: readonly HubspotInput[]
        readonly records?: readonly Row[]
        readonly compositeRequest?: readonly SubRequest[]
      }
    | undefined
  const inHubspot = (body?.inputs ?? []).flatMap(({ id, idProperty, properties }) =>
    id === undefined || idProperty !== undefined || !url.includes('/contacts/')
      ? []
      : writtenTo('hubspot', id, properties ?? {}),
  )
  const parts = [body?.records ?? [], ...(body?.compositeRequest ?? []).map(recordsOf)].flat()
  return [
    ...inHubspot,
    ...parts.flatMap((record) => writtenTo('salesforce', text(record['id'] ?? record['Id']), record)),
  ]
}

const recordsOf = ({ body }: SubRequest): readonly Row[] =>
  (body as { readonly records?: readonly Row[] } | undefined)?.records ?? []

const writtenTo = (side: Written['side'], recordId: string, values: Row): readonly Written[] =>
  recordId === ''
    ? []
    : Object.entries(values).flatMap(([field, value]): Written[] =>
        isKey(field) ? [] : [{ side, recordId, field, value }],
      )

/** What a call wrote that the CRM answered: each value with the record that took it. */
export function writtenBy({ method, url, status, requestBody, responseBody }: RecordedExchange): readonly Written[] {
  if (status >= 300 || method === 'GET' || /\/search|\/batch\/read|oauth/.test(url)) return []
  return url.startsWith('/crm/')
    ? byHubspot(requestBody, responseBody)
    : bySalesforce({ method, requestBody, responseBody })
}

function byHubspot(requestBody: unknown, responseBody: unknown): readonly Written[] {
  const inputs = (requestBody as { readonly inputs?: readonly HubspotInput[] } | undefined)?.inputs ?? []
  const results = (responseBody as { readonly results?: readonly Shown[] } | undefined)?.results ?? []
  return inputs.flatMap(({ id, idProperty, properties, objectWriteTraceId }) => {
    const result = results.find(
      (one) =>
        (idProperty === undefined && one.id === id) ||
        (idProperty !== undefined && one.properties[idProperty] === id) ||
        ((one as { readonly objectWriteTraceId?: string }).objectWriteTraceId ?? null) === (objectWriteTraceId ?? ''),
    )
    if (result === undefined || properties === undefined) return []
    return Object.entries(properties).flatMap(([field, value]): Written[] =>
      isKey(field) ? [] : [{ side: 'hubspot', recordId: result.id, field, value }],
    )
  })
}

interface HubspotInput {
  readonly id?: string
  readonly idProperty?: string
  readonly properties?: Readonly<Record<string, unknown>>
  readonly objectWriteTraceId?: string
}

const isKey = (field: string): boolean =>
  ['tandem_key', 'Tandem_Key__c', 'tandem_salesforce_opportunity_id', 'attributes', 'id', 'Id'].includes(field)

interface Call {
  readonly method: string
  readonly requestBody?: unknown
  readonly responseBody?: unknown
}

function bySalesforce({ method, requestBody, responseBody }: Call): readonly Written[] {
  const parts = (requestBody as { readonly compositeRequest?: readonly SubRequest[] } | undefined)?.compositeRequest
  if (parts !== undefined) {
    const answers = (responseBody as { readonly compositeResponse?: readonly SubAnswer[] }).compositeResponse ?? []
    return parts.flatMap((part, i) => {
      const answer = answers[i]
      if (answer === undefined || answer.httpStatusCode >= 300) return []
      return bySalesforce({ method: part.method, requestBody: part.body, responseBody: answer.body })
    })
  }
  if (method === 'GET') return []
  const records = (requestBody as { readonly records?: readonly Row[] } | undefined)?.records
  if (records === undefined || !Array.isArray(responseBody)) return []
  return records.flatMap((record, i) => {
    const answer = (responseBody as readonly { readonly id?: string; readonly success?: boolean }[])[i]
    if (answer?.success !== true) return []
    const recordId = answer.id ?? text(record['id'])
    // A role is told at its opportunity, as one thing.
    if (record['ContactId'] !== undefined && record['OpportunityId'] !== undefined)
      return [
        {
          side: 'salesforce',
          recordId: text(record['OpportunityId']),
          field: 'OpportunityContactRole',
          value: record['ContactId'],
        },
      ]
    return Object.entries(record).flatMap(([field, value]): Written[] =>
      isKey(field) ? [] : [{ side: 'salesforce', recordId, field, value }],
    )
  })
}

interface SubRequest {
  readonly method: string
  readonly body?: unknown
}

interface SubAnswer {
  readonly httpStatusCode: number
  readonly body?: unknown
}
