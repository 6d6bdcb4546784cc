import { campaignKey, campaignName } from '#domain/campaigns/match.ts'
import { RemoteError } from '#domain/errors.ts'
import type { Link } from '#domain/identity/link.ts'
import type { LinkId } from '#domain/ids.ts'
import { withoutEmptySums } from '#domain/objects/campaign-campaign.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import { hubspotFields, salesforceFields } from '../fields-to-read.ts'
import type { Scope } from '../scope.ts'

/** Everything there is about campaigns: there are hundreds, not millions. */
export interface Gathered {
  readonly hubspot: readonly RemoteRecord[]
  /** By GUID, also of campaigns that are gone. */
  readonly links: ReadonlyMap<string, Link>
  /** Linked Salesforce campaigns, and those that bear a key or a name of an unlinked one. By id. */
  readonly salesforce: ReadonlyMap<string, RemoteRecord>
  /** Linked campaigns that HubSpot no longer has, asked twice. */
  readonly goneInHubspot: ReadonlySet<string>
}

const PAGE = 1_000

/** Reads both sides. Null: this portal has no campaigns, or the credential may not read them, which is told once an hour. */
export async function gatherCampaigns(scope: Scope): Promise<Gathered | null> {
  const hubspot = await listed(scope)
  if (hubspot === null) return null
  const links = await linksOf(
    scope,
    hubspot.map(({ id }) => id),
  )
  const present = new Set(hubspot.map(({ id }) => id))
  const missing = [...links.values()].filter(isActive).flatMap(({ hubspotId }) => hubspotId ?? [])
  const [salesforce, existing] = await Promise.all([
    readSalesforce(scope, hubspot, links),
    existingOf(
      scope,
      missing.filter((guid) => !present.has(guid)),
    ),
  ])
  const goneInHubspot = new Set(missing.filter((guid) => !present.has(guid) && !existing.has(guid)))
  return { hubspot, links, salesforce, goneInHubspot }
}

export const isActive = (link: Link): boolean => link.state === 'active'

const existingOf = (scope: Scope, guids: readonly string[]): Promise<ReadonlySet<string>> =>
  guids.length === 0 ? Promise.resolve(new Set<string>()) : scope.hubspot.existingCampaigns(guids)

/** Missing scopes and portals without campaigns; a rejected credential (401) is not one of them. */
const REFUSALS: ReadonlySet<number | undefined> = new Set([403, 404])

async function listed(scope: Scope): Promise<readonly RemoteRecord[] | null> {
  try {
    const records = await scope.hubspot.allCampaigns(hubspotFields(scope.config, ['campaign-campaign']))
    return records.map((record) => ({ ...record, values: withoutEmptySums(record.values) }))
  } catch (error) {
    if (!(error instanceof RemoteError) || !REFUSALS.has(error.status)) throw error
    const { code, message: said, remedy } = error
    scope.log.warn({ connectionId: scope.connection.id, code, said, remedy }, 'campaigns left out: HubSpot refuses')
    return null
  }
}

async function linksOf(scope: Scope, guids: readonly string[]): Promise<ReadonlyMap<string, Link>> {
  const { links } = scope.store
  const found = new Map(await links.byHubspotIds(scope.connection.id, 'campaign', guids))
  let after: LinkId | null = null
  for (;;) {
    const page: readonly Link[] = await links.page(scope.connection.id, 'campaign', after, PAGE)
    for (const link of page) if (link.hubspotId !== null) found.set(link.hubspotId, link)
    after = page.at(-1)?.id ?? null
    if (page.length < PAGE) return found
  }
}

async function readSalesforce(
  scope: Scope,
  hubspot: readonly RemoteRecord[],
  links: ReadonlyMap<string, Link>,
): Promise<ReadonlyMap<string, RemoteRecord>> {
  const object = 'Campaign'
  const fields = salesforceFields(scope.config, 'campaign-campaign')
  const ids = [...links.values()].flatMap(({ salesforceId }) => salesforceId ?? [])
  const open = hubspot.filter(({ id }) => (links.get(id)?.salesforceId ?? null) === null)
  const keys = open.map(({ id }) => links.get(id)?.key ?? campaignKey(scope.connection.portalId, id))
  const names = [...new Set(open.map(({ values }) => campaignName(values['hs_name'])))].filter((name) => name !== '')
  const pages = await Promise.all([
    ids.length === 0 ? [] : scope.salesforce.read({ object, ids, fields }),
    keys.length === 0 ? [] : scope.salesforce.findBy({ object, field: 'Tandem_Key__c', values: keys, fields }),
    names.length === 0 ? [] : scope.salesforce.findBy({ object, field: 'Name', values: names, fields }),
  ])
  return new Map(pages.flat().map((record) => [record.id, record]))
}
