import { badInput } from '../errors.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import { countParam, noContent, ok, param } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import { cursor, readCursor } from './campaign-cursor.ts'
import { campaignOf } from './campaigns.ts'
import { nextPage } from './objects.ts'
import { renderAsset } from './render-campaign-assets.ts'

const path = '/marketing/campaigns/{guid}/assets/{assetType}'
const write = 'marketing.campaigns.write'

/** https://developers.hubspot.com/docs/api-reference/2026-03/marketing/campaigns/guide (assets) */
export const campaignAssetRoutes: readonly Route[] = [
  { method: 'GET', pattern: path, handler: list, scope: 'marketing.campaigns.read' },
  { method: 'PUT', pattern: `${path}/{asset}`, handler: add, scope: write },
  { method: 'DELETE', pattern: `${path}/{asset}`, handler: remove, scope: write },
]

function typeOf(exchange: Exchange): string {
  const type = param(exchange, 'assetType')
  if (!/^[A-Z][A-Z_]*$/.test(type)) throw badInput('There was a problem with the request.')
  return type
}

function list(exchange: Exchange): Reply {
  const type = typeOf(exchange)
  const ids = campaignOf(exchange).assets?.[type] ?? []
  const [start, limit] = [readCursor(exchange.query.get('after')), countParam(exchange, 'limit', 10, 100)]
  const end = start + limit
  return ok({
    results: ids.slice(start, end).map((id) => renderAsset(exchange.portal, type, id)),
    ...(end < ids.length ? { paging: nextPage(exchange, cursor(end)) } : {}),
  })
}

function add(exchange: Exchange): Reply {
  const campaign = campaignOf(exchange)
  const type = typeOf(exchange)
  const ids = ((campaign.assets ??= {})[type] ??= [])
  if (!ids.includes(param(exchange, 'asset'))) ids.push(param(exchange, 'asset'))
  return noContent
}

function remove(exchange: Exchange): Reply {
  const campaign = campaignOf(exchange)
  const type = typeOf(exchange)
  const ids = campaign.assets?.[type] ?? []
  if (campaign.assets !== undefined) campaign.assets[type] = ids.filter((id) => id !== param(exchange, 'asset'))
  return noContent
}
