import { HubSpotError, invalid, objectNotFound } from '../errors.ts'
import { batchError, batchReply, inputsOf } from '../http/batch.ts'
import type { BatchError } from '../http/batch.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import {
  asList,
  asObject,
  asText,
  bodyObject,
  created,
  isArchivedRead,
  noContent,
  ok,
  optionalText,
  param,
} from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import { storeOf } from '../model/portal.ts'
import type { ObjectStore } from '../model/store.ts'
import { indexUnique } from '../model/store.ts'
import type { PropertyDefinition, PropertyOption, PropertyType } from '../state.ts'
import { renderProperty } from './render-property.ts'

/** https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide */
export const propertyRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/crm/properties/{type}', handler: list },
  { method: 'POST', pattern: '/crm/properties/{type}', handler: create, scope: 'crm.schemas.{scope}.write' },
  {
    method: 'GET',
    pattern: '/crm/properties/{type}/{name}',
    handler: (exchange) => ok(renderProperty(named(exchange))),
  },
  { method: 'PATCH', pattern: '/crm/properties/{type}/{name}', handler: update, scope: 'crm.schemas.{scope}.write' },
  { method: 'DELETE', pattern: '/crm/properties/{type}/{name}', handler: archive, scope: 'crm.schemas.{scope}.write' },
  {
    method: 'POST',
    pattern: '/crm/properties/{type}/batch/create',
    handler: createBatch,
    scope: 'crm.schemas.{scope}.write',
  },
  { method: 'POST', pattern: '/crm/properties/{type}/batch/read', handler: readBatch },
  {
    method: 'POST',
    pattern: '/crm/properties/{type}/batch/archive',
    handler: archiveBatch,
    scope: 'crm.schemas.{scope}.write',
  },
]

const most = 100
const maxCustom = 1_000
const maxUnique = 10
const fieldTypes: Readonly<Record<PropertyType, readonly string[]>> = {
  string: ['text', 'textarea', 'html', 'file', 'phonenumber', 'calculation_equation'],
  number: ['number', 'calculation_equation'],
  bool: ['booleancheckbox', 'calculation_equation'],
  enumeration: ['select', 'radio', 'checkbox', 'booleancheckbox'],
  date: ['date'],
  datetime: ['date'],
  phone_number: ['phonenumber', 'text'],
}

function storeFor(exchange: Exchange): ObjectStore {
  return storeOf(exchange.portal, param(exchange, 'type'))
}

function list(exchange: Exchange): Reply {
  const wantsArchived = isArchivedRead(exchange)
  const properties = storeFor(exchange).state.properties.filter(
    ({ archivedAt }) => (archivedAt !== null) === wantsArchived,
  )
  return ok({ results: properties.map(renderProperty) })
}

function find(store: ObjectStore, name: string, wantsArchived: boolean): PropertyDefinition {
  const property = store.properties.get(name.toLowerCase())
  if (property !== undefined && (property.archivedAt !== null) === wantsArchived) return property
  throw objectNotFound(`Property "${name}" does not exist`)
}

const named = (exchange: Exchange): PropertyDefinition =>
  find(storeFor(exchange), param(exchange, 'name'), isArchivedRead(exchange))

function create(exchange: Exchange): Reply {
  return created(renderProperty(define(exchange, storeFor(exchange), bodyObject(exchange))))
}

function createBatch(exchange: Exchange): Reply {
  const store = storeFor(exchange)
  const made: PropertyDefinition[] = []
  const errors: BatchError[] = []
  for (const input of inputsOf(exchange, most)) {
    try {
      made.push(define(exchange, store, input))
    } catch (error) {
      if (!(error instanceof HubSpotError)) throw error
      errors.push(batchError(error, { name: [String(input['name'])] }))
    }
  }
  return batchReply(exchange, 201, made.map(renderProperty), errors)
}

function readBatch(exchange: Exchange): Reply {
  const store = storeFor(exchange)
  const wantsArchived = bodyObject(exchange)['archived'] === true
  const names = inputsOf(exchange, most).map((input) => asText(input['name'], 'name'))
  const found: PropertyDefinition[] = []
  const errors: BatchError[] = []
  for (const name of names) {
    try {
      found.push(find(store, name, wantsArchived))
    } catch (error) {
      if (!(error instanceof HubSpotError)) throw error
      errors.push(batchError(error, { name: [name] }))
    }
  }
  return batchReply(exchange, 200, found.map(renderProperty), errors)
}

/** Makes a property. The name of an archived one brings it back. */
function define(exchange: Exchange, store: ObjectStore, input: Readonly<Record<string, unknown>>): PropertyDefinition {
  const name = asText(input['name'], 'name')
  if (!/^[a-z][a-z0-9_]{0,249}$/.test(name))
    throw invalid(`Property name ${name} is invalid: lower-case letters, digits and _ are allowed`)
  const at = exchange.portal.clock.now()
  const known = store.properties.get(name)
  if (known?.archivedAt === null) {
    throw new HubSpotError(409, {
      message: `A property named '${name}' already exists.`,
      category: 'OBJECT_ALREADY_EXISTS',
      subCategory: 'Properties.PROPERTY_WITH_NAME_EXISTS',
    })
  }
  if (known !== undefined) {
    known.archivedAt = null
    known.updatedAt = at
    return known
  }
  const type = typeOf(input['type'])
  const fieldType = fieldTypeOf(type, input['fieldType'])
  const groupName = groupOf(store, input['groupName'])
  const hasUniqueValue = input['hasUniqueValue'] === true
  if (store.state.properties.filter(({ hubspotDefined }) => !hubspotDefined).length >= maxCustom) {
    throw invalid(`The limit of ${maxCustom} custom properties is reached`)
  }
  if (
    hasUniqueValue &&
    store.state.properties.filter((each) => each.hasUniqueValue && !each.hubspotDefined).length >= maxUnique
  ) {
    throw invalid(`The limit of ${maxUnique} unique properties is reached`)
  }
  const options = input['options'] === undefined ? [] : readOptions(input['options'])
  if (
    type === 'bool' &&
    options
      .map(({ value }) => value)
      .sort()
      .join() !== 'false,true'
  ) {
    throw invalid('Boolean properties must have exactly two options with the values "true" and "false"')
  }
  const extras = Object.fromEntries(
    [
      'dataSensitivity',
      'numberDisplayHint',
      'textDisplayHint',
      'showCurrencySymbol',
      'currencyPropertyName',
      'referencedObjectType',
      'calculationFormula',
    ]
      .filter((key) => input[key] !== undefined)
      .map((key) => [key, input[key]]),
  )
  const property: PropertyDefinition = {
    name,
    label: asText(input['label'], 'label'),
    description: optionalText(input['description'], 'description') ?? '',
    type,
    fieldType,
    groupName,
    options,
    displayOrder: Number(input['displayOrder'] ?? -1),
    hasUniqueValue,
    hidden: input['hidden'] === true,
    formField: input['formField'] === true,
    hubspotDefined: false,
    calculated: fieldType === 'calculation_equation',
    externalOptions: input['externalOptions'] === true,
    readOnlyValue: fieldType === 'calculation_equation',
    createdAt: at,
    updatedAt: at,
    archivedAt: null,
    extras,
  }
  store.state.properties.push(property)
  store.properties.set(name, property)
  if (hasUniqueValue) indexUnique(store, name)
  return property
}

function typeOf(raw: unknown): PropertyType {
  const type = asText(raw, 'type')
  if (type in fieldTypes) return type as PropertyType
  throw invalid(`Property type ${type} is invalid`)
}

function fieldTypeOf(type: PropertyType, raw: unknown): string {
  const fieldType = asText(raw, 'fieldType')
  if (fieldTypes[type].includes(fieldType)) return fieldType
  throw invalid(`Field type ${fieldType} cannot be used with type ${type}`)
}

function groupOf(store: ObjectStore, raw: unknown): string {
  const name = asText(raw, 'groupName')
  if (store.state.groups.some((group) => group.name === name && !group.archived)) return name
  throw invalid(`Property group ${name} does not exist`)
}

function readOptions(raw: unknown): PropertyOption[] {
  const options = asList(raw, 'options').map((item, at) => {
    const option = asObject(item, 'option')
    const description = optionalText(option['description'], 'description')
    return {
      label: asText(option['label'], 'label'),
      value: asText(option['value'], 'value'),
      displayOrder: Number(option['displayOrder'] ?? at),
      hidden: option['hidden'] === true,
      ...(description === undefined ? {} : { description }),
    }
  })
  if (new Set(options.map(({ value }) => value)).size !== options.length)
    throw invalid('Property option values must be unique')
  return options
}

/** PATCH replaces the whole list of options. Type and uniqueness cannot change. */
function update(exchange: Exchange): Reply {
  const store = storeFor(exchange)
  const property = find(store, param(exchange, 'name'), false)
  const body = bodyObject(exchange)
  if (property.hubspotDefined && body['label'] !== undefined && body['label'] !== property.label) {
    throw invalid(`The definition of ${property.name} cannot be changed`)
  }
  if (body['options'] !== undefined) property.options = readOptions(body['options'])
  if (body['groupName'] !== undefined) property.groupName = groupOf(store, body['groupName'])
  if (body['fieldType'] !== undefined) property.fieldType = fieldTypeOf(property.type, body['fieldType'])
  property.label = optionalText(body['label'], 'label') ?? property.label
  property.description = optionalText(body['description'], 'description') ?? property.description
  if (typeof body['hidden'] === 'boolean') property.hidden = body['hidden']
  if (typeof body['formField'] === 'boolean') property.formField = body['formField']
  if (typeof body['displayOrder'] === 'number') property.displayOrder = body['displayOrder']
  property.updatedAt = exchange.portal.clock.now()
  return ok(renderProperty(property))
}

function archive(exchange: Exchange): Reply {
  archiveOne(exchange, param(exchange, 'name'))
  return noContent
}

function archiveBatch(exchange: Exchange): Reply {
  for (const input of inputsOf(exchange, most)) archiveOne(exchange, asText(input['name'], 'name'))
  return noContent
}

function archiveOne(exchange: Exchange, name: string): void {
  const property = find(storeFor(exchange), name, false)
  if (property.hubspotDefined) throw invalid(`${name} is defined by HubSpot and cannot be archived`)
  property.archivedAt = exchange.portal.clock.now()
}
