import type { Link } from '#domain/identity/link.ts'
import type { LinkId } from '#domain/ids.ts'
import type { RelatedRecords, RemoteRecord } from '#ports/connector/records.ts'
import type { InboxRow, KnownVersion } from '#ports/store/inbox.ts'
import type { StoredOpportunity } from '#ports/store/opportunities.ts'
import { capturedFields } from '../fields-to-read.ts'
import { versionOf } from '../known-version.ts'
import { resolvePeople } from '../resolve-people.ts'
import { CONTACT_ROLES, OPPORTUNITIES } from '../scope.ts'
import type { Scope } from '../scope.ts'
import { readOrRecall } from '../snapshots.ts'
import { withRefundedPeople } from './refunded-people.ts'
import type { Behind } from './refunded-people.ts'
import { inOwnCurrency } from './own-currency.ts'
import type { Deal } from './unit.ts'

export interface Gathered {
  readonly deals: readonly Deal[]
  readonly strangers: readonly InboxRow[]
  /** Opportunities as they were read. */
  readonly read: readonly KnownVersion[]
}

export async function gatherDeals(scope: Scope, rows: readonly InboxRow[]): Promise<Gathered> {
  const { store, connection } = scope
  const { rowsOf, strangers } = await byOpportunity(scope, rows)
  const ids = [...rowsOf.keys()]
  const fields = capturedFields(scope.config, OPPORTUNITIES) ?? []
  // Contact roles are asked for in the same moment, also of those that turn out to be gone.
  const [seen, roles] = await Promise.all([
    readOrRecall(scope.salesforce, { object: 'Opportunity', ids, fields }, rows),
    ids.length === 0 ? [] : scope.salesforce.related({ from: 'Opportunity', ids, to: 'Contact' }),
  ])
  const records = new Map(seen.map(({ record }) => [record.id, record]))
  const links = await store.links.bySalesforceIds(connection.id, 'deal', ids)
  const before = await store.opportunities.byIds(connection.id, ids)
  const present = [...records.values()]
  const behind = await withRefundedPeople(scope, present, await peopleBehind(scope, present, roles))
  const deals = ids.map((id): Deal => ({
    rows: rowsOf.get(id) ?? [],
    opportunityId: id,
    ...inOwnCurrency(scope, records.get(id) ?? null),
    link: links.get(id) ?? null,
    before: before.get(id) ?? null,
    people: behind.get(id)?.people ?? [],
    contactSource: behind.get(id)?.source ?? 'none',
  }))
  const read = seen.flatMap(({ record, by }) => (by === 'read' ? [versionOf('salesforce', record)] : []))
  return { deals, strangers, read }
}

/** Whatever changed, an opportunity, a contact role of it or its deal, the opportunity is what is looked at. */
async function byOpportunity(
  scope: Scope,
  rows: readonly InboxRow[],
): Promise<{ readonly rowsOf: ReadonlyMap<string, readonly InboxRow[]>; readonly strangers: readonly InboxRow[] }> {
  const dealIds = rows.filter((row) => row.side === 'hubspot').map((row) => row.recordId)
  const linkOfDeal = await scope.store.links.byHubspotIds(scope.connection.id, 'deal', dealIds)
  const opportunityOfRole = await opportunitiesOfRoles(scope, rows.filter(isRole))
  const named = rows.map((row) => {
    if (row.side === 'hubspot') return { row, id: linkOfDeal.get(row.recordId)?.salesforceId ?? null }
    return { row, id: isRole(row) ? (opportunityOfRole.get(row.recordId) ?? null) : row.recordId }
  })
  const rowsOf = new Map<string, readonly InboxRow[]>()
  for (const { row, id } of named) if (id !== null) rowsOf.set(id, [...(rowsOf.get(id) ?? []), row])
  return { rowsOf, strangers: named.filter(({ id }) => id === null).map(({ row }) => row) }
}

const isRole = (row: InboxRow): boolean => row.side === CONTACT_ROLES.side && row.object === CONTACT_ROLES.object

/** A new or deleted role does not touch its opportunity's own stamp. A role that came along names it; so do deleted ones. */
async function opportunitiesOfRoles(scope: Scope, rows: readonly InboxRow[]): Promise<ReadonlyMap<string, string>> {
  const named = rows.flatMap(({ recordId, snapshot }) => {
    const opportunity = snapshot?.values['OpportunityId'] ?? null
    return opportunity === null ? [] : [[recordId, opportunity] as const]
  })
  const known = new Set(named.map(([id]) => id))
  const ids = rows.map((row) => row.recordId).filter((id) => !known.has(id))
  const found =
    ids.length === 0 ? [] : await scope.salesforce.related({ from: 'OpportunityContactRole', ids, to: 'Opportunity' })
  return new Map([
    ...named,
    ...found.flatMap(({ id, related: [opportunity] }) =>
      opportunity === undefined ? [] : [[id, opportunity] as const],
    ),
  ])
}

/** Contact roles, else the lead that was converted into the opportunity, else everybody known at the account. */
async function peopleBehind(
  scope: Scope,
  opportunities: readonly RemoteRecord[],
  roles: readonly RelatedRecords[],
): Promise<ReadonlyMap<string, Behind>> {
  const ids = opportunities.map((record) => record.id)
  const found = new Map<string, Behind>()
  if (ids.length === 0) return found
  await collect(
    scope,
    found,
    'role',
    roles.map(({ id, related }) => [id, related]),
  )

  const withoutRole = ids.filter((id) => !found.has(id))
  const leads = await findBy(scope, 'Lead', 'ConvertedOpportunityId', withoutRole)
  await collect(
    scope,
    found,
    'converted-lead',
    leads.map((lead) => [lead.values['ConvertedOpportunityId'] ?? '', [lead.id]]),
  )

  const rest = opportunities.filter((record) => !found.has(record.id))
  const contacts = await findBy(
    scope,
    'Contact',
    'AccountId',
    rest.flatMap((record) => record.values['AccountId'] ?? []),
  )
  const byAccount = Map.groupBy(contacts, (contact) => contact.values['AccountId'] ?? '')
  await collect(
    scope,
    found,
    'account',
    rest.map((record) => [record.id, (byAccount.get(record.values['AccountId'] ?? '') ?? []).map((c) => c.id)]),
  )
  return found
}

const findBy = async (
  scope: Scope,
  object: string,
  field: string,
  values: readonly string[],
): Promise<readonly RemoteRecord[]> =>
  values.length === 0 ? [] : scope.salesforce.findBy({ object, field, values, fields: [field] })

async function collect(
  scope: Scope,
  found: Map<string, Behind>,
  source: StoredOpportunity['contactSource'],
  pairs: readonly (readonly [string, readonly string[]])[],
): Promise<void> {
  const links = await resolvePeople(
    scope,
    pairs.flatMap(([, people]) => people),
  )
  for (const [opportunityId, ids] of pairs) {
    const people = new Map<LinkId, Link>((found.get(opportunityId)?.people ?? []).map((link) => [link.id, link]))
    for (const id of ids) {
      const link = links.get(id)
      if (link !== undefined) people.set(link.id, link)
    }
    if (people.size > 0) found.set(opportunityId, { people: [...people.values()], source })
  }
}
