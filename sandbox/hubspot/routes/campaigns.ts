import { HubSpotError, badInput, invalid, notFound } from '../errors.ts'
import type { BatchError } from '../http/batch.ts'
import { batchError, batchReply, inputsOf } from '../http/batch.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import {
  asObject,
  asText,
  bodyObject,
  countParam,
  created,
  listParam,
  noContent,
  ok,
  optionalText,
  param,
} from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import { createCampaign, readCampaignProperty, writeCampaign } from '../model/campaigns.ts'
import type { Campaign } from '../state.ts'
import { isoInstant } from '../time.ts'
import { nextPage } from './objects.ts'

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
]

/** The campaign of a path. */
export function campaignOf(exchange: Exchange, guid = param(exchange, 'guid')): Campaign {
  const campaign = exchange.portal.state.campaigns.find(({ id }) => id === guid)
  if (campaign === undefined) throw notFound()
  return campaign
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

/** Cursors are opaque: the position in base64 with a line feed, percent-encoded once, as seen on the wire. */
const cursor = (offset: number): string => encodeURIComponent(Buffer.from(`${offset}\n`).toString('base64'))

function readCursor(after: string | null): number {
  if (after === null || after === '') return 0
  const text = Buffer.from(decodeURIComponent(after), 'base64').toString('utf8').trim()
  if (!/^\d+$/.test(text)) throw badInput('Unable to parse value for query parameter: after')
  return Number(text)
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
  return ok({ ...render(campaignOf(exchange), listParam(exchange, 'properties')), assets: {} })
}

function update(exchange: Exchange): Reply {
  const campaign = campaignOf(exchange)
  const properties = propertiesOf(bodyObject(exchange))
  writeCampaign(exchange.portal, campaign, properties)
  return ok(render(campaign, Object.keys(properties)))
}

function remove(exchange: Exchange): Reply {
  const guid = param(exchange, 'guid')
  const { state } = exchange.portal
  state.campaigns = state.campaigns.filter(({ id }) => id !== guid)
  return noContent
}

function readBatch(exchange: Exchange): Reply {
  const names = listParam(exchange, 'properties')
  return eachInput(exchange, 50, 200, (input) => ({
    ...render(campaignOf(exchange, asText(input['id'], 'id')), names),
    assets: {},
  }))
}

function createBatch(exchange: Exchange): Reply {
  return eachInput(exchange, 50, 201, (input) => {
    const properties = propertiesOf(input)
    return render(createCampaign(exchange.portal, properties), Object.keys(properties))
  })
}

function updateBatch(exchange: Exchange): Reply {
  return eachInput(exchange, 50, 200, (input) => {
    const properties = propertiesOf(input)
    const campaign = campaignOf(exchange, asText(input['id'], 'id'))
    writeCampaign(exchange.portal, campaign, properties)
    return render(campaign, Object.keys(properties))
  })
}

/** Campaign batches fail input by input, with a sub-category of their own. */
function eachInput(
  exchange: Exchange,
  most: number,
  status: number,
  act: (input: Readonly<Record<string, unknown>>) => unknown,
): Reply {
  const results: unknown[] = []
  const errors: BatchError[] = []
  for (const input of inputsOf(exchange, most)) {
    try {
      results.push(act(input))
    } catch (error) {
      if (!(error instanceof HubSpotError)) throw error
      const refused = invalid(error.message, { subCategory: 'CampaignApiError.INVALID_REQUEST' })
      errors.push(batchError(refused, { ids: [optionalText(input['id'], 'id') ?? ''] }))
    }
  }
  return batchReply(exchange, status, results, errors)
}
