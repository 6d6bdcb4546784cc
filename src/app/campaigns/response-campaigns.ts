import type { ResponseCampaign } from '#domain/attribution/response-touch.ts'
import type { Instant } from '#domain/instant.ts'
import type { Connector } from '#ports/connector.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { Scope } from '../scope.ts'

/** A campaign seldom changes its name or its type. */
const FRESH_MS = 3_600_000

const known = new WeakMap<Connector, Map<string, { readonly at: Instant; readonly record: RemoteRecord }>>()

/**
 * How the Salesforce campaigns with these ids are called: as the HubSpot campaign they are linked with, so that touches of both meet,
 * else by their own name. Each is asked for once an hour, 200 in a call; those that cannot be seen are absent.
 */
export async function campaignsOfResponses(
  scope: Scope,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ResponseCampaign>> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return new Map()
  const { store, connection } = scope
  const records = await recordsOf(scope, wanted)
  const links = await store.links.bySalesforceIds(connection.id, 'campaign', wanted)
  const hubspot = new Map((await store.campaigns.list(connection.id)).map((campaign) => [campaign.id, campaign]))
  return new Map(
    wanted.flatMap((id) => {
      const record = records.get(id)
      const partner = hubspot.get(links.get(id)?.hubspotId ?? '')
      const name = partner?.name ?? record?.values['Name'] ?? null
      const channel = record?.values['Type'] ?? partner?.channel ?? null
      return name === null ? [] : [[id, { name, channel }] as const]
    }),
  )
}

async function recordsOf(scope: Scope, ids: readonly string[]): Promise<ReadonlyMap<string, RemoteRecord>> {
  const { salesforce, clock } = scope
  const cache = known.get(salesforce) ?? new Map<string, { readonly at: Instant; readonly record: RemoteRecord }>()
  known.set(salesforce, cache)
  const now = clock.now()
  const stale = ids.filter((id) => now - (cache.get(id)?.at ?? -Infinity) > FRESH_MS)
  const read =
    stale.length === 0 ? [] : await salesforce.read({ object: 'Campaign', ids: stale, fields: ['Name', 'Type'] })
  for (const id of stale) cache.delete(id)
  for (const record of read) cache.set(record.id, { at: now, record })
  return new Map(
    ids.flatMap((id) => {
      const record = cache.get(id)?.record
      return record === undefined ? [] : [[id, record] as const]
    }),
  )
}
