import { HubSpotError } from '../errors.ts'
import type { BatchError } from '../http/batch.ts'
import { batchError, batchReply, inputsOf } from '../http/batch.ts'
import type { ApiVersion, Exchange, Reply } from '../http/exchange.ts'
import { asList, asObject, asText, created, noContent, param } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import type { Pair, ResolvedType } from '../model/associations.ts'
import {
  associate,
  defaultType,
  dissociate,
  invalidEnd,
  removeTypes,
  resolveTypes,
  typesBetween,
} from '../model/associations.ts'
import { turned } from '../model/association-pair.ts'
import { storeOf } from '../model/portal.ts'
import type { ObjectStore } from '../model/store.ts'
import { findById } from '../model/store.ts'
import type { CrmRecord } from '../state.ts'
import { readSpecs } from './create.ts'

/** Served as v4 and dated; v3 has another shape. */
export const associationVersions: readonly ApiVersion[] = ['v4', '2026-03', '2026-09']
const pair = '/crm/associations/{type}/{toType}'
const one = '/crm/objects/{type}/{id}/associations'

/** https://developers.hubspot.com/docs/api-reference/latest/crm/associations/associate-records/guide */
export const associationRoutes: readonly Route[] = [
  write('POST', `${pair}/batch/create`, createBatch),
  write('POST', `${pair}/batch/associate/default`, createDefaultBatch),
  write('POST', `${pair}/batch/archive`, archiveBatch),
  write('POST', `${pair}/batch/labels/archive`, archiveLabels),
  write('PUT', `${one}/{toType}/{toId}`, createOne),
  write('PUT', `${one}/default/{toType}/{toId}`, createDefault),
  write('DELETE', `${one}/{toType}/{toId}`, archiveOne),
]

function write(method: string, pattern: string, handler: Route['handler']): Route {
  return { method, pattern, handler, versions: associationVersions, scope: 'crm.objects.{scope}.write' }
}

export interface Ends {
  readonly fromStore: ObjectStore
  readonly toStore: ObjectStore
}

/** The two objects of a path. */
export function endsOf(exchange: Exchange): Ends {
  return {
    fromStore: storeOf(exchange.portal, param(exchange, 'type')),
    toStore: storeOf(exchange.portal, param(exchange, 'toType')),
  }
}

/** The two records of a write. One that does not live is a 400 of the association, not a 404. */
export function pairOf(exchange: Exchange, fromId: unknown, toId: unknown): Pair {
  const { fromStore, toStore } = endsOf(exchange)
  return {
    fromStore,
    from: livingRecord(fromStore, asText(fromId, 'id')),
    toStore,
    to: livingRecord(toStore, asText(toId, 'id')),
  }
}

function livingRecord(store: ObjectStore, id: string): CrmRecord {
  const record = /^\d{1,15}$/.test(id) ? findById(store, Number(id)) : undefined
  if (record === undefined) throw invalidEnd(store, id)
  return record
}

export const endId = (input: Readonly<Record<string, unknown>>, end: 'from' | 'to'): unknown =>
  asObject(input[end], end)['id']

/** Refuses an input when a fault asks for it. */
export function spoil(exchange: Exchange): void {
  if (exchange.spoilInput?.() === true)
    throw new HubSpotError(500, { message: 'internal error', category: 'INTERNAL_ERROR' })
}

/** What an association write answers per pair. Ids are numbers on the wire although the specification says text. */
function renderPair({ fromStore, from, toStore, to }: Pair, types: readonly ResolvedType[]): unknown {
  return {
    fromObjectTypeId: fromStore.type.typeId,
    fromObjectId: from.id,
    toObjectTypeId: toStore.type.typeId,
    toObjectId: to.id,
    labels: types.flatMap(({ label, kind }) => (label === null || kind !== 'label' ? [] : [label])),
  }
}

function typesOf(exchange: Exchange, { fromStore, toStore }: Ends, raw: unknown): readonly ResolvedType[] {
  return resolveTypes(exchange.portal, fromStore.type.typeId, toStore.type.typeId, readSpecs(raw))
}

function createBatch(exchange: Exchange): Reply {
  const results: unknown[] = []
  const errors: BatchError[] = []
  for (const input of inputsOf(exchange, 2_000)) {
    try {
      spoil(exchange)
      const joined = pairOf(exchange, endId(input, 'from'), endId(input, 'to'))
      const types = typesOf(exchange, joined, input['types'])
      associate(exchange.portal, joined, types, exchange.source)
      results.push(renderPair(joined, types))
    } catch (error) {
      if (!(error instanceof HubSpotError)) throw error
      const ends = { fromObjectId: [String(endId(input, 'from'))], toObjectId: [String(endId(input, 'to'))] }
      errors.push(batchError(error, ends))
    }
  }
  return batchReply(exchange, 201, results, errors)
}

/** Both directions, each with its own default type. */
function renderDefaults(exchange: Exchange, pairs: readonly Pair[]): unknown[] {
  return pairs
    .flatMap((each) => [each, turned(each)])
    .map(({ fromStore, from, toStore, to }) => {
      const type = defaultType(exchange.portal, fromStore.type.typeId, toStore.type.typeId)
      return {
        from: { id: String(from.id) },
        to: { id: String(to.id) },
        associationSpec: { associationCategory: type.category, associationTypeId: type.typeId },
      }
    })
}

function createDefaultBatch(exchange: Exchange): Reply {
  const pairs = inputsOf(exchange, 2_000).map((input) => pairOf(exchange, endId(input, 'from'), endId(input, 'to')))
  for (const joined of pairs) associate(exchange.portal, joined, [], exchange.source)
  return batchReply(exchange, 200, renderDefaults(exchange, pairs))
}

function createDefault(exchange: Exchange): Reply {
  const joined = pairOf(exchange, param(exchange, 'id'), param(exchange, 'toId'))
  associate(exchange.portal, joined, [], exchange.source)
  return batchReply(exchange, 200, renderDefaults(exchange, [joined]))
}

function createOne(exchange: Exchange): Reply {
  const joined = pairOf(exchange, param(exchange, 'id'), param(exchange, 'toId'))
  const types = typesOf(exchange, joined, exchange.body)
  associate(exchange.portal, joined, types, exchange.source)
  return created(renderPair(joined, types))
}

/** Taking away what is not there answers the same. */
function archiveOne(exchange: Exchange): Reply {
  const found = pairIfThere(exchange, param(exchange, 'id'), param(exchange, 'toId'))
  if (found !== undefined) dissociate(exchange.portal, found, exchange.source)
  return noContent
}

export function pairIfThere(exchange: Exchange, fromId: unknown, toId: unknown): Pair | undefined {
  const { fromStore, toStore } = endsOf(exchange)
  const from = findById(fromStore, Number(fromId))
  const to = findById(toStore, Number(toId))
  return from === undefined || to === undefined ? undefined : { fromStore, from, toStore, to }
}

function archiveBatch(exchange: Exchange): Reply {
  for (const input of inputsOf(exchange, 100)) {
    for (const to of asList(input['to'], 'to')) {
      const found = pairIfThere(exchange, endId(input, 'from'), asObject(to, 'to')['id'])
      if (found !== undefined) dissociate(exchange.portal, found, exchange.source)
    }
  }
  return archived(exchange)
}

/** "Deleting an unlabeled association will also delete all labeled associations between those two objects" (associations.v4.json). */
function archiveLabels(exchange: Exchange): Reply {
  const ends = endsOf(exchange)
  const asked = inputsOf(exchange, 100).map((input) => ({
    found: pairIfThere(exchange, endId(input, 'from'), endId(input, 'to')),
    types: typesOf(exchange, ends, input['types']),
  }))
  for (const { found, types } of asked)
    if (found !== undefined) removeTypes(exchange.portal, found, types, exchange.source)
  return archived(exchange)
}

/** v4 answers 204, the dated versions answer a batch body: so their specifications say. */
export function archived(exchange: Exchange): Reply {
  return exchange.version === 'v4' ? noContent : batchReply(exchange, 200, [])
}

/** All types between the objects of a path. */
export function pathTypes(exchange: Exchange): readonly ResolvedType[] {
  const { fromStore, toStore } = endsOf(exchange)
  return typesBetween(exchange.portal, fromStore.type.typeId, toStore.type.typeId)
}
