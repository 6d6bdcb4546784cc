import { companyDomain } from '#domain/identity/company-match.ts'
import { companyKey } from '#domain/identity/normalize.ts'
import type { LinkId } from '#domain/ids.ts'
import type { KnownOwner, RouteFacts } from '#domain/routing/types.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { Scope } from '../scope.ts'
import { rejectersOf } from './stored-facts.ts'

/** Somebody who is to get an owner. `link` null: nobody yet knows this person. */
export interface Routed {
  readonly contact: RemoteRecord
  /** The Lead or Contact that is there already. */
  readonly record: RemoteRecord | null
  readonly linkId: LinkId | null
}

/** What routing looks at, by HubSpot contact id, but for what only the transaction that decides can say (workload, stickiness). */
export type GatheredFacts = ReadonlyMap<string, RouteFacts>

/**
 * Who already has to do with these people, and what their company is. Read before the transaction that decides: accounts are asked
 * of Salesforce, one call for all, and only where a person belongs to one.
 */
export async function gatherRouteFacts(scope: Scope, people: readonly Routed[]): Promise<GatheredFacts> {
  const accounts = await accountsOf(scope, people)
  const owners = scope.config.routing.keepExistingOwner
    ? await accountOwners(scope, accounts)
    : new Map<string, string>()
  const deals = await openDeals(scope, people)
  const robots = await scope.automationUsers()
  const rejecters = await rejectersOf(
    scope,
    people.flatMap(({ linkId }) => linkId ?? []),
  )
  return new Map(
    people.map(({ contact, record, linkId }): readonly [string, RouteFacts] => {
      const account = accounts.get(contact.id) ?? null
      const accountOwner = account === null ? undefined : owners.get(account)
      return [
        contact.id,
        {
          contact: contact.values,
          emailDomain: companyDomain(contact.values['email']),
          companyDomain: domainOf(contact),
          companyKey: keyOf(contact),
          record: record?.object === 'Contact' ? 'contact' : 'lead',
          // Nobody is handed to a robot only because it made the record.
          owners: [
            ...recordOwner(record),
            ...(account === null || accountOwner === undefined
              ? []
              : [{ source: 'account' as const, ownerId: accountOwner, because: account, since: null }]),
            ...(linkId === null ? [] : (deals.get(linkId) ?? [])),
          ].filter(({ ownerId }) => !robots.has(ownerId)),
          excluded: (linkId === null ? undefined : rejecters.get(linkId)) ?? new Map<string, string>(),
        },
      ]
    }),
  )
}

/** The registrable domain a person's company calls its own; null for mailboxes that everybody may have. */
export const domainOf = ({ values }: RemoteRecord): string | null =>
  companyDomain(values['website']) ?? companyDomain(values['hs_email_domain'], values['email'])

const keyOf = ({ values }: RemoteRecord): string | null => {
  const { company } = values
  return company === null || company === undefined ? null : companyKey(company)
}

/** A queue owns nothing as a person does: routing passes over ids that are no user's. */
const recordOwner = (record: RemoteRecord | null): readonly KnownOwner[] => {
  const ownerId = record?.values['OwnerId'] ?? null
  return record === null || ownerId === null ? [] : [{ source: 'record', ownerId, because: record.id, since: null }]
}

/** Account of each contact: that of its Contact, else that of its company in HubSpot. */
async function accountsOf(scope: Scope, people: readonly Routed[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  const byCompany = new Map<string, string>()
  for (const { contact, record } of people) {
    const account = record?.object === 'Contact' ? (record.values['AccountId'] ?? null) : null
    const company = contact.values['associatedcompanyid'] ?? null
    if (account !== null) found.set(contact.id, account)
    else if (company !== null) byCompany.set(contact.id, company)
  }
  if (byCompany.size === 0) return found
  const links = await scope.store.links.byHubspotIds(scope.connection.id, 'company', [...new Set(byCompany.values())])
  for (const [contact, company] of byCompany) {
    const link = links.get(company)
    if (link?.state === 'active' && link.salesforceId !== null) found.set(contact, link.salesforceId)
  }
  return found
}

async function accountOwners(
  scope: Scope,
  accounts: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(accounts.values())]
  if (ids.length === 0) return new Map()
  const read = await scope.salesforce.read({ object: 'Account', ids, fields: ['OwnerId'] })
  return new Map(
    read.flatMap(({ id, values }) => {
      const owner = values['OwnerId'] ?? null
      return owner === null ? [] : [[id, owner] as const]
    }),
  )
}

/** Owners of open opportunities of people who are known, newest first. */
async function openDeals(scope: Scope, people: readonly Routed[]): Promise<ReadonlyMap<LinkId, readonly KnownOwner[]>> {
  const links = people.flatMap(({ linkId }) => linkId ?? [])
  if (links.length === 0 || !scope.config.routing.keepExistingOwner) return new Map()
  const found = await scope.store.opportunities.byPeople(scope.connection.id, links)
  return new Map(
    [...found].map(([link, opportunities]) => [
      link,
      opportunities
        .filter(({ isClosed }) => !isClosed)
        .toSorted((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1))
        .flatMap(({ id, ownerId, createdAt }): readonly KnownOwner[] =>
          ownerId === null ? [] : [{ source: 'open-deal', ownerId, because: id, since: createdAt }],
        ),
    ]),
  )
}
