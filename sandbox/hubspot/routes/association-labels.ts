import { badInput, invalid } from '../errors.ts'
import type { ApiVersion, Exchange, Reply } from '../http/exchange.ts'
import { asText, bodyObject, noContent, ok, optionalText, param } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import { typesBetween } from '../model/associations.ts'
import { nextSerial, storeOf } from '../model/portal.ts'

const versions: readonly ApiVersion[] = ['v4', '2026-03', '2026-09']
const labels = '/crm/associations/{type}/{toType}/labels'

/** https://developers.hubspot.com/docs/api-reference/latest/crm/associations/association-schema/guide */
export const associationLabelRoutes: readonly Route[] = [
  { method: 'GET', pattern: labels, handler: list, versions },
  { method: 'POST', pattern: labels, handler: create, versions },
  { method: 'PUT', pattern: labels, handler: rename, versions },
  { method: 'DELETE', pattern: `${labels}/{label}`, handler: remove, versions },
]

function ends(exchange: Exchange): readonly [from: string, to: string] {
  return [
    storeOf(exchange.portal, param(exchange, 'type')).type.typeId,
    storeOf(exchange.portal, param(exchange, 'toType')).type.typeId,
  ]
}

function list(exchange: Exchange): Reply {
  const types = typesBetween(exchange.portal, ...ends(exchange))
  return ok({ results: types.map(({ category, typeId, label }) => ({ category, typeId, label })) })
}

/** A label makes two types, one for each direction; answered 200, not 201. */
function create(exchange: Exchange): Reply {
  const [fromTypeId, toTypeId] = ends(exchange)
  const body = bodyObject(exchange)
  const label = asText(body['label'], 'label')
  asText(body['name'], 'name')
  const { state } = exchange.portal
  if (
    state.labels.some((each) => each.fromTypeId === fromTypeId && each.toTypeId === toTypeId && each.label === label)
  ) {
    throw invalid(`An association label named ${label} already exists`)
  }
  const typeId = nextSerial(exchange.portal)
  const inverseTypeId = nextSerial(exchange.portal)
  const inverse = optionalText(body['inverseLabel'], 'inverseLabel') ?? label
  const category = 'USER_DEFINED'
  state.labels.push(
    { typeId, category, label, fromTypeId, toTypeId, inverseTypeId },
    {
      typeId: inverseTypeId,
      category,
      label: inverse,
      fromTypeId: toTypeId,
      toTypeId: fromTypeId,
      inverseTypeId: typeId,
    },
  )
  return ok({
    results: [
      { category, typeId, label },
      { category, typeId: inverseTypeId, label: inverse },
    ],
  })
}

function rename(exchange: Exchange): Reply {
  const body = bodyObject(exchange)
  const found = exchange.portal.state.labels.find(({ typeId }) => typeId === body['associationTypeId'])
  if (found === undefined) throw badInput(`Association type ${String(body['associationTypeId'])} does not exist`)
  found.label = asText(body['label'], 'label')
  const inverse = exchange.portal.state.labels.find(({ typeId }) => typeId === found.inverseTypeId)
  if (inverse !== undefined) inverse.label = optionalText(body['inverseLabel'], 'inverseLabel') ?? inverse.label
  return noContent
}

function remove(exchange: Exchange): Reply {
  const typeId = Number(param(exchange, 'label'))
  const { state } = exchange.portal
  state.labels = state.labels.filter((each) => each.typeId !== typeId && each.inverseTypeId !== typeId)
  return noContent
}
