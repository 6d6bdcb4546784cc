import type { Handoff } from '#domain/handoff/types.ts'
import type { Link } from '#domain/identity/link.ts'
import type { LinkId } from '#domain/ids.ts'
import type { RouteFacts } from '#domain/routing/types.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import { capturedFields } from '../fields-to-read.ts'
import { nameCampaigns } from '../people/campaign-names.ts'
import { CONTACTS } from '../scope.ts'
import type { Scope } from '../scope.ts'
import { gatherRouteFacts } from './route-facts.ts'

/**
 * What routing looks at for handoffs that need somebody, by handoff: their contacts and records as they are now. A person whose record
 * is gone is absent; one whose contact cannot be read is decided by what is stored.
 */
export async function sweepFacts(
  scope: Scope,
  needing: readonly Handoff[],
  links: ReadonlyMap<LinkId, Link>,
  stored: ReadonlyMap<string, RouteFacts>,
): Promise<ReadonlyMap<string, RouteFacts>> {
  const people = needing.flatMap((handoff) => {
    const link = links.get(handoff.linkId)
    return link === undefined || link.state === 'unlinked' ? [] : [{ handoff, link }]
  })
  const [contacts, records] = await Promise.all([
    contactsOf(
      scope,
      people.flatMap(({ link }) => link.hubspotId ?? []),
    ),
    recordsOf(
      scope,
      people.map(({ link }) => link),
    ),
  ])
  const known = people.flatMap(({ handoff, link }) => {
    const contact = link.hubspotId === null ? undefined : contacts.get(link.hubspotId)
    const record = link.salesforceId === null ? undefined : records.get(link.salesforceId)
    return contact === undefined
      ? []
      : [{ handoff, contact, record: record === undefined ? null : withoutOwner(record, handoff), linkId: link.id }]
  })
  const gathered = await gatherRouteFacts(scope, known)
  const contactOf = new Map(known.map(({ handoff, contact }) => [handoff.id, contact.id]))
  return new Map(
    people.flatMap(({ handoff, link }): (readonly [string, RouteFacts])[] => {
      const contact = contactOf.get(handoff.id)
      const facts = contact === undefined ? stored.get(link.id) : gathered.get(contact)
      const record = link.salesforceObject === 'Contact' ? 'contact' : 'lead'
      return facts === undefined ? [] : [[handoff.id, { ...facts, record }]]
    }),
  )
}

async function contactsOf(scope: Scope, ids: readonly string[]): Promise<ReadonlyMap<string, RemoteRecord>> {
  const fields = capturedFields(scope.config, CONTACTS) ?? []
  const read = await scope.hubspot.read({ object: 'contacts', ids: [...new Set(ids)], fields })
  const named = await nameCampaigns(scope, read)
  return new Map(named.flatMap((contact) => [...contact.mergedIds, contact.id].map((id) => [id, contact] as const)))
}

async function recordsOf(scope: Scope, links: readonly Link[]): Promise<ReadonlyMap<string, RemoteRecord>> {
  const read = async (object: 'Lead' | 'Contact', fields: readonly string[]): Promise<readonly RemoteRecord[]> => {
    const ids = links.flatMap((link) => (link.salesforceObject === object ? (link.salesforceId ?? []) : []))
    return ids.length === 0 ? [] : scope.salesforce.read({ object, ids, fields })
  }
  const found = await Promise.all([read('Lead', ['OwnerId']), read('Contact', ['OwnerId', 'AccountId'])])
  return new Map(found.flat().map((record) => [record.id, record]))
}

/** Whom the handoff is taken from says nothing about who keeps it; anybody else was given the record in Salesforce. */
function withoutOwner(record: RemoteRecord, { ownerId, queueId }: Handoff): RemoteRecord {
  const owner = record.values['OwnerId'] ?? null
  return owner === ownerId || owner === queueId ? { ...record, values: { ...record.values, OwnerId: null } } : record
}
