import type { Link } from '#domain/identity/link.ts'
import type { Scope } from './scope.ts'

/**
 * Links of the people behind Salesforce Lead and Contact ids. A Contact that nobody knows may be what a linked Lead was just
 * converted to: the Lead is asked, so the order in which changes arrive does not matter.
 * @returns by the id asked for; unknown people are absent.
 */
export async function resolvePeople(
  scope: Scope,
  salesforceIds: readonly string[],
): Promise<ReadonlyMap<string, Link>> {
  const wanted = [...new Set(salesforceIds)]
  const known = new Map(await scope.store.links.bySalesforceIds(scope.connection.id, 'person', wanted))
  const contacts = wanted.filter((id) => !known.has(id) && id.startsWith(CONTACT_PREFIX))
  if (contacts.length === 0) return known
  const leads = await scope.salesforce.findBy({
    object: 'Lead',
    field: 'ConvertedContactId',
    values: contacts,
    fields: ['ConvertedContactId'],
  })
  const links = await scope.store.links.bySalesforceIds(
    scope.connection.id,
    'person',
    leads.map((lead) => lead.id),
  )
  for (const lead of leads) {
    const link = links.get(lead.id)
    const contactId = lead.values['ConvertedContactId'] ?? null
    if (link !== undefined && contactId !== null) known.set(contactId, link)
  }
  return known
}

/** Key prefix of Contact: https://help.salesforce.com/s/articleView?id=000385203 */
const CONTACT_PREFIX = '003'
