import { HubSpotError, badInput, invalid } from '../errors.ts'
import type { BatchError } from '../http/batch.ts'
import { batchError, batchReply, inputsOf } from '../http/batch.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import { asText, ok } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import { associationLimit } from '../model/association-limits.ts'
import { typesBetween } from '../model/associations.ts'
import type { AssociationLimit } from '../state.ts'
import { archived, associationVersions as versions, endsOf, pathTypes } from './associations.ts'

const root = '/crm/associations/definitions/configurations'
const pair = `${root}/{type}/{toType}`
const read = 'crm.objects.{scope}.read'
const write = 'crm.schemas.{scope}.write'

/** How many associations of a type a record may have: https://developers.hubspot.com/docs/api-reference/latest/crm/associations/association-schema/guide */
export const associationLimitRoutes: readonly Route[] = [
  { method: 'GET', pattern: `${root}/all`, handler: listAll, versions, scope: read },
  { method: 'GET', pattern: pair, handler: listPair, versions, scope: read },
  {
    method: 'POST',
    pattern: `${pair}/batch/create`,
    handler: (exchange) => set(exchange, 201),
    versions,
    scope: write,
  },
  {
    method: 'POST',
    pattern: `${pair}/batch/update`,
    handler: (exchange) => set(exchange, 200),
    versions,
    scope: write,
  },
  { method: 'POST', pattern: `${pair}/batch/purge`, handler: purge, versions, scope: write },
]

function render(exchange: Exchange, { fromTypeId, toTypeId, typeId, category, maxToObjectIds }: AssociationLimit) {
  const type = typesBetween(exchange.portal, fromTypeId, toTypeId).find((each) => each.typeId === typeId)
  const label = type?.label ?? null
  return { category, typeId, userEnforcedMaxToObjectIds: maxToObjectIds, ...(label === null ? {} : { label }) }
}

function listAll(exchange: Exchange): Reply {
  return ok({ results: exchange.portal.state.associationLimits.map((limit) => render(exchange, limit)) })
}

function listPair(exchange: Exchange): Reply {
  const { fromStore, toStore } = endsOf(exchange)
  const limits = exchange.portal.state.associationLimits.filter(
    ({ fromTypeId, toTypeId }) => fromTypeId === fromStore.type.typeId && toTypeId === toStore.type.typeId,
  )
  return ok({ results: limits.map((limit) => render(exchange, limit)) })
}

/** Create and update do the same; an update answers no label, since its shape has none. */
function set(exchange: Exchange, status: 200 | 201): Reply {
  const results: unknown[] = []
  const errors: BatchError[] = []
  for (const input of inputsOf(exchange, 100)) {
    try {
      const { label, ...updated } = render(exchange, setOne(exchange, input))
      results.push(status === 201 ? { ...updated, label } : updated)
    } catch (error) {
      if (!(error instanceof HubSpotError)) throw error
      errors.push(batchError(error, {}))
    }
  }
  return batchReply(exchange, status, results, errors)
}

function setOne(exchange: Exchange, input: Readonly<Record<string, unknown>>): AssociationLimit {
  const { fromStore, toStore } = endsOf(exchange)
  const { state } = exchange.portal
  const maxToObjectIds = Number(input['maxToObjectIds'])
  if (!Number.isInteger(maxToObjectIds) || maxToObjectIds < 1)
    throw badInput('Invalid input JSON: maxToObjectIds must be a positive integer')
  const { typeId, category } = specOf(exchange, input)
  const held = associationLimit(exchange.portal, typeId, category)
  if (held !== undefined) {
    held.maxToObjectIds = maxToObjectIds
    return held
  }
  const limit = { fromTypeId: fromStore.type.typeId, toTypeId: toStore.type.typeId, typeId, category, maxToObjectIds }
  state.associationLimits.push(limit)
  return limit
}

function specOf(exchange: Exchange, input: Readonly<Record<string, unknown>>): { typeId: number; category: string } {
  const typeId = Number(input['typeId'])
  const category = asText(input['category'], 'category')
  const isKnown = pathTypes(exchange).some((type) => type.typeId === typeId && type.category === category)
  if (!isKnown) throw invalid(`${category}=${typeId} is not a valid association definition id`)
  return { typeId, category }
}

function purge(exchange: Exchange): Reply {
  const gone = inputsOf(exchange, 100).map((input) => specOf(exchange, input))
  const { state } = exchange.portal
  state.associationLimits = state.associationLimits.filter(
    (limit) => !gone.some(({ typeId, category }) => limit.typeId === typeId && limit.category === category),
  )
  return archived(exchange)
}
