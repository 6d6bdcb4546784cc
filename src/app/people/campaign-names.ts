import { campaignNamer, withCampaignNames } from '#domain/attribution/campaign-name.ts'
import { CAMPAIGN_PROPERTIES } from '#domain/attribution/touch-facts.ts'
import { RemoteError } from '#domain/errors.ts'
import type { CampaignSource } from '#ports/connector/campaigns.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { StoredCampaign } from '#ports/store/campaigns.ts'
import { refreshCosts } from '../refresh-costs.ts'
import type { Scope } from '../scope.ts'

/**
 * Contacts as they were read, but for campaigns that they name by an id: from here on a campaign has one name, in conditions,
 * on the lead, in its Task and in touches, and meets what it cost.
 */
export async function nameCampaigns(scope: Scope, contacts: readonly RemoteRecord[]): Promise<readonly RemoteRecord[]> {
  const properties = [...new Set([...CAMPAIGN_PROPERTIES, scope.config.campaignProperty])]
  const naming = contacts.some(({ values }) => properties.some((property) => (values[property] ?? null) !== null))
  if (!naming) return contacts
  const nameOf = campaignNamer(await knownCampaigns(scope))
  return contacts.map((contact) => {
    const values = withCampaignNames(contact.values, properties, nameOf)
    return values === contact.values ? contact : { ...contact, values }
  })
}

/** HubSpot is asked at most once by each connector: a portal may have no campaigns at all. */
const asked = new WeakSet<CampaignSource>()

/** Nobody is handed over before the list was read once; when that fails, sales still does not wait for it. */
async function knownCampaigns(scope: Scope): Promise<readonly StoredCampaign[]> {
  const { store, connection, hubspot, log } = scope
  const stored = await store.campaigns.list(connection.id)
  if (stored.length > 0 || asked.has(hubspot)) return stored
  try {
    await refreshCosts(scope)
    asked.add(hubspot)
  } catch (error) {
    if (!(error instanceof RemoteError) || error.disposition === 'fatal') throw error
    log.warn({ connectionId: connection.id, code: error.code }, 'campaigns keep the ids by which contacts name them')
  }
  return store.campaigns.list(connection.id)
}
