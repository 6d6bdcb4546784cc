import { HubSpotError, notFound, objectNotFound } from '../errors.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import {
  asObject,
  asText,
  bodyObject,
  afterParam,
  countParam,
  created,
  isArchivedRead,
  listParam,
  noContent,
  ok,
  optionalText,
  param,
  rulesOf,
} from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import { changeRecord } from '../model/automation.ts'
import { checkWrite } from '../model/check.ts'
import { blockEmail } from '../model/erased-emails.ts'
import { mergeRecords } from '../model/merge.ts'
import { storeOf } from '../model/portal.ts'
import type { View } from '../model/render.ts'
import { renderRecord, renderWritten } from '../model/render.ts'
import type { ObjectStore } from '../model/store.ts'
import { findById, findByUnique, firstIndex } from '../model/store.ts'
import { archiveRecord } from '../model/write.ts'
import type { CrmRecord } from '../state.ts'
import { carryOutCreate, prepareCreate } from './create.ts'
import { purgeRecord, recordAnywhere, recordsWith } from '../model/purge.ts'

/** Single-record operations, listing, merge: https://developers.hubspot.com/docs/api-reference/latest/crm/using-object-apis */
export const objectRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/crm/objects/{type}', handler: list, scope: 'crm.objects.{scope}.read' },
  { method: 'POST', pattern: '/crm/objects/{type}', handler: create, scope: 'crm.objects.{scope}.write' },
  { method: 'GET', pattern: '/crm/objects/{type}/{id}', handler: read, scope: 'crm.objects.{scope}.read' },
  { method: 'PATCH', pattern: '/crm/objects/{type}/{id}', handler: update, scope: 'crm.objects.{scope}.write' },
  { method: 'DELETE', pattern: '/crm/objects/{type}/{id}', handler: archive, scope: 'crm.objects.{scope}.write' },
  { method: 'POST', pattern: '/crm/objects/{type}/merge', handler: merge, scope: 'crm.objects.{scope}.write' },
  { method: 'POST', pattern: '/crm/objects/{type}/gdpr-delete', handler: purge, scope: 'crm.objects.{scope}.write' },
]

function viewOf(exchange: Exchange): View {
  return {
    properties: listParam(exchange, 'properties'),
    withHistory: listParam(exchange, 'propertiesWithHistory'),
    associations: listParam(exchange, 'associations'),
  }
}

/** Strongly consistent, in order of ids; `after` is the id of the next record. */
function list(exchange: Exchange): Reply {
  const store = storeOf(exchange.portal, param(exchange, 'type'))
  const view = viewOf(exchange)
  // "Will reduce the maximum number of objects"; more is a 400: https://github.com/HubSpot/hubspot-api-python/issues/143
  const limit = countParam(exchange, 'limit', 10, view.withHistory.length > 0 ? 50 : 100)
  const after = afterParam(exchange)
  const wantsArchived = isArchivedRead(exchange)
  const { records } = store.state
  const page: CrmRecord[] = []
  let at = firstIndex(records, ({ id }) => id >= after)
  for (; at < records.length && page.length <= limit; at += 1) {
    const record = records[at]
    if (record !== undefined && (record.archivedAt !== null) === wantsArchived) page.push(record)
  }
  const next = page[limit]
  const results = page.slice(0, limit).map((record) => renderRecord(exchange.portal, store, record, view))
  return ok({ results, ...(next === undefined ? {} : { paging: nextPage(exchange, String(next.id)) }) })
}

/** `paging` of a list that goes on. */
export function nextPage(exchange: Exchange, after: string): unknown {
  const query = new URLSearchParams(exchange.query)
  query.set('after', after)
  return { next: { after, link: `https://api.hubapi.com${exchange.path}?${query.toString()}` } }
}

function create(exchange: Exchange): Reply {
  const store = storeOf(exchange.portal, param(exchange, 'type'))
  const prepared = prepareCreate(exchange, store, bodyObject(exchange))
  const record = carryOutCreate(exchange, store, prepared)
  const location = `https://api.hubapi.com${exchange.path.replace(/\/+$/, '')}/${record.id}`
  return {
    ...created(renderWritten(exchange.portal, store, record, Object.keys(record.values), prepared)),
    headers: { Location: location },
  }
}

function read(exchange: Exchange): Reply {
  const store = storeOf(exchange.portal, param(exchange, 'type'))
  return ok(renderRecord(exchange.portal, store, target(exchange, store), viewOf(exchange)))
}

function update(exchange: Exchange): Reply {
  const { portal, source } = exchange
  const store = storeOf(portal, param(exchange, 'type'))
  const record = target(exchange, store)
  const properties = asObject(bodyObject(exchange)['properties'], 'properties')
  const checked = checkWrite(portal, store, properties, record, rulesOf(exchange))
  const changed = changeRecord(portal, store, record, checked.values, source)
  return ok(renderWritten(portal, store, record, [...Object.keys(checked.values), ...changed], checked))
}

function archive(exchange: Exchange): Reply {
  const { portal, source } = exchange
  const store = storeOf(portal, param(exchange, 'type'))
  const record = findById(store, recordId(param(exchange, 'id')))
  // Archiving what is gone answers the same.
  if (record !== undefined) archiveRecord(portal, store, record, source)
  return noContent
}

function merge(exchange: Exchange): Reply {
  const { portal, source } = exchange
  const store = storeOf(portal, param(exchange, 'type'))
  const body = bodyObject(exchange)
  const survivor = mergeRecords(portal, store, body['primaryObjectId'], body['objectIdToMerge'], source)
  return ok(renderWritten(portal, store, survivor, Object.keys(survivor.values)))
}

function purge(exchange: Exchange): Reply {
  const { portal, source } = exchange
  const store = storeOf(portal, param(exchange, 'type'))
  const body = bodyObject(exchange)
  const id = asText(body['objectId'], 'objectId')
  const idProperty = optionalText(body['idProperty'], 'idProperty') ?? ''
  if (idProperty === '' || idProperty === 'hs_object_id') {
    const record = recordAnywhere(store, recordId(id))
    if (record !== undefined) purgeRecord(portal, store, record, source)
    return noContent
  }
  if (!store.unique.has(idProperty)) throw nonUnique(store, idProperty, 'delete')
  for (const record of recordsWith(store, idProperty, id)) purgeRecord(portal, store, record, source)
  if (store.type.name === 'contacts' && idProperty === 'email') blockEmail(portal, id)
  return noContent
}

/** The record a path names, by id or by the value of `idProperty`. */
function target(exchange: Exchange, store: ObjectStore): CrmRecord {
  const asked = param(exchange, 'id')
  const idProperty = exchange.query.get('idProperty')
  if (idProperty !== null && idProperty !== '' && idProperty !== 'hs_object_id') {
    if (!store.unique.has(idProperty)) throw nonUnique(store, idProperty, 'read')
    const found = findByUnique(store, idProperty, asked)
    if (found === undefined) throw notFound()
    return found
  }
  const found = findById(store, recordId(asked), isArchivedRead(exchange) ? 'archived' : 'living')
  if (found === undefined) throw notFound()
  return found
}

export function nonUnique(store: ObjectStore, property: string, what: string): HubSpotError {
  return new HubSpotError(400, {
    message: `Unable to perform ${what} by non-unique ${store.type.typeId} property ${property}`,
    category: 'VALIDATION_ERROR',
  })
}

/** A record id from a path: words and zero are 404, not 400. */
export function recordId(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw objectNotFound('Object not found.  objectId are usually numeric.')
  const id = Number(text)
  if (id === 0) throw objectNotFound('Object not found. objectId is usually positive.')
  return id
}
