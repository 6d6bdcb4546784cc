import { HubSpotError, invalid, objectNotFound } from '../errors.ts'
import { batchError, batchReply, inputsOf } from '../http/batch.ts'
import type { BatchError } from '../http/batch.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import { asText, bodyObject, created, isArchivedRead, noContent, ok, optionalText, param } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import { customTypeId } from '../model/custom-type.ts'
import { replaceLifecycleStages } from '../model/pipelines/publish.ts'
import type { Portal } from '../model/portal.ts'
import { storeOf } from '../model/portal.ts'
import type { ObjectStore } from '../model/store.ts'
import type { PropertyDefinition, PropertyOption } from '../state.ts'
import { defineProperty, fieldTypeOf, groupOf, readOptions, typeOf } from './define-property.ts'
import { hasFixedOptions, renderProperty } from './render-property.ts'

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

function storeFor(exchange: Exchange): ObjectStore {
  return storeOf(exchange.portal, param(exchange, 'type'))
}

function list(exchange: Exchange): Reply {
  const wantsArchived = isArchivedRead(exchange)
  // Each list has properties of one sensitivity; ordinary ones when none is asked for.
  const wanted = exchange.query.get('dataSensitivity') ?? 'non_sensitive'
  const properties = storeFor(exchange).state.properties.filter(
    ({ archivedAt, extras }) =>
      (archivedAt !== null) === wantsArchived && (extras['dataSensitivity'] ?? 'non_sensitive') === wanted,
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
  return created(renderProperty(defineProperty(exchange.portal, storeFor(exchange), bodyObject(exchange))))
}

function createBatch(exchange: Exchange): Reply {
  const store = storeFor(exchange)
  const made: PropertyDefinition[] = []
  const errors: BatchError[] = []
  for (const input of inputsOf(exchange, most)) {
    try {
      made.push(defineProperty(exchange.portal, store, input))
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

/** PATCH replaces the whole list of options. Uniqueness cannot change; a type can, and keeps the values that are there. */
function update(exchange: Exchange): Reply {
  const store = storeFor(exchange)
  const property = find(store, param(exchange, 'name'), false)
  const body = bodyObject(exchange)
  const type = body['type'] === undefined ? property.type : typeOf(body['type'])
  const isNewLabel = body['label'] !== undefined && body['label'] !== property.label
  if (property.hubspotDefined && (isNewLabel || type !== property.type)) {
    throw invalid(`The definition of ${property.name} cannot be changed`)
  }
  const options = body['options'] === undefined ? null : readOptions(body['options'])
  if (options !== null && hasFixedOptions(property) && !sameOptions(property.options, options))
    throw invalid(`The options of ${property.name} cannot be changed`)
  const groupName = body['groupName'] === undefined ? property.groupName : groupOf(store, body['groupName'])
  const isRetyped = body['fieldType'] !== undefined || type !== property.type
  const fieldType = isRetyped ? fieldTypeOf(type, body['fieldType'] ?? property.fieldType) : property.fieldType
  Object.assign(property, { type, fieldType, groupName })
  property.label = optionalText(body['label'], 'label') ?? property.label
  property.description = optionalText(body['description'], 'description') ?? property.description
  if (typeof body['hidden'] === 'boolean') property.hidden = body['hidden']
  if (typeof body['formField'] === 'boolean') property.formField = body['formField']
  if (typeof body['displayOrder'] === 'number') property.displayOrder = body['displayOrder']
  property.updatedAt = exchange.portal.clock.now()
  if (options !== null && property.name === 'lifecyclestage') replaceLifecycleStages(exchange.portal, options)
  else if (options !== null) property.options = options
  return ok(renderProperty(property))
}

const sameOptions = (a: readonly PropertyOption[], b: readonly PropertyOption[]): boolean =>
  JSON.stringify(a.map(({ value, label }) => [value, label])) ===
  JSON.stringify(b.map(({ value, label }) => [value, label]))

function archive(exchange: Exchange): Reply {
  archiveOne(exchange, param(exchange, 'name'))
  return noContent
}

function archiveBatch(exchange: Exchange): Reply {
  for (const input of inputsOf(exchange, most)) archiveOne(exchange, asText(input['name'], 'name'))
  return noContent
}

function archiveOne(exchange: Exchange, name: string): void {
  const { portal } = exchange
  const store = storeFor(exchange)
  const property = find(store, name, false)
  if (property.hubspotDefined) throw invalid(`${name} is defined by HubSpot and cannot be archived`)
  if (isInUse(portal, store, name)) {
    throw invalid(`Property "${name}" is in use and cannot be archived`, {
      subCategory: 'PropertyValidationError.CANNOT_DELETE_PROPERTY_IN_USE',
    })
  }
  property.archivedAt = portal.clock.now()
  // An archived property identifies nothing.
  store.unique.delete(name)
}

/** What a custom object shows or asks for stays, and so does what a rule of the administrators speaks of. */
function isInUse(portal: Portal, { type }: ObjectStore, name: string): boolean {
  const schema = portal.state.schemas.find((each) => customTypeId(each) === type.typeId)
  if (schema?.primaryDisplayProperty === name || schema?.requiredProperties.includes(name) === true) return true
  return portal.state.propertyRules.some(
    ({ objectType, require, when }) => objectType === type.name && (require === name || when?.property === name),
  )
}
