import { HubSpotError, invalid } from '../errors.ts'
import type { BatchError } from '../http/batch.ts'
import { batchError, batchReply, inputsOf } from '../http/batch.ts'
import type { ApiVersion, Exchange, Reply } from '../http/exchange.ts'
import { asText, noContent, ok } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import type { ResolvedType } from '../model/associations.ts'
import { associate, removeTypes } from '../model/associations.ts'
import { findById } from '../model/store.ts'
import { noAssociations, othersOf } from './association-reads.ts'
import { endId, endsOf, pairIfThere, pairOf, pathTypes, spoil } from './associations.ts'

const versions: readonly ApiVersion[] = ['v3']
const pair = '/crm/associations/{type}/{toType}'
const writeScope = 'crm.objects.{scope}.write'
const readScope = 'crm.objects.{scope}.read'

/** Associations by name, without labels: https://developers.hubspot.com/docs/api-reference/legacy/crm/associations/associations-v3/guide */
export const associationV3Routes: readonly Route[] = [
  { method: 'POST', pattern: `${pair}/batch/create`, handler: createBatch, versions, scope: writeScope },
  { method: 'POST', pattern: `${pair}/batch/read`, handler: readBatch, versions, scope: readScope },
  { method: 'POST', pattern: `${pair}/batch/archive`, handler: archiveBatch, versions, scope: writeScope },
  { method: 'GET', pattern: `${pair}/types`, handler: listTypes, versions, scope: readScope },
]

interface NamedType {
  readonly name: string
  readonly type: ResolvedType
}

/** Where a pair has a primary, the primary carries the plain name and the label-less type a suffix. */
function namedTypes(exchange: Exchange): NamedType[] {
  const types = pathTypes(exchange)
  const hasPrimary = types.some(({ kind }) => kind === 'primary')
  return types.map((type) => ({
    type,
    name: type.kind === 'default' && hasPrimary ? `${type.name}_unlabeled` : type.name,
  }))
}

function typeNamed(exchange: Exchange, raw: unknown): ResolvedType {
  const asked = asText(raw, 'type')
  const found = namedTypes(exchange).find(({ name, type }) => name === asked || String(type.typeId) === asked)
  if (found === undefined) throw invalid(`${asked} is not a valid association type`)
  return found.type
}

function createBatch(exchange: Exchange): Reply {
  const results: unknown[] = []
  const errors: BatchError[] = []
  for (const input of inputsOf(exchange, 2_000)) {
    try {
      spoil(exchange)
      const joined = pairOf(exchange, endId(input, 'from'), endId(input, 'to'))
      associate(exchange.portal, joined, [typeNamed(exchange, input['type'])], exchange.source)
      results.push({ from: { id: String(joined.from.id) }, to: { id: String(joined.to.id) }, type: input['type'] })
    } catch (error) {
      if (!(error instanceof HubSpotError)) throw error
      errors.push(batchError(error, {}))
    }
  }
  return batchReply(exchange, 201, results, errors)
}

/** One entry per type, so a primary company is there twice. */
function readBatch(exchange: Exchange): Reply {
  const { fromStore, toStore } = endsOf(exchange)
  const types = namedTypes(exchange)
  const results: unknown[] = []
  const errors: BatchError[] = []
  for (const input of inputsOf(exchange, 1_000)) {
    const id = asText(input['id'], 'id')
    const from = findById(fromStore, Number(id))
    const others = from === undefined ? [] : othersOf(from, toStore, 0, Number.MAX_SAFE_INTEGER).page
    if (others.length === 0) {
      errors.push(noAssociations(fromStore, toStore, id))
      continue
    }
    const to = others.flatMap((other) =>
      types
        .filter(({ type }) => other.held.includes(type.typeId))
        .map(({ name }) => ({ id: String(other.id), type: name })),
    )
    results.push({ from: { id: String(from?.id) }, to })
  }
  return batchReply(exchange, 200, results, errors)
}

function archiveBatch(exchange: Exchange): Reply {
  const asked = inputsOf(exchange, 2_000).map((input) => ({
    found: pairIfThere(exchange, endId(input, 'from'), endId(input, 'to')),
    type: typeNamed(exchange, input['type']),
  }))
  for (const { found, type } of asked)
    if (found !== undefined) removeTypes(exchange.portal, found, [type], exchange.source)
  return noContent
}

function listTypes(exchange: Exchange): Reply {
  return ok({ results: namedTypes(exchange).map(({ name, type }) => ({ id: String(type.typeId), name })) })
}
