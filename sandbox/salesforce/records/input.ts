import { textOf } from '../text.ts'
import { apiError, ApiError, dataError } from '../errors.ts'
import type { ErrorItem } from '../errors.ts'
import { toId18 } from '../ids.ts'
import { formatInstant, isDay, parseInstant, wholeSecond } from '../instants.ts'
import type { ObjectView } from '../schema/catalog.ts'
import type { FieldDef } from '../schema/fields.ts'
import { isNumber, isText } from '../schema/fields.ts'
import type { WriteContext } from './context.ts'
import type { Value } from './table.ts'

const EMAIL = /^[^\s@<>(),;:\\"[\]]+@[^\s@<>(),;:\\"[\]]+\.[^\s@<>(),;:\\"[\].]+$/

/** Canonical field name to stored value; null empties a field. */
export type Input = Record<string, Value>

/**
 * Reads a record as sent into stored values: canonical names, types, lengths, picklists, references.
 * Unknown and read-only fields are refused before anything else; data errors of several fields come together.
 */
export function readInput(
  context: WriteContext,
  view: ObjectView,
  data: Readonly<Record<string, unknown>>,
  mode: 'create' | 'update',
): Input {
  const given: [FieldDef, unknown][] = []
  const readOnly: string[] = []
  for (const [name, raw] of Object.entries(data)) {
    if (name === 'attributes') continue
    const field = view.byName.get(name.toLowerCase())
    if (field) {
      given.push([field, raw])
      const writable = mode === 'create' ? field.createable : field.updateable
      if (!writable && !context.asPlatform) readOnly.push(field.name)
      continue
    }
    const reference = view.byRelationship.get(name.toLowerCase())
    if (!reference || typeof raw !== 'object' || raw === null) throw unknownField(name, view)
    given.push([reference, byExternalId(context, reference, raw as Record<string, unknown>)])
  }
  if (readOnly.length > 0) throw readOnlyFields(readOnly)
  const input: Input = {}
  const problems: ErrorItem[] = []
  for (const [field, raw] of given) {
    try {
      input[field.name] = readValue(context, field, raw)
    } catch (error) {
      if (!(error instanceof ApiError) || error.errorCode === 'JSON_PARSER_ERROR') throw error
      problems.push(...error.items)
    }
  }
  if (problems.length > 0) throw new ApiError(400, problems)
  return input
}

function unknownField(name: string, view: ObjectView): ApiError {
  return dataError('INVALID_FIELD', `No such column '${name}' on sobject of type ${view.def.name}`)
}

function readOnlyFields(names: readonly string[]): ApiError {
  return dataError(
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    `Unable to create/update fields: ${names.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`,
    names,
  )
}

function readValue(context: WriteContext, field: FieldDef, raw: unknown): Value {
  if (raw === null || raw === undefined || raw === '') {
    return field.type === 'boolean' ? Boolean(field.defaultValue) : null
  }
  if (typeof raw === 'object') throw unreadable(field, raw)
  if (field.type === 'boolean') return readBoolean(field, raw)
  if (isNumber(field.type)) return readNumber(field, raw)
  if (field.type === 'date') return readDay(field, raw)
  if (field.type === 'datetime') return readInstant(field, raw)
  if (field.type === 'reference' || field.type === 'id') return readReference(context, field, textOf(raw))
  if (isText(field.type)) return readText(field, textOf(raw))
  throw unreadable(field, raw)
}

function unreadable(field: FieldDef, raw: unknown): ApiError {
  const kind = typeof raw === 'object' ? 'START_OBJECT' : 'VALUE_STRING'
  const shown = typeof raw === 'object' ? '' : ` value ${textOf(raw)}`
  return apiError(
    400,
    'JSON_PARSER_ERROR',
    `Cannot deserialize instance of ${jsonType(field)} from ${kind}${shown} or request may be missing a required field at [line:1, column:1]`,
  )
}

function jsonType(field: FieldDef): string {
  if (field.type === 'int' || field.type === 'date' || field.type === 'datetime' || field.type === 'boolean') {
    return field.type
  }
  return isNumber(field.type) ? 'double' : 'string'
}

function readBoolean(field: FieldDef, raw: unknown): boolean {
  if (typeof raw === 'boolean') return raw
  if (raw === 'true' || raw === 'false') return raw === 'true'
  throw unreadable(field, raw)
}

/** Text that reads as a number is taken for number fields. */
function readNumber(field: FieldDef, raw: unknown): number {
  const number = typeof raw === 'number' ? raw : typeof raw === 'string' ? Number(raw) : Number.NaN
  if (!Number.isFinite(number)) throw unreadable(field, raw)
  if (field.type === 'int') return Math.trunc(number)
  const whole = field.precision - field.scale
  if (field.precision > 0 && Math.abs(number) >= 10 ** whole) {
    throw dataError(
      'NUMBER_OUTSIDE_VALID_RANGE',
      `${field.label}: value outside of valid range on numeric field: ${number}`,
      [field.name],
    )
  }
  return Number(number.toFixed(Math.min(field.scale, 15)))
}

function readDay(field: FieldDef, raw: unknown): string {
  const text = textOf(raw)
  const day = text.slice(0, 10)
  if (!isDay(day) || (text.length > 10 && parseInstant(text) === null)) throw unreadable(field, raw)
  return day
}

function readInstant(field: FieldDef, raw: unknown): string {
  const at = parseInstant(textOf(raw))
  if (at === null) throw unreadable(field, raw)
  return formatInstant(wholeSecond(at))
}

function readText(field: FieldDef, raw: string): string | null {
  const text = raw.trim()
  if (text === '') return null
  if (field.length > 0 && text.length > field.length) {
    throw dataError(
      'STRING_TOO_LONG',
      `${field.label}: data value too large: ${text.slice(0, 255)} (max length=${field.length})`,
      [field.name],
    )
  }
  if (field.type === 'email' && !EMAIL.test(text)) {
    throw dataError('INVALID_EMAIL_ADDRESS', `${field.label}: invalid email address: ${text}`, [field.name])
  }
  if (field.restrictedPicklist && field.picklist.length > 0) return readPicklist(field, text)
  return text
}

function readPicklist(field: FieldDef, text: string): string {
  const values = field.type === 'multipicklist' ? text.split(';') : [text]
  const known = values.map((value) => field.picklist.find((entry) => entry.value.toLowerCase() === value.toLowerCase()))
  const bad = known.indexOf(undefined)
  if (bad >= 0) {
    throw dataError(
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      `${field.label}: bad value for restricted picklist field: ${values[bad]}`,
      [field.name],
    )
  }
  return known.map((entry) => entry?.value).join(';')
}

function readReference(context: WriteContext, field: FieldDef, raw: string): string {
  const id = toId18(raw)
  // Made only when it is thrown: an error takes longer to make than a record to save.
  const wrongType = () =>
    dataError(
      field.name === 'WhoId' || field.name === 'WhatId' ? 'FIELD_INTEGRITY_EXCEPTION' : 'MALFORMED_ID',
      `${field.label}: id value of incorrect type: ${raw}`,
      [field.name],
    )
  if (id === null) throw wrongType()
  const target = context.org.catalog.objectOfId(id)
  if (!target || (field.referenceTo.length > 0 && !field.referenceTo.includes(target.name))) throw wrongType()
  const row = context.org.table(target.name).get(id)
  if (!row) throw dataError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id')
  if (row['IsDeleted'] === true) throw dataError('ENTITY_IS_DELETED', 'entity is deleted')
  return id
}

/** `"Account": {"Key__c": "x"}`: a parent named by its external id. */
function byExternalId(context: WriteContext, reference: FieldDef, raw: Readonly<Record<string, unknown>>): string {
  const [name, value] = Object.entries(raw).find(([key]) => key !== 'attributes') ?? ['', null]
  for (const target of reference.referenceTo) {
    const field = context.org.catalog.view(target, context.userId)?.byName.get(name.toLowerCase())
    if (!field || !(field.externalId || field.idLookup)) continue
    const row = context.org.liveWhere(target, field, value as Value)[0]
    if (row) return String(row['Id'])
    throw dataError(
      'INVALID_FIELD',
      `Foreign key external ID: ${String(value)} not found for field ${field.name} in entity ${target}`,
    )
  }
  throw dataError('INVALID_FIELD', `No such column '${name}' on sobject of type ${reference.referenceTo.join(', ')}`)
}
