import type { Stream } from '#ports/store/inbox.ts'
import { ACCOUNTS, CONTACTS, OPPORTUNITIES } from '../scope.ts'
import type { Scope } from '../scope.ts'

/** One record that a person named. */
export interface Named extends Stream {
  readonly recordId: string
}

const BY_PREFIX: Readonly<Record<string, Stream>> = { '001': ACCOUNTS, '006': OPPORTUNITIES }

/**
 * Finds what an e-mail address or an id means: a contact of HubSpot, a Lead or Contact of Salesforce (looked at from its contact),
 * an Account or an Opportunity. @returns null when there is none.
 */
export async function findNamed(scope: Scope, what: string): Promise<Named | null> {
  const contact = await contactOf(scope, what)
  if (contact !== null) return { ...CONTACTS, recordId: contact }
  const stream = BY_PREFIX[what.slice(0, 3)]
  return stream !== undefined && isSalesforceId(what) ? { ...stream, recordId: what } : null
}

const isSalesforceId = (id: string): boolean => /^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/.test(id)

async function contactOf(scope: Scope, what: string): Promise<string | null> {
  const { hubspot, salesforce, store, connection } = scope
  const byEmail = async (email: string): Promise<string | null> =>
    (await hubspot.findBy({ object: 'contacts', field: 'email', values: [email], fields: [] }))[0]?.id ?? null
  if (what.includes('@')) return byEmail(what)
  if (/^\d+$/.test(what)) return (await hubspot.read({ object: 'contacts', ids: [what], fields: [] }))[0]?.id ?? null
  const object = { '00Q': 'Lead', '003': 'Contact' }[what.slice(0, 3)]
  if (object === undefined || !isSalesforceId(what)) return null
  const link = (await store.links.bySalesforceIds(connection.id, 'person', [what])).get(what)
  if (link?.hubspotId !== undefined && link.hubspotId !== null) return link.hubspotId
  const [record] = await salesforce.read({ object, ids: [what], fields: ['Email'] })
  const email = record?.values['Email'] ?? null
  return email === null ? null : byEmail(email)
}
