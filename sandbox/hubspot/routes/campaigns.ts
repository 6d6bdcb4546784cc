import { HubSpotError, badInput, invalid, notFound } from '../errors.ts'
import type { BatchError } from '../http/batch.ts'
import { batchError, batchReply, inputsOf } from '../http/batch.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import { asObject, asText, bodyObject, countParam, created, listParam, noContent, ok, param } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import { createCampaign, readCampaignProperty, writeCampaign } from '../model/campaigns/campaigns.ts'
import type { Campaign } from '../state.ts'
import { isoInstant } from '../time.ts'
import { cursor, readCursor } from './campaign-cursor.ts'
import { nextPage } from './objects.ts'
import { renderAssets } from './render-campaign-assets.ts'

const read = 'marketing.campaigns.read'
const write = 'marketing.campaigns.write'
const path = '/marketing/campaigns'

/** https://developers.hubspot.com/docs/api-reference/2026-03/marketing/campaigns/guide */
export const campaignRoutes: readonly Route[] = [
  { method: 'GET', pattern: path, handler: list, scope: read },
  { method: 'POST', pattern: path, handler: create, scope: write },
  { method: 'GET', pattern: `${path}/{guid}`, handler: readOne, scope: read },
  { method: 'PATCH', pattern: `${path}/{guid}`, handler: update, scope: write },
  { method: 'DELETE', pattern: `${path}/{guid}`, handler: remove, scope: write },
  { method: 'POST', pattern: `${path}/batch/read`, handler: readBatch, scope: read },
  { method: 'POST', pattern: `${path}/batch/create`, handler: createBatch, scope: write },
  { method: 'POST', pattern: `${path}/batch/update`, handler: updateBatch, scope: write },
  { method: 'POST', pattern: `${path}/batch/archive`, handler: archiveBatch, scope: write },
]

/** The campaign of a path. What is no GUID is refused as such. */
export function campaignOf(exchange: Exchange, guid = param(exchange, 'guid')): Campaign {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(guid)) throw notGuid(guid)
  const campaign = exchange.portal.state.campaigns.find(({ id }) => id === guid)
  if (campaign === undefined) throw notFound()
  return campaign
}

/** Seen in batches of 2026; single calls are assumed to answer the same. */
function notGuid(guid: string): HubSpotError {
  const message = `Invalid campaign GUID format: ${guid}`
  return invalid(`Invalid request: '${message}'`, {
    subCategory: 'CampaignApiError.INVALID_REQUEST',
    context: { message: [message] },
  })
}

/** Without `properties` the map is empty; blank values are left out. */
function render(campaign: Campaign, names: readonly string[]): Readonly<Record<string, unknown>> {
  const properties: Record<string, string> = {}
  for (const name of names) {
    const value = readCampaignProperty(campaign, name)
    if (value !== null && value !== '') properties[name] = value
  }
  return {
    id: campaign.id,
    properties,
    createdAt: isoInstant(campaign.createdAt),
    updatedAt: isoInstant(campaign.updatedAt),
    businessUnits: [{ id: 0 }],
  }
}

const sorts: Readonly<Record<string, (campaign: Campaign) => string | number>> = {
  hs_name: (campaign) => campaign.properties['hs_name'] ?? '',
  createdAt: (campaign) => campaign.createdAt,
  updatedAt: (campaign) => campaign.updatedAt,
}

function list(exchange: Exchange): Reply {
  const limit = countParam(exchange, 'limit', 50, 100)
  const offset = readCursor(exchange.query.get('after'))
  const name = exchange.query.get('name')?.toLowerCase() ?? ''
  const found = exchange.portal.state.campaigns.filter(({ properties }) =>
    (properties['hs_name'] ?? '').toLowerCase().includes(name),
  )
  const sort = exchange.query.get('sort') ?? ''
  const key = sorts[sort.replace(/^-/, '')]
  if (sort !== '' && key === undefined) throw badInput('Unable to parse value for query parameter: sort')
  if (key !== undefined) {
    const sign = sort.startsWith('-') ? -1 : 1
    found.sort((a, b) => sign * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
  }
  const names = listParam(exchange, 'properties')
  const end = offset + limit
  return ok({
    total: found.length,
    results: found.slice(offset, end).map((campaign) => render(campaign, names)),
    ...(end < found.length ? { paging: nextPage(exchange, cursor(end)) } : {}),
  })
}

function propertiesOf(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return asObject(body['properties'], 'properties')
}

function create(exchange: Exchange): Reply {
  const properties = propertiesOf(bodyObject(exchange))
  const campaign = createCampaign(exchange.portal, properties)
  return created(render(campaign, Object.keys(properties)))
}

function readOne(exchange: Exchange): Reply {
  const campaign = campaignOf(exchange)
  const assets = renderAssets(exchange.portal, campaign)
  return ok({ ...render(campaign, listParam(exchange, 'properties')), assets })
}

function update(exchange: Exchange): Reply {
  const campaign = campaignOf(exchange)
  const properties = propertiesOf(bodyObject(exchange))
  writeCampaign(exchange.portal, campaign, properties)
  return ok(render(campaign, Object.keys(properties)))
}

/** "This call will return a 204 No Content response regardless of whether the campaignGuid provided corresponds to an existing campaign or not." */
function remove(exchange: Exchange): Reply {
  removeAll(exchange, new Set([param(exchange, 'guid')]))
  return noContent
}

function archiveBatch(exchange: Exchange): Reply {
  removeAll(exchange, new Set(inputsOf(exchange, most).map((input) => asText(input['id'], 'id'))))
  return noContent
}

function removeAll({ portal }: Exchange, guids: ReadonlySet<string>): void {
  portal.state.campaigns = portal.state.campaigns.filter(({ id }) => !guids.has(id))
}

/** "If duplicate campaign IDs are provided in the request, duplicates will be ignored." */
function readBatch(exchange: Exchange): Reply {
  const names = listParam(exchange, 'properties')
  const seen = new Set<unknown>()
  const inputs = inputsOf(exchange, most).filter(({ id }) => !seen.has(id) && seen.add(id))
  return eachInput(exchange, inputs, 200, (input) => {
    const campaign = campaignOf(exchange, asText(input['id'], 'id'))
    return { ...render(campaign, names), assets: renderAssets(exchange.portal, campaign) }
  })
}

function createBatch(exchange: Exchange): Reply {
  return eachInput(exchange, inputsOf(exchange, most), 201, (input) => {
    const properties = propertiesOf(input)
    return render(createCampaign(exchange.portal, properties), Object.keys(properties))
  })
}

function updateBatch(exchange: Exchange): Reply {
  return eachInput(exchange, inputsOf(exchange, most), 200, (input) => {
    const properties = propertiesOf(input)
    const campaign = campaignOf(exchange, asText(input['id'], 'id'))
    writeCampaign(exchange.portal, campaign, properties)
    return render(campaign, Object.keys(properties))
  })
}

/** "The maximum number of items in a batch request is 50." */
const most = 50

/** Campaign batches fail input by input; "the campaigns in the response are not guaranteed to be in the same order". */
function eachInput(
  exchange: Exchange,
  inputs: readonly Readonly<Record<string, unknown>>[],
  status: number,
  act: (input: Readonly<Record<string, unknown>>) => unknown,
): Reply {
  const results: unknown[] = []
  const errors: BatchError[] = []
  for (const input of inputs) {
    try {
      if (exchange.spoilInput?.() === true) throw invalid('internal error')
      results.unshift(act(input))
    } catch (error) {
      if (!(error instanceof HubSpotError)) throw error
      errors.push(batchError(refusedInput(error), {}))
    }
  }
  return batchReply(exchange, status, results, errors)
}

function refusedInput(error: HubSpotError): HubSpotError {
  if (error.body.subCategory !== undefined) return error
  const message = error.message
  return invalid(`Invalid request: '${message}'`, {
    subCategory: 'CampaignApiError.INVALID_REQUEST',
    context: { message: [message] },
  })
}
