import { HubSpotError, notFound } from '../errors.ts'
import type { BatchError } from '../http/batch.ts'
import { batchError, batchReply, inputsOf } from '../http/batch.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import { asList, asObject, asText, afterParam, countParam, created, noContent, ok, param } from '../http/exchange.ts'
import type { ApiVersion } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import type { Pair, ResolvedType } from '../model/associations.ts'
import { associate, defaultType, dissociate, resolveTypes, typesBetween } from '../model/associations.ts'
import { storeOf } from '../model/portal.ts'
import type { ObjectStore } from '../model/store.ts'
import { findById } from '../model/store.ts'
import type { CrmRecord } from '../state.ts'
import { readSpecs } from './create.ts'
import { nextPage, recordId } from './objects.ts'

/** Served as v4 and dated; v3 had another shape. */
const versions: readonly ApiVersion[] = ['v4', '2026-03', '2026-09']
const pair = '/crm/associations/{type}/{toType}'
const one = '/crm/objects/{type}/{id}/associations'

/** https://developers.hubspot.com/docs/api-reference/latest/crm/associations/associate-records/guide */
export const associationRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: `${pair}/batch/create`,
    handler: createBatch,
    versions,
    scope: 'crm.objects.{scope}.write',
  },
  {
    method: 'POST',
    pattern: `${pair}/batch/associate/default`,
    handler: createDefaultBatch,
    versions,
    scope: 'crm.objects.{scope}.write',
  },
  { method: 'POST', pattern: `${pair}/batch/read`, handler: readBatch, versions, scope: 'crm.objects.{scope}.read' },
  {
    method: 'POST',
    pattern: `${pair}/batch/archive`,
    handler: archiveBatch,
    versions,
    scope: 'crm.objects.{scope}.write',
  },
  { method: 'GET', pattern: `${one}/{toType}`, handler: readOne, versions, scope: 'crm.objects.{scope}.read' },
  {
    method: 'PUT',
    pattern: `${one}/{toType}/{toId}`,
    handler: createOne,
    versions,
    scope: 'crm.objects.{scope}.write',
  },
  {
    method: 'DELETE',
    pattern: `${one}/{toType}/{toId}`,
    handler: archiveOne,
    versions,
    scope: 'crm.objects.{scope}.write',
  },
  {
    method: 'PUT',
    pattern: `${one}/default/{toType}/{toId}`,
    handler: createDefault,
    versions,
    scope: 'crm.objects.{scope}.write',
  },
]

function stores(exchange: Exchange): { readonly fromStore: ObjectStore; readonly toStore: ObjectStore } {
  return {
    fromStore: storeOf(exchange.portal, param(exchange, 'type')),
    toStore: storeOf(exchange.portal, param(exchange, 'toType')),
  }
}

function pairOf(exchange: Exchange, fromId: unknown, toId: unknown): Pair {
  const { fromStore, toStore } = stores(exchange)
  const from = findById(fromStore, recordId(asText(fromId, 'id')))
  const to = findById(toStore, recordId(asText(toId, 'id')))
  if (from === undefined || to === undefined) throw notFound()
  return { fromStore, from, toStore, to }
}

const endId = (input: Readonly<Record<string, unknown>>, end: 'from' | 'to'): unknown => asObject(input[end], end)['id']

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

function createBatch(exchange: Exchange): Reply {
  const { portal, source } = exchange
  const results: unknown[] = []
  const errors: BatchError[] = []
  for (const input of inputsOf(exchange, 2_000)) {
    try {
      if (exchange.spoilInput?.() === true)
        throw new HubSpotError(500, { message: 'internal error', category: 'INTERNAL_ERROR' })
      const joined = pairOf(exchange, endId(input, 'from'), endId(input, 'to'))
      const types = resolveTypes(
        portal,
        joined.fromStore.type.typeId,
        joined.toStore.type.typeId,
        readSpecs(input['types']),
      )
      associate(portal, joined, types, source)
      results.push(renderPair(joined, types))
    } catch (error) {
      if (!(error instanceof HubSpotError)) throw error
      errors.push(
        batchError(error, { fromObjectId: [String(endId(input, 'from'))], toObjectId: [String(endId(input, 'to'))] }),
      )
    }
  }
  return batchReply(exchange, 201, results, errors)
}

function renderDefaults(exchange: Exchange, pairs: readonly Pair[]): unknown[] {
  return pairs.flatMap(({ fromStore, from, toStore, to }) =>
    [
      [fromStore, from, toStore, to],
      [toStore, to, fromStore, from],
    ].map((ends) => {
      const [aStore, a, bStore, b] = ends as [ObjectStore, CrmRecord, ObjectStore, CrmRecord]
      const type = defaultType(exchange.portal, aStore.type.typeId, bStore.type.typeId)
      return {
        from: { id: String(a.id) },
        to: { id: String(b.id) },
        associationSpec: { associationCategory: type.category, associationTypeId: type.typeId },
      }
    }),
  )
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
  const types = resolveTypes(
    exchange.portal,
    joined.fromStore.type.typeId,
    joined.toStore.type.typeId,
    readSpecs(exchange.body),
  )
  associate(exchange.portal, joined, types, exchange.source)
  return created(renderPair(joined, types))
}

function archiveOne(exchange: Exchange): Reply {
  dissociate(exchange.portal, pairOf(exchange, param(exchange, 'id'), param(exchange, 'toId')), exchange.source)
  return noContent
}

/** v4 answers 204, the dated versions answer a batch body: so their specifications say. */
function archiveBatch(exchange: Exchange): Reply {
  for (const input of inputsOf(exchange, 100)) {
    for (const to of asList(input['to'], 'to')) {
      const { fromStore, toStore } = stores(exchange)
      const from = findById(fromStore, Number(endId(input, 'from')))
      const other = findById(toStore, Number(asObject(to, 'to')['id']))
      if (from !== undefined && other !== undefined)
        dissociate(exchange.portal, { fromStore, from, toStore, to: other }, exchange.source)
    }
  }
  return exchange.version === 'v4' ? noContent : batchReply(exchange, 200, [])
}

interface Edge {
  readonly toObjectId: number
  readonly associationTypes: readonly unknown[]
}

function edgesOf(exchange: Exchange, from: CrmRecord): Edge[] {
  const { fromStore, toStore } = stores(exchange)
  const types = typesBetween(exchange.portal, fromStore.type.typeId, toStore.type.typeId)
  return Object.entries(from.links[toStore.type.typeId] ?? {})
    .filter(([id]) => toStore.byId.get(Number(id))?.archivedAt === null)
    .map(([id, held]) => ({
      toObjectId: Number(id),
      associationTypes: types
        .filter(({ typeId }) => held.includes(typeId))
        .map(({ category, typeId, label }) => ({ category, typeId, label })),
    }))
    .sort((a, b) => a.toObjectId - b.toObjectId)
}

/** A record without any is an error entry of its own kind, and no failure. */
function readBatch(exchange: Exchange): Reply {
  const { fromStore, toStore } = stores(exchange)
  const results: unknown[] = []
  const errors: BatchError[] = []
  for (const input of inputsOf(exchange, 1_000)) {
    const id = asText(input['id'], 'id')
    const from = findById(fromStore, Number(id))
    const edges = from === undefined ? [] : edgesOf(exchange, from)
    if (from !== undefined && edges.length > 0) {
      results.push({ from: { id: String(from.id) }, to: edges })
      continue
    }
    errors.push({
      status: 'error',
      category: 'OBJECT_NOT_FOUND',
      subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
      message: `No ${toStore.type.singular} is associated with ${fromStore.type.singular} ${id}.`,
      context: { fromObjectId: [id], fromObjectType: [fromStore.type.singular], toObjectType: [toStore.type.singular] },
    })
  }
  return batchReply(exchange, 200, results, errors)
}

function readOne(exchange: Exchange): Reply {
  const { fromStore } = stores(exchange)
  const from = findById(fromStore, recordId(param(exchange, 'id')))
  if (from === undefined) throw notFound()
  const limit = countParam(exchange, 'limit', 500, 500)
  const after = afterParam(exchange)
  const edges = edgesOf(exchange, from).filter(({ toObjectId }) => toObjectId >= after)
  const next = edges[limit]
  return ok({
    results: edges.slice(0, limit),
    ...(next === undefined ? {} : { paging: nextPage(exchange, String(next.toObjectId)) }),
  })
}
