import { HubSpotError, invalid, objectNotFound } from '../errors.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import { asText, bodyObject, created, noContent, ok, optionalText, param } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import { storeOf } from '../model/portal.ts'
import type { PropertyGroup } from '../state.ts'
import { renderGroup } from './render-property.ts'

const scope = 'crm.schemas.{scope}.write'

/** https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide (property groups) */
export const propertyGroupRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/crm/properties/{type}/groups', handler: list },
  { method: 'POST', pattern: '/crm/properties/{type}/groups', handler: create, scope },
  {
    method: 'GET',
    pattern: '/crm/properties/{type}/groups/{group}',
    handler: (exchange) => ok(renderGroup(named(exchange))),
  },
  { method: 'PATCH', pattern: '/crm/properties/{type}/groups/{group}', handler: update, scope },
  { method: 'DELETE', pattern: '/crm/properties/{type}/groups/{group}', handler: archive, scope },
]

function groupsOf(exchange: Exchange): PropertyGroup[] {
  return storeOf(exchange.portal, param(exchange, 'type')).state.groups
}

function named(exchange: Exchange): PropertyGroup {
  const name = param(exchange, 'group')
  const group = groupsOf(exchange).find((each) => each.name === name && !each.archived)
  if (group === undefined) throw objectNotFound(`Property group "${name}" does not exist`)
  return group
}

function list(exchange: Exchange): Reply {
  return ok({
    results: groupsOf(exchange)
      .filter(({ archived }) => !archived)
      .map(renderGroup),
  })
}

function create(exchange: Exchange): Reply {
  const body = bodyObject(exchange)
  const groups = groupsOf(exchange)
  const name = asText(body['name'], 'name')
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw invalid(`Property group name ${name} is invalid`)
  if (groups.some((group) => group.name === name && !group.archived)) {
    throw new HubSpotError(409, {
      message: `A property group named '${name}' already exists.`,
      category: 'OBJECT_ALREADY_EXISTS',
      subCategory: 'Properties.GROUP_WITH_NAME_EXISTS',
    })
  }
  const displayOrder = Number(body['displayOrder'] ?? -1)
  const group: PropertyGroup = { name, label: asText(body['label'], 'label'), displayOrder, archived: false }
  groups.push(group)
  return created(renderGroup(group))
}

function update(exchange: Exchange): Reply {
  const group = named(exchange)
  const body = bodyObject(exchange)
  group.label = optionalText(body['label'], 'label') ?? group.label
  if (typeof body['displayOrder'] === 'number') group.displayOrder = body['displayOrder']
  return ok(renderGroup(group))
}

function archive(exchange: Exchange): Reply {
  const group = named(exchange)
  const { state } = storeOf(exchange.portal, param(exchange, 'type'))
  if (state.properties.some(({ groupName, archivedAt }) => groupName === group.name && archivedAt === null)) {
    throw invalid(`Property group ${group.name} still has properties`)
  }
  group.archived = true
  return noContent
}
