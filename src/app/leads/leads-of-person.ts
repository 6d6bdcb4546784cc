import type { SyncConfig } from '#domain/config.ts'
import type { Instant } from '#domain/instant.ts'
import type { Scope } from '../scope.ts'
import { findPeople } from '../sla/explain-lead.ts'
import { type LeadRead, readLead } from './read-lead.ts'

/** The field map by which people's addresses are found. */
export const emailMapOf = ({ fields }: Pick<SyncConfig, 'fields'>): string =>
  fields['contact-lead'].find(({ hubspot }) => hubspot === 'email')?.id ?? 'email'

/**
 * The newest lead of each person that this fits; whoever was never given to sales is left out.
 * @param who an e-mail, a HubSpot id or a Salesforce id.
 */
export async function leadsOfPerson(
  scope: Pick<Scope, 'store' | 'connection' | 'config'>,
  who: string,
  { now, limit }: { readonly now: Instant; readonly limit: number },
): Promise<readonly LeadRead[]> {
  const { store, connection, config } = scope
  const people = await findPeople(store, connection.id, who, emailMapOf(config))
  const newest = await store.handoffs.latestByLinks(
    connection.id,
    people.slice(0, limit).map(({ id }) => id),
  )
  const leads = await Promise.all([...newest.values()].map(({ id }) => readLead(scope, id, now)))
  return leads.flatMap((lead) => lead ?? [])
}
