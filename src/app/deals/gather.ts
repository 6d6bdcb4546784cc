import type { Link } from '#domain/identity/link.ts'
import type { LinkId } from '#domain/ids.ts'
import { toMinor } from '#domain/money.ts'
import { localDayBounds, parseInstant } from '#domain/time.ts'
import type { RemoteRecord } from '#ports/connector.ts'
import type { InboxRow, StoredOpportunity } from '#ports/store.ts'
import { salesforceFields } from '../fields-to-read.ts'
import { resolvePeople } from '../resolve-people.ts'
import type { Scope } from '../scope.ts'

/** One opportunity with the people behind it and the deal that mirrors it. */
export interface Deal {
  readonly rows: readonly InboxRow[]
  readonly opportunityId: string
  /** Null: deleted in Salesforce. */
  readonly record: RemoteRecord | null
  readonly link: Link | null
  readonly before: StoredOpportunity | null
  readonly people: readonly Link[]
  readonly contactSource: StoredOpportunity['contactSource']
}

export async function gatherDeals(
  scope: Scope,
  rows: readonly InboxRow[],
): Promise<{ readonly deals: readonly Deal[]; readonly strangers: readonly InboxRow[] }> {
  const { store, connection } = scope
  const dealRows = rows.filter((row) => row.side === 'hubspot')
  const linkOfDeal = await store.links.byHubspotIds(
    connection.id,
    'deal',
    dealRows.map((row) => row.recordId),
  )
  const rowsOf = new Map<string, InboxRow[]>()
  const strangers: InboxRow[] = []
  for (const row of rows) {
    const id = row.side === 'salesforce' ? row.recordId : linkOfDeal.get(row.recordId)?.salesforceId
    if (id === null || id === undefined) strangers.push(row)
    else rowsOf.set(id, [...(rowsOf.get(id) ?? []), row])
  }
  const ids = [...rowsOf.keys()]
  const fields = salesforceFields(scope.config, 'deal-opportunity')
  const records = new Map((await scope.salesforce.read({ object: 'Opportunity', ids, fields })).map((r) => [r.id, r]))
  const links = await store.links.bySalesforceIds(connection.id, 'deal', ids)
  const before = await store.opportunities.byIds(connection.id, ids)
  const behind = await peopleBehind(scope, [...records.values()])
  const deals = ids.map((id): Deal => ({
    rows: rowsOf.get(id) ?? [],
    opportunityId: id,
    record: records.get(id) ?? null,
    link: links.get(id) ?? null,
    before: before.get(id) ?? null,
    people: behind.get(id)?.people ?? [],
    contactSource: behind.get(id)?.source ?? 'none',
  }))
  return { deals, strangers }
}

interface Behind {
  readonly people: readonly Link[]
  readonly source: StoredOpportunity['contactSource']
}

/** Contact roles, else the lead that was converted into the opportunity, else everybody known at the account. */
async function peopleBehind(
  scope: Scope,
  opportunities: readonly RemoteRecord[],
): Promise<ReadonlyMap<string, Behind>> {
  const ids = opportunities.map((record) => record.id)
  const found = new Map<string, Behind>()
  if (ids.length === 0) return found
  const roles = await scope.salesforce.related({ from: 'Opportunity', ids, to: 'Contact' })
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

/**
 * The opportunity as Tandem remembers it. A close date has no time in Salesforce, so the whole of that day in the org's zone
 * counts: it closed at the last moment of it.
 */
export function toStored(scope: Scope, deal: Deal, record: RemoteRecord, link: LinkId | null): StoredOpportunity {
  const { values } = record
  const isClosed = values['IsClosed'] === 'true'
  const amount = values['Amount'] ?? null
  const created = values['CreatedDate'] ?? null
  return {
    id: record.id,
    linkId: link,
    name: values['Name'] ?? '',
    stage: values['StageName'] ?? '',
    isClosed,
    isWon: values['IsWon'] === 'true',
    amountMinor: amount === null ? null : toMinor(amount, scope.connection.currency),
    currency: scope.connection.currency,
    createdAt: (created === null ? null : parseInstant(created)) ?? record.createdAt,
    closedAt: isClosed ? endOfDay(values['CloseDate'] ?? null, scope.connection.orgTimeZone) : null,
    lostReason: isClosed && values['IsWon'] !== 'true' ? (values[scope.config.lossReasonField] ?? null) : null,
    ownerId: values['OwnerId'] ?? null,
    contactSource: deal.contactSource,
    people: deal.people.map((person) => person.id),
  }
}

const endOfDay = (date: string | null, timeZone: string): number | null =>
  date === null ? null : localDayBounds(date, timeZone).until - 1
