import { apiError } from '../errors.ts'
import { toId18 } from '../ids.ts'
import { upsertByBody } from '../records/upsert.ts'
import { createRecord, deleteRecord, updateRecord } from '../records/write.ts'
import { isRecord } from '../rest/api.ts'
import type { SoapCall } from './call.ts'
import { eachItem, writeContextOf } from './call.ts'
import { all, at, element, text } from './envelope.ts'

const MAX_RECORDS = 200

/** An `sObject` element: its type, its id and the values it sets; `fieldsToNull` empties fields. */
export interface SentRecord {
  readonly type: string
  readonly id: string | null
  readonly values: Readonly<Record<string, unknown>>
}

export function readRecord(raw: unknown): SentRecord {
  const values: Record<string, unknown> = {}
  if (!isRecord(raw)) return { type: '', id: null, values }
  for (const name of all(raw['fieldsToNull'])) values[text(name) ?? ''] = null
  for (const [name, value] of Object.entries(raw)) {
    if (name.startsWith('@') || name === '#text' || ['type', 'fieldstonull', 'id'].includes(name.toLowerCase()))
      continue
    // An element with parts of its own is a parent named by its external id.
    const inner = isRecord(value) && Object.keys(value).some((key) => /^[A-Za-z]/.test(key))
    values[name] = inner ? parentKey(value) : text(value)
  }
  const id = text(raw['Id'] ?? raw['id'])
  return { type: text(raw['type']) ?? text(raw['@_type'])?.replace(/^.*:/, '') ?? '', id, values }
}

function parentKey(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => /^[A-Za-z]/.test(name) && name !== 'type')
      .map(([name, inner]) => [name, text(inner)]),
  )
}

function atMost<T>(items: readonly T[]): readonly T[] {
  if (items.length <= MAX_RECORDS) return items
  throw apiError(
    500,
    'EXCEEDED_ID_LIMIT',
    `record limit reached. cannot submit more than ${MAX_RECORDS} records into this call`,
  )
}

const saved = (id: string, created = '') => `<result>${created}${element('id', id)}<success>true</success></result>`
const notSaved = (_item: unknown, errors: string) =>
  `<result>${errors}${element('id', null)}<success>false</success></result>`

/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_create.htm */
export function createRecords(call: SoapCall): string {
  const context = writeContextOf(call)
  const records = atMost(all(at(call.message, 'sObjects')).map(readRecord))
  return eachItem(call, records, ({ type, values }) => saved(createRecord(context, type, values)), notSaved)
}

/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_update.htm */
export function updateRecords(call: SoapCall): string {
  const context = writeContextOf(call)
  const records = atMost(all(at(call.message, 'sObjects')).map(readRecord))
  const save = ({ type, id, values }: SentRecord) => {
    if (id === null) throw apiError(400, 'MISSING_ARGUMENT', 'Id not specified in an update call')
    updateRecord(context, type, id, values)
    return saved(String(toId18(id)))
  }
  return eachItem(call, records, save, notSaved)
}

/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_upsert.htm */
export function upsertRecords(call: SoapCall): string {
  const context = writeContextOf(call)
  const key = text(at(call.message, 'externalIDFieldName')) ?? 'Id'
  const records = atMost(all(at(call.message, 'sObjects')).map(readRecord))
  const save = ({ type, id, values }: SentRecord) => {
    const done = upsertByBody(context, type, key, id === null ? values : { ...values, Id: id })
    return saved(done.id, element('created', String(done.created)))
  }
  return eachItem(call, records, save, (item, errors) =>
    notSaved(item, errors).replace('<result>', '<result><created>false</created>'),
  )
}

/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_delete.htm */
export function deleteRecords(call: SoapCall): string {
  const context = writeContextOf(call)
  const remove = (raw: string) => {
    const { id, object } = recordOf(call, raw)
    deleteRecord(context, object, id)
    return saved(id)
  }
  return eachItem(call, idsOf(call), remove, notSaved)
}

export function idsOf(call: SoapCall): readonly string[] {
  return atMost(all(at(call.message, 'ids')).map((id) => text(id) ?? ''))
}

/** The object that an id belongs to. */
export function recordOf(call: SoapCall, raw: string): { readonly id: string; readonly object: string } {
  const id = toId18(raw)
  const object = id === null ? null : call.org.catalog.objectOfId(id)
  if (id === null || !object) throw apiError(400, 'MALFORMED_ID', `malformed id ${raw}`)
  return { id, object: object.name }
}
