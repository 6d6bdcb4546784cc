import { HubSpotError, invalid } from '../errors.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import { asText, bodyObject, noContent, ok, optionalText, param } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import { removeLabel } from '../model/association-labels.ts'
import { nextSerial } from '../model/portal.ts'
import type { AssociationLabel } from '../state.ts'
import { associationVersions as versions, endsOf, pathTypes } from './associations.ts'

const labels = '/crm/associations/{type}/{toType}/labels'
const read = 'crm.objects.{scope}.read'
const write = 'crm.schemas.{scope}.write'

/** https://developers.hubspot.com/docs/api-reference/latest/crm/associations/association-schema/guide */
export const associationLabelRoutes: readonly Route[] = [
  { method: 'GET', pattern: labels, handler: list, versions, scope: read },
  { method: 'POST', pattern: labels, handler: create, versions, scope: write },
  { method: 'PUT', pattern: labels, handler: rename, versions, scope: write },
  { method: 'DELETE', pattern: `${labels}/{label}`, handler: remove, versions, scope: write },
]

/** A paired label counts once (reported: the 51st is refused with a status of its own). */
const mostLabels = 50

function list(exchange: Exchange): Reply {
  return ok({ results: pathTypes(exchange).map(({ category, typeId, label }) => ({ category, typeId, label })) })
}

/** A label makes two types, one for each direction; answered 200, not 201. */
function create(exchange: Exchange): Reply {
  const { fromStore, toStore } = endsOf(exchange)
  const [fromTypeId, toTypeId] = [fromStore.type.typeId, toStore.type.typeId]
  const body = bodyObject(exchange)
  const label = asText(body['label'], 'label')
  const name = asText(body['name'], 'name')
  const { state } = exchange.portal
  const ofPair = state.labels.filter((each) => each.fromTypeId === fromTypeId && each.toTypeId === toTypeId)
  if (ofPair.some((each) => each.label === label)) {
    throw invalid(`Association definition label ${label} already exists on ObjectType pair ${fromTypeId}-${toTypeId}`, {
      subCategory: 'AssociationValidationError.DUPLICATE_ASSOCIATION_LABEL',
    })
  }
  if (state.labels.some((each) => each.name === name)) throw invalid(`Association definition ${name} already exists`)
  if (ofPair.length >= mostLabels) {
    throw new HubSpotError(437, {
      message: `No more than ${mostLabels} association types are allowed between ${fromTypeId} and ${toTypeId}`,
      category: 'VALIDATION_ERROR',
    })
  }
  const inverse = optionalText(body['inverseLabel'], 'inverseLabel') ?? label
  const category = 'USER_DEFINED'
  const [typeId, inverseTypeId] = [nextSerial(exchange.portal), nextSerial(exchange.portal)]
  state.labels.push(
    { typeId, category, name, label, fromTypeId, toTypeId, inverseTypeId },
    {
      typeId: inverseTypeId,
      category,
      name,
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

/** Without an inverse label both sides get the same one (reported). */
function rename(exchange: Exchange): Reply {
  const body = bodyObject(exchange)
  const label = asText(body['label'], 'label')
  const found = labelOf(exchange, Number(body['associationTypeId']))
  if (found === undefined) throw invalid(`Unable to find association type ${String(body['associationTypeId'])}`)
  found.label = label
  const inverse = labelOf(exchange, found.inverseTypeId)
  if (inverse !== undefined) inverse.label = optionalText(body['inverseLabel'], 'inverseLabel') ?? label
  return noContent
}

/** Either type id removes both directions, and records lose that association (reported). */
function remove(exchange: Exchange): Reply {
  const found = labelOf(exchange, Number(param(exchange, 'label')))
  if (found === undefined) throw invalid('Unable to find objectTypeIds')
  removeLabel(exchange.portal, found)
  return noContent
}

const labelOf = (exchange: Exchange, typeId: number): AssociationLabel | undefined =>
  exchange.portal.state.labels.find((each) => each.typeId === typeId)
