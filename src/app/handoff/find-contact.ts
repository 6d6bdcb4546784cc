import { capturedFields } from '../fields-to-read.ts'
import { CONTACTS } from '../scope.ts'
import type { Scope } from '../scope.ts'
import type { SimulatedPerson } from './simulate-routing.ts'

/** As HubSpot has the contact now, by e-mail or id; null: there is none. */
export async function findContact(scope: Scope, who: string): Promise<SimulatedPerson | null> {
  const { hubspot, store, connection, config } = scope
  const fields = capturedFields(config, CONTACTS) ?? []
  const [contact] = who.includes('@')
    ? await hubspot.findBy({ object: 'contacts', field: 'email', values: [who], fields })
    : /^\d+$/.test(who)
      ? await hubspot.read({ object: 'contacts', ids: [who], fields })
      : []
  if (contact === undefined) return null
  const link = (await store.links.byHubspotIds(connection.id, 'person', [contact.id])).get(contact.id)
  return { id: contact.id, values: contact.values, linkId: link?.id ?? null }
}
