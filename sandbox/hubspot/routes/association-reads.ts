import { notFound } from '../errors.ts'
import type { BatchError } from '../http/batch.ts'
import { batchReply, inputsOf } from '../http/batch.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import { afterParam, asText, countParam, ok, optionalText, param } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import type { ObjectStore } from '../model/store.ts'
import { findById } from '../model/store.ts'
import type { CrmRecord } from '../state.ts'
import { associationVersions as versions, endsOf, pathTypes } from './associations.ts'
import { nextPage, recordId } from './objects.ts'

/** "Limit 500 per call" (associations.v4.json); further ones are reached with `after`. */
const pageSize = 500
const scope = 'crm.objects.{scope}.read'

/** https://developers.hubspot.com/docs/api-reference/latest/crm/associations/associate-records/guide (retrieve associated records) */
export const associationReadRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/crm/associations/{type}/{toType}/batch/read', handler: readBatch, versions, scope },
  { method: 'GET', pattern: '/crm/objects/{type}/{id}/associations/{toType}', handler: readOne, versions, scope },
]

/** Living records on the other end, by id, from `after` on: one more than a page holds tells that there is a next one. */
export function othersOf(from: CrmRecord, toStore: ObjectStore, after: number, limit: number): OtherEnds {
  const others = Object.entries(from.links[toStore.type.typeId] ?? {})
    .map(([id, held]) => ({ id: Number(id), held }))
    .filter(({ id }) => id >= after && toStore.byId.get(id)?.archivedAt === null)
    .sort((a, b) => a.id - b.id)
  return { page: others.slice(0, limit), next: others[limit]?.id }
}

export interface OtherEnds {
  readonly page: readonly { readonly id: number; readonly held: readonly number[] }[]
  /** First id of the next page. */
  readonly next: number | undefined
}

function renderEdges(exchange: Exchange, { page }: OtherEnds): unknown[] {
  const types = pathTypes(exchange)
  return page.map(({ id, held }) => ({
    toObjectId: id,
    associationTypes: types
      .filter(({ typeId }) => held.includes(typeId))
      .map(({ category, typeId, label }) => ({ category, typeId, label })),
  }))
}

/** A record without any is an error entry of its own kind, and no failure. */
function readBatch(exchange: Exchange): Reply {
  const { fromStore, toStore } = endsOf(exchange)
  const results: unknown[] = []
  const errors: BatchError[] = []
  for (const input of inputsOf(exchange, 1_000)) {
    const id = asText(input['id'], 'id')
    const from = findById(fromStore, Number(id))
    const after = Number(optionalText(input['after'], 'after') ?? 0)
    const others = from === undefined ? undefined : othersOf(from, toStore, after, pageSize)
    if (from === undefined || others === undefined || others.page.length === 0) {
      errors.push(noAssociations(fromStore, toStore, id))
      continue
    }
    results.push({
      from: { id: String(from.id) },
      to: renderEdges(exchange, others),
      ...(others.next === undefined ? {} : { paging: nextOf(exchange, from, others.next) }),
    })
  }
  return batchReply(exchange, 200, results, errors)
}

/** The link is deprecated but there; it leads to the single read. */
function nextOf(exchange: Exchange, from: CrmRecord, next: number): unknown {
  const { fromStore, toStore } = endsOf(exchange)
  const { typeId } = fromStore.type
  const link = `https://api.hubapi.com/crm/v4/objects/${typeId}/${from.id}/associations/${toStore.type.typeId}?after=${next}`
  return { next: { after: String(next), link } }
}

export function noAssociations(fromStore: ObjectStore, toStore: ObjectStore, id: string): BatchError {
  const [from, to] = [fromStore.type.singular, toStore.type.singular]
  return {
    status: 'error',
    category: 'OBJECT_NOT_FOUND',
    subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
    message: `No ${to} is associated with ${from} ${id}.`,
    context: { fromObjectId: [id], fromObjectType: [from], toObjectType: [to] },
  }
}

function readOne(exchange: Exchange): Reply {
  const { fromStore, toStore } = endsOf(exchange)
  const from = findById(fromStore, recordId(param(exchange, 'id')))
  if (from === undefined) throw notFound()
  const others = othersOf(from, toStore, afterParam(exchange), countParam(exchange, 'limit', pageSize, pageSize))
  return ok({
    results: renderEdges(exchange, others),
    ...(others.next === undefined ? {} : { paging: nextPage(exchange, String(others.next)) }),
  })
}
