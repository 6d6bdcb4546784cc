import { textOf } from '../text.ts'
import { ApiError, dataError, notFound } from '../errors.ts'
import { toId18 } from '../ids.ts'
import { present } from '../records/present.ts'
import type { CustomField } from '../schema/catalog.ts'
import type { CustomObject } from '../schema/custom-object.ts'
import { createField, deleteField, updateField } from '../schema/define-field.ts'
import { createObject, deleteObject, updateObject } from '../schema/define-object.ts'
import { describeObject, describeObjectSummary } from '../schema/describe.ts'
import { objectMetadata } from '../schema/object-metadata.ts'
import type { ApiResponse, Call } from './api.ts'
import { isRecord } from './api.ts'

/** What the Tooling API's definitions are made from: `{FullName, Metadata}`. */
function definition(call: Call): { readonly fullName: string; readonly metadata: Readonly<Record<string, unknown>> } {
  const body = isRecord(call.request.body) ? call.request.body : {}
  return { fullName: textOf(body['FullName']), metadata: isRecord(body['Metadata']) ? body['Metadata'] : {} }
}

function created(id: string): ApiResponse {
  return { status: 201, body: { id, success: true, errors: [], warnings: [], infos: [] } }
}

/** The stored row and, besides, the definition as the Metadata API writes it. */
function shown(call: Call, type: 'CustomField' | 'CustomObject', id: string, fullName: string, metadata: unknown) {
  const view = call.org.catalog.view(type, call.userId)
  const row = call.org.table(type).get(id) ?? {}
  return {
    attributes: { type, url: `/services/data/v${call.version}/tooling/sobjects/${type}/${id}` },
    ...Object.fromEntries((view?.fields ?? []).map((field) => [field.name, present(field, row)])),
    FullName: fullName,
    Metadata: metadata,
  }
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_customfield.htm */
export function createCustomField(call: Call): ApiResponse {
  const { fullName, metadata } = definition(call)
  return created(createField(call.org, call.userId, fullName, metadata))
}

function customField(call: Call): CustomField {
  const id = toId18(call.params[0] ?? '')
  const found = call.org.catalog.customFields.find((entry) => entry.id === id)
  if (!found) throw notFound()
  return found
}

export function readCustomField(call: Call): ApiResponse {
  const found = customField(call)
  const fullName = `${found.object}.${found.def.name}`
  return { status: 200, body: shown(call, 'CustomField', found.id, fullName, found.metadata) }
}

export function updateCustomField(call: Call): ApiResponse {
  updateField(call.org, call.userId, customField(call), definition(call).metadata)
  return { status: 204 }
}

export function deleteCustomField(call: Call): ApiResponse {
  deleteField(call.org, customField(call))
  return { status: 204 }
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_customobject.htm */
export function createCustomObject(call: Call): ApiResponse {
  const { fullName, metadata } = definition(call)
  return created(createObject(call.org, call.userId, fullName, metadata))
}

/**
 * Several definitions at once, as clients send a list; each succeeds or fails alone.
 * https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/intro_rest_resources.htm
 */
export function createMany(call: Call): ApiResponse {
  const records = isRecord(call.request.body) ? call.request.body['records'] : undefined
  const sent = (Array.isArray(records) ? (records as unknown[]) : []).filter(isRecord)
  return { status: 200, body: sent.map((record) => createOne(call, record)) }
}

function createOne(call: Call, record: Record<string, unknown>): Record<string, unknown> {
  const { attributes } = record
  const create = DEFINITIONS[isRecord(attributes) ? textOf(attributes['type']) : '']
  try {
    if (!create) throw dataError('INVALID_TYPE', 'sObject type is not supported in the Tooling API')
    const { fullName, metadata } = definition({ ...call, request: { ...call.request, body: record } })
    return { id: create(call.org, call.userId, fullName, metadata), success: true, errors: [] }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const errors = error.items.map(({ errorCode, message, fields = [] }) => ({
      statusCode: errorCode,
      message,
      fields,
    }))
    return { success: false, errors }
  }
}

const DEFINITIONS: Readonly<Record<string, typeof createField>> = {
  CustomField: createField,
  CustomObject: createObject,
}

function customObject(call: Call): CustomObject {
  const id = toId18(call.params[0] ?? '')
  const found = call.org.catalog.customObjects.find((entry) => entry.id === id)
  if (!found) throw notFound()
  return found
}

export function readCustomObject(call: Call): ApiResponse {
  const found = customObject(call)
  return { status: 200, body: shown(call, 'CustomObject', found.id, found.name, objectMetadata(found)) }
}

export function updateCustomObject(call: Call): ApiResponse {
  updateObject(call.org, call.userId, customObject(call), definition(call).metadata)
  return { status: 204 }
}

export function deleteCustomObject(call: Call): ApiResponse {
  deleteObject(call.org, customObject(call))
  return { status: 204 }
}

/** The objects of the Tooling API are not those of the data API. */
export function describeGlobal(call: Call): ApiResponse {
  const place = { version: call.version, baseUrl: call.request.baseUrl }
  const sobjects = call.org.catalog
    .objects()
    .filter((def) => def.tooling)
    .map((def) => describeObjectSummary(def, place))
  return { status: 200, body: { encoding: 'UTF-8', maxBatchSize: 200, sobjects } }
}

export function describe(call: Call): ApiResponse {
  const { catalog } = call.org
  const view = catalog.view(call.params[0] ?? '', call.userId)
  if (view?.def.tooling !== true) throw notFound()
  const place = { version: call.version, baseUrl: call.request.baseUrl }
  return { status: 200, body: describeObject(catalog, view, [], place) }
}
