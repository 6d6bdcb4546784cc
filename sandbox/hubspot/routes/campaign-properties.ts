import { objectNotFound, unknownObjectType } from '../errors.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import { bodyObject, created, isArchivedRead, noContent, ok, param } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import { campaignStore } from '../model/campaigns/schema.ts'
import type { PropertyDefinition } from '../state.ts'
import { defineProperty } from './define-property.ts'
import { renderProperty } from './render-property.ts'

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
