import { unsupportedType } from '../soql/errors.ts'
import { textOf } from '../text.ts'
import { ApiError, apiError, dataError } from '../errors.ts'
import { toId18 } from '../ids.ts'
import { keyOfField } from '../records/keys.ts'
import { upsertByBody } from '../records/upsert.ts'
import { createRecord, deleteRecord, updateRecord, viewFor } from '../records/write.ts'
import type { ObjectView } from '../schema/catalog.ts'
import type { FieldDef } from '../schema/fields.ts'
import type { ApiResponse, Call } from './api.ts'
import { isRecord } from './api.ts'
import { showRecord } from './records.ts'

const MAX_RECORDS = 200
/** Records are taken in runs of one type; https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-sobjects-collections-create.html */
const MAX_RUNS = 10

interface ItemResult {
  readonly id?: string
  readonly success: boolean
  readonly errors: readonly {
    statusCode: string
    message: string
    fields: readonly string[]
    [detail: string]: unknown
  }[]
  readonly created?: boolean
}

export function createMany(call: Call): ApiResponse {
  const records = recordsOf(call)
  return each(call, records, (record) => {
    if (withoutId(record).id !== null) {
      throw dataError('INVALID_FIELD_FOR_INSERT_UPDATE', 'cannot specify Id in an insert call', ['Id'])
    }
    return { id: createRecord(call.write, viewOf(call, record).def.name, record), success: true, errors: [] }
  })
}

export function updateMany(call: Call): ApiResponse {
  const records = recordsOf(call)
  return each(call, records, (record) => {
    const { rest, id } = withoutId(record)
    if (id === null) throw dataError('MISSING_ARGUMENT', 'Id not specified in an update call', ['Id'])
    const { def } = viewOf(call, record)
    const full = toId18(id)
    if (full === null || !full.startsWith(def.keyPrefix)) {
      throw dataError('MALFORMED_ID', `${def.label} ID: id value of incorrect type: ${id}`, ['Id'])
    }
    updateRecord(call.write, def.name, full, rest)
    return { id: full, success: true, errors: [] }
  })
}

/** https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-sobjects-collections-upsert.html */
export function upsertMany(call: Call): ApiResponse {
  const [object = '', keyName = ''] = call.params
  const view = viewFor(call.write, object)
  const field = view.byName.get(keyName.toLowerCase())
  if (!field || !(field.externalId || field.idLookup)) {
    throw apiError(
      400,
      'INVALID_FIELD',
      `Field name provided, ${keyName} is not an External ID or indexed field for ${view.def.name}`,
    )
  }
  const records = recordsOf(call, view.def.name)
  const repeated = repeatedKeys(field, records)
  return each(
    call,
    records,
    (record) => {
      const key = textOf(valueOf(record, field.name))
      if (repeated.has(keyOfField(field)(key))) {
        throw dataError('DUPLICATE_VALUE', `Duplicate external id specified: ${key.toLowerCase()}`, [field.name])
      }
      const { id, created } = upsertByBody(call.write, object, field.name, record)
      return { id, success: true, errors: [], created }
    },
    'upsert',
  )
}

/**
 * Keys that several records have: all of those are refused. Recorded: DUPLICATE_VALUE "Duplicate external id specified: a-1"
 * for the key `A-1`.
 */
function repeatedKeys(field: FieldDef, records: readonly Sent[]): ReadonlySet<string> {
  const keyOf = keyOfField(field)
  const seen = new Set<string>()
  const repeated = new Set<string>()
  for (const record of records) {
    const key = keyOf(textOf(valueOf(record, field.name)))
    if (key !== '' && seen.has(key)) repeated.add(key)
    seen.add(key)
  }
  return repeated
}

function valueOf(record: Sent, name: string): unknown {
  return Object.entries(record).find(([entry]) => entry.toLowerCase() === name.toLowerCase())?.[1] ?? null
}

/** Rows in the order of the ids; null for those that are missing or deleted. */
export function readMany(call: Call): ApiResponse {
  const [object = ''] = call.params
  const view = viewFor(call.write, object)
  const posted = isRecord(call.request.body) ? call.request.body : {}
  const ids = list(posted['ids'] ?? call.request.query.get('ids')?.split(','))
  const fields = list(posted['fields'] ?? call.request.query.get('fields')?.split(','))
  if (ids.length > 2000) throw tooMany(2000)
  const shown = ids.map((raw) => {
    const id = toId18(raw)
    const row = id === null ? undefined : call.org.live(view.def.name, id)
    return row ? showRecord(call, view, row, fields) : null
  })
  return { status: 200, body: shown }
}

export function deleteMany(call: Call): ApiResponse {
  const ids = (call.request.query.get('ids') ?? '').split(',').filter((id) => id !== '')
  if (ids.length > MAX_RECORDS) throw tooMany(MAX_RECORDS)
  return each(
    call,
    ids.map((id) => ({ id })),
    ({ id }) => {
      const full = toId18(id)
      const object = full === null ? null : call.org.catalog.objectOfId(full)
      if (full === null || !object) throw dataError('MALFORMED_ID', `malformed id ${id}`)
      deleteRecord(call.write, object.name, full)
      return { id: full, success: true, errors: [] }
    },
  )
}

function list(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}

function tooMany(limit: number): ApiError {
  return apiError(
    400,
    'EXCEEDED_ID_LIMIT',
    `record limit reached. cannot submit more than ${limit} records into this call`,
  )
}

type Sent = Record<string, unknown>

/** The records sent, in at most ten runs of one type; all of the type in the path when there is one. */
function recordsOf(call: Call, only?: string): readonly Sent[] {
  const { body } = call.request
  const records = isRecord(body) ? body['records'] : undefined
  if (!Array.isArray(records))
    throw apiError(
      400,
      'JSON_PARSER_ERROR',
      'Unexpected parameter encountered during deserialization: records is required',
    )
  if (records.length > MAX_RECORDS) throw tooMany(MAX_RECORDS)
  if (!records.every(isRecord)) {
    throw apiError(400, 'JSON_PARSER_ERROR', 'Every one of the records has to be an object')
  }
  const sent: readonly Sent[] = records
  const runs = sent.filter((record, index) => index === 0 || typeOf(record) !== typeOf(sent[index - 1] ?? {})).length
  if (runs > MAX_RUNS) {
    throw apiError(
      400,
      'INVALID_BATCH_SIZE',
      `Cannot have more than ${MAX_RUNS} chunks in a single operation. Please rearrange the data to reduce chunking.`,
    )
  }
  const other =
    only === undefined ? undefined : sent.find((record) => typeOf(record).toLowerCase() !== only.toLowerCase())
  if (other) throw apiError(400, 'INVALID_INPUT', `The type of every record has to be ${only}, not ${typeOf(other)}`)
  return sent
}

function typeOf(record: Sent): string {
  const { attributes } = record as { attributes?: unknown }
  const type = isRecord(attributes) ? attributes['type'] : undefined
  if (typeof type === 'string') return type
  throw apiError(400, 'INVALID_INPUT', 'Object type not specified on the record')
}

/** An object that the user does not know is a mistake of the one record. */
function viewOf(call: Call, record: Sent): ObjectView {
  const type = typeOf(record)
  const view = call.org.catalog.view(type, call.userId)
  if (view && !view.def.tooling) return view
  throw dataError('INVALID_TYPE', unsupportedType(type))
}

function withoutId(record: Sent): { rest: Sent; id: string | null } {
  const id = Object.entries(record).find(([name]) => name.toLowerCase() === 'id')?.[1]
  const rest = Object.fromEntries(Object.entries(record).filter(([name]) => name.toLowerCase() !== 'id'))
  return { rest, id: typeof id === 'string' ? id : null }
}

/** One result per record, in order; with allOrNone one refusal takes everything back. */
function each<R extends Sent>(
  call: Call,
  records: readonly R[],
  save: (record: R) => ItemResult,
  kind?: 'upsert',
): ApiResponse {
  const { body, query } = call.request
  const allOrNone = (isRecord(body) && body['allOrNone'] === true) || query.get('allOrNone') === 'true'
  const results: ItemResult[] = []
  try {
    call.org.transaction(() => {
      for (const record of records) {
        const work = call.request.spoilRecord?.() === true ? refuseAsLocked : () => save(record)
        results.push(attempt(work, kind))
      }
      if (allOrNone && results.some((result) => !result.success)) throw new RolledBack()
    })
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error
    return { status: 200, body: results.map((result) => (result.success ? rolledBack(kind) : result)) }
  }
  return { status: 200, body: results }
}

/** What befalls single records of a collection most: somebody else is saving them. */
function refuseAsLocked(): never {
  throw dataError('UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access to this record')
}

class RolledBack extends Error {}

function rolledBack(kind: 'upsert' | undefined): ItemResult {
  const errors = [
    {
      statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      message: 'Record rolled back because not all records were valid and the request was using AllOrNone header',
      fields: [],
    },
  ]
  return kind === 'upsert' ? { success: false, errors, created: true } : { success: false, errors }
}

function attempt(save: () => ItemResult, kind: 'upsert' | undefined): ItemResult {
  try {
    return save()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const errors = error.items.map((item) => asItemError(error.status, item))
    return kind === 'upsert' ? { success: false, errors, created: true } : { success: false, errors }
  }
}

/** A record that does not exist is a bad reference in a collection, not a missing resource. */
function asItemError(status: number, item: ApiError['items'][number]): ItemResult['errors'][number] {
  if (status === 404 && item.errorCode === 'NOT_FOUND') {
    return { statusCode: 'INVALID_CROSS_REFERENCE_KEY', message: 'invalid cross reference id', fields: [] }
  }
  return { statusCode: item.errorCode, message: item.message, fields: item.fields ?? [], ...item.details }
}
