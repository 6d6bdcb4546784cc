import { HubSpotError, invalid, objectNotFound, unknownObjectType } from '../errors.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import { asText, bodyObject, created, isArchivedRead, noContent, ok, param } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import { campaignStore } from '../model/campaigns/schema.ts'
import type { PropertyDefinition, PropertyGroup } from '../state.ts'
import { defineProperty } from './define-property.ts'
import { renderGroup, renderProperty } from './render-property.ts'

const write = 'marketing.campaigns.write'

/**
 * Properties of campaigns: a portal of the setting `refused` has no such object here. Whether HubSpot lets apps define them is not
 * documented: https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide
 */
export const campaignPropertyRoutes: readonly Route[] = ['campaigns', 'campaign', '0-35'].flatMap((word): Route[] => [
  { method: 'GET', pattern: `/crm/properties/${word}`, handler: list },
  { method: 'POST', pattern: `/crm/properties/${word}`, handler: create, scope: write },
  {
    method: 'GET',
    pattern: `/crm/properties/${word}/{name}`,
    handler: (exchange) => ok(renderProperty(named(exchange))),
  },
  { method: 'DELETE', pattern: `/crm/properties/${word}/{name}`, handler: archive, scope: write },
  { method: 'GET', pattern: `/crm/properties/${word}/groups`, handler: listGroups },
  { method: 'POST', pattern: `/crm/properties/${word}/groups`, handler: createGroup, scope: write },
  { method: 'DELETE', pattern: `/crm/properties/${word}/groups/{group}`, handler: archiveGroup, scope: write },
])

function definitions(exchange: Exchange) {
  if (exchange.portal.settings.customCampaignProperties === 'refused') throw unknownObjectType('campaigns')
  return campaignStore(exchange.portal)
}

function list(exchange: Exchange): Reply {
  const archived = isArchivedRead(exchange)
  const found = definitions(exchange).state.properties.filter(({ archivedAt }) => (archivedAt !== null) === archived)
  return ok({ results: found.map(renderProperty) })
}

function create(exchange: Exchange): Reply {
  return created(renderProperty(defineProperty(exchange.portal, definitions(exchange), bodyObject(exchange))))
}

function named(exchange: Exchange): PropertyDefinition {
  const name = param(exchange, 'name')
  const property = definitions(exchange).properties.get(name)
  if (property === undefined || property.archivedAt !== null) throw objectNotFound(`Property "${name}" does not exist`)
  return property
}

function archive(exchange: Exchange): Reply {
  named(exchange).archivedAt = exchange.portal.clock.now()
  return noContent
}

function listGroups(exchange: Exchange): Reply {
  const { groups } = definitions(exchange).state
  return ok({ results: groups.filter(({ archived }) => !archived).map(renderGroup) })
}

function createGroup(exchange: Exchange): Reply {
  const { groups } = definitions(exchange).state
  const body = bodyObject(exchange)
  const name = asText(body['name'], 'name')
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

function archiveGroup(exchange: Exchange): Reply {
  const { groups, properties } = definitions(exchange).state
  const name = param(exchange, 'group')
  const group = groups.find((each) => each.name === name && !each.archived)
  if (group === undefined) throw objectNotFound(`Property group "${name}" does not exist`)
  if (properties.some(({ groupName, archivedAt }) => groupName === name && archivedAt === null))
    throw invalid(`Property group ${name} still has properties`)
  group.archived = true
  return noContent
}
