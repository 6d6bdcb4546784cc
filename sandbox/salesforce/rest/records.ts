import { toId18 } from '../ids.ts'
import { apiError, notFound } from '../errors.ts'
import { present } from '../records/present.ts'
import type { Row } from '../records/table.ts'
import { upsertByPath, keyField, rowsByKey } from '../records/upsert.ts'
import { createRecord, deleteRecord, liveRow, updateRecord, viewFor } from '../records/write.ts'
import type { ObjectView } from '../schema/catalog.ts'
import type { ApiResponse, Call } from './api.ts'
import { isRecord } from './api.ts'

/** A record as a GET shows it: `attributes` and the asked fields, or all that the user may see. */
export function showRecord(
  call: Call,
  view: ObjectView,
  row: Row,
  fields: readonly string[] | null,
): Record<string, unknown> {
  const wanted =
    fields === null
      ? view.fields
      : fields.map((name) => {
          const field = view.byName.get(name.trim().toLowerCase())
          if (!field) throw apiError(400, 'INVALID_FIELD', `No such column '${name}' on entity '${view.def.name}'`)
          return field
        })
  const id = String(row['Id'])
  return {
    attributes: { type: view.def.name, url: `/services/data/v${call.version}/sobjects/${view.def.name}/${id}` },
    ...Object.fromEntries(wanted.map((field) => [field.name, present(field, row)])),
  }
}

function body(call: Call): Record<string, unknown> {
  const { body } = call.request
  if (isRecord(body)) return body
  throw apiError(400, 'JSON_PARSER_ERROR', 'The HTTP entity body is required, but this request has no entity body.')
}

/** The id is in the address, or given by the platform: never among the values. */
function withoutId(values: Record<string, unknown>): Record<string, unknown> {
  if (!Object.keys(values).some((name) => name.toLowerCase() === 'id')) return values
  throw apiError(400, 'INVALID_FIELD', 'The Id field should not be specified in the sobject data.')
}

function fieldsParameter(call: Call): string[] | null {
  const text = call.request.query.get('fields')
  return text === null ? null : text.split(',')
}

/** https://developer.salesforce.com/docs/platform/api-rest/guide/dome-sobject-create.html */
export function create(call: Call): ApiResponse {
  const [object = ''] = call.params
  const id = createRecord(call.write, object, withoutId(body(call)))
  return {
    status: 201,
    body: { id, success: true, errors: [] },
    headers: { Location: `/services/data/v${call.version}/sobjects/${object}/${id}` },
  }
}

export function read(call: Call): ApiResponse {
  const [object = '', id = ''] = call.params
  const view = viewFor(call.write, object)
  return { status: 200, body: showRecord(call, view, liveRow(call.write, view, id), fieldsParameter(call)) }
}

export function update(call: Call): ApiResponse {
  const [object = '', id = ''] = call.params
  updateRecord(call.write, object, id, withoutId(body(call)))
  return { status: 204 }
}

export function remove(call: Call): ApiResponse {
  const [object = '', id = ''] = call.params
  deleteRecord(call.write, object, id)
  return { status: 204 }
}

export function readByKey(call: Call): ApiResponse {
  const [object = '', field = '', value = ''] = call.params
  const view = viewFor(call.write, object)
  // `/{id}/{relationship}`, `/describe/layouts` and the like are resources of their own, which are not here.
  if (toId18(field) !== null || field.toLowerCase() === 'describe') throw notFound()
  const rows = rowsByKey(call.write, view, keyField(view, field), value)
  const [row] = rows
  if (!row) throw notFound()
  return rows.length > 1
    ? several(call, object, rows)
    : { status: 200, body: showRecord(call, view, row, fieldsParameter(call)) }
}

/**
 * Created answers 201; updated answers 200 with a body from v46 on and 204 before; several matches answer 300 with
 * their addresses. https://developer.salesforce.com/docs/platform/api-rest/guide/dome-upsert.html
 */
export function upsert(call: Call): ApiResponse {
  const [object = '', field = '', value = ''] = call.params
  const updateOnly = call.request.query.get('updateOnly') === 'true'
  const done = upsertByPath(call.write, object, { field, value, updateOnly }, body(call))
  if ('several' in done) return several(call, object, done.several)
  if (done.created) return { status: 201, body: { id: done.id, success: true, errors: [], created: true } }
  if (Number(call.version) < 46) return { status: 204 }
  return { status: 200, body: { id: done.id, success: true, errors: [], created: false } }
}

/** `POST /sobjects/X/Id` makes a new record. */
export function createById(call: Call): ApiResponse {
  const [object = '', field = ''] = call.params
  if (field.toLowerCase() !== 'id') throw notFound()
  const id = createRecord(call.write, object, body(call))
  return { status: 201, body: { id, success: true, errors: [], created: true } }
}

export function removeByKey(call: Call): ApiResponse {
  const [object = '', field = '', value = ''] = call.params
  const view = viewFor(call.write, object)
  const rows = rowsByKey(call.write, view, keyField(view, field), value)
  const [row] = rows
  if (!row) throw notFound()
  if (rows.length > 1) return several(call, object, rows)
  deleteRecord(call.write, object, String(row['Id']))
  return { status: 204 }
}

function several(call: Call, object: string, rows: readonly Row[]): ApiResponse {
  return {
    status: 300,
    body: rows.map((row) => `/services/data/v${call.version}/sobjects/${object}/${String(row['Id'])}`),
  }
}
