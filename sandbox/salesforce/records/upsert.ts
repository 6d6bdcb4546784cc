import { textOf } from '../text.ts'
import { ApiError, apiError, dataError, notFound } from '../errors.ts'
import { toId18 } from '../ids.ts'
import type { ObjectView } from '../schema/catalog.ts'
import type { FieldDef } from '../schema/fields.ts'
import type { WriteContext } from './context.ts'
import type { Row, Value } from './table.ts'
import type { Data } from './write.ts'
import { createRecord, updateRecord, viewFor } from './write.ts'

export interface Upserted {
  readonly id: string
  readonly created: boolean
}

/** The field an upsert goes by. Throws the 404 of an unknown or invisible field. */
export function keyField(view: ObjectView, name: string): FieldDef {
  const field = view.byName.get(name.toLowerCase())
  if (!field || !(field.externalId || field.idLookup)) {
    throw notFound(`Provided external ID field does not exist or is not accessible: ${name}`)
  }
  return field
}

/** Live rows with a value of the key field; rows in the recycle bin are passed over. */
export function rowsByKey(context: WriteContext, view: ObjectView, field: FieldDef, value: string): Row[] {
  if (field.type !== 'id') return context.org.liveWhere(view.def.name, field, keyValue(field, value))
  const row = context.org.live(view.def.name, toId18(value) ?? '')
  return row ? [row] : []
}

function keyValue(field: FieldDef, value: string): Value {
  return field.type === 'double' || field.type === 'int' || field.type === 'currency' ? Number(value) : value
}

/**
 * Upsert by external id in the path.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/dome-upsert.html
 *
 * @returns the matches when there are several: answered as 300, nothing is written.
 */
export function upsertByPath(
  context: WriteContext,
  object: string,
  key: { readonly field: string; readonly value: string; readonly updateOnly: boolean },
  data: Data,
): Upserted | { readonly several: readonly Row[] } {
  const view = viewFor(context, object)
  const field = keyField(view, key.field)
  const doubled = Object.keys(data).find((name) => [field.name.toLowerCase(), 'id'].includes(name.toLowerCase()))
  if (doubled !== undefined) {
    throw apiError(400, 'INVALID_FIELD', `The ${doubled} field should not be specified in the sobject data.`)
  }
  const rows = rowsByKey(context, view, field, key.value)
  if (rows.length > 1) return { several: rows }
  const id = rows[0]?.['Id']
  if (typeof id === 'string') {
    updateRecord(context, object, id, data)
    return { id, created: false }
  }
  if (key.updateOnly) throw notFound()
  return { id: createRecord(context, object, { ...data, [field.name]: keyValue(field, key.value) }), created: true }
}

/** Upsert of one record of a collection: the key is in the record; an empty `Id` key makes a new record. */
export function upsertByBody(context: WriteContext, object: string, keyName: string, data: Data): Upserted {
  const view = viewFor(context, object)
  const field = keyField(view, keyName)
  const given = Object.entries(data).find(([name]) => name.toLowerCase() === field.name.toLowerCase())
  const value = given?.[1] ?? null
  if (field.type === 'id') {
    const rest = Object.fromEntries(Object.entries(data).filter(([name]) => name.toLowerCase() !== 'id'))
    if (value === null || value === '') return { id: createRecord(context, object, rest), created: true }
    updateRecord(context, object, textOf(value), rest)
    return { id: String(toId18(textOf(value))), created: false }
  }
  if (value === null || value === '') {
    throw dataError('MISSING_ARGUMENT', `${field.name} not specified`)
  }
  const rows = rowsByKey(context, view, field, textOf(value))
  if (rows.length > 1) {
    const ids = rows.map((row) => String(row['Id'])).join(', ')
    throw new ApiError(300, [
      {
        errorCode: 'DUPLICATE_EXTERNAL_ID',
        message: `${field.label}: more than one record found for external id field: [${ids}]`,
        fields: [field.name],
      },
    ])
  }
  const id = rows[0]?.['Id']
  if (typeof id !== 'string') return { id: createRecord(context, object, data), created: true }
  const rest = Object.fromEntries(
    Object.entries(data).filter(([name]) => name.toLowerCase() !== field.name.toLowerCase()),
  )
  if (Object.keys(rest).some((name) => name.toLowerCase() === 'id')) {
    throw apiError(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', `cannot specify Id in an upsert by ${field.name}`)
  }
  updateRecord(context, object, id, rest)
  return { id, created: false }
}
