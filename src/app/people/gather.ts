import type { Link } from '#domain/identity/link.ts'
import { leadingClock } from '#domain/sla/clock.ts'
import type { Values } from '#domain/mapping/value.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { InboxRow } from '#ports/store/inbox.ts'
import { capturedFields } from '../fields-to-read.ts'
import { CONTACTS } from '../scope.ts'
import type { Scope } from '../scope.ts'
import { readOrRecall } from '../snapshots.ts'
import type { Seen } from '../snapshots.ts'
import { nameCampaigns } from './campaign-names.ts'
import { movedToSurvivors } from './salesforce-merges.ts'
import type { Person } from './unit.ts'

export interface Gathered {
  readonly people: readonly Person[]
  /** Rows of Salesforce records that belong to nobody in the loop. */
  readonly strangers: readonly InboxRow[]
}

/** Reads both sides of everybody named by the rows, as they are now. */
export async function gatherPeople(scope: Scope, rows: readonly InboxRow[]): Promise<Gathered> {
  const { store, connection } = scope
  const fromHubspot = rows.filter((row) => row.side === 'hubspot')
  const fromSalesforce = rows.filter((row) => row.side === 'salesforce')
  const byHubspotId = await store.links.byHubspotIds(connection.id, 'person', ids(fromHubspot))
  const bySalesforceId = await store.links.bySalesforceIds(connection.id, 'person', ids(fromSalesforce))

  const named: { readonly row: InboxRow; readonly hubspotId: string }[] = []
  const known = new Map<string, Link>()
  const strangers: InboxRow[] = []
  for (const row of fromHubspot) {
    const link = byHubspotId.get(row.recordId)
    if (link !== undefined) known.set(link.id, link)
    // A merge names the survivor; the person goes on under its id.
    const survivor = row.kind === 'merged' ? row.survivorId : null
    named.push({ row, hubspotId: survivor ?? link?.hubspotId ?? row.recordId })
  }
  for (const row of fromSalesforce) {
    const link = bySalesforceId.get(row.recordId)
    if (link?.hubspotId === null || link === undefined) {
      strangers.push(row)
      continue
    }
    known.set(link.id, link)
    named.push({ row, hubspotId: link.hubspotId })
  }
  const moved = await movedToSurvivors(scope, fromSalesforce, bySalesforceId)
  const mergedFrom = new Map(moved.map((link) => [link.id, known.get(link.id)?.salesforceId ?? null]))
  for (const link of moved) known.set(link.id, link)

  const early = [...known.values()]
  const [seen, recordsSeen] = await Promise.all([
    readContacts(scope, [...new Set(named.map(({ hubspotId }) => hubspotId))], fromHubspot),
    readSalesforce(scope, early, fromSalesforce),
  ])
  const { contacts } = seen
  const idNow = (hubspotId: string): string => contacts.get(hubspotId)?.id ?? hubspotId
  const rowsOf = Map.groupBy(named, ({ hubspotId }) => idNow(hubspotId))
  for (const link of await linksOfMerged(scope, contacts)) if (!known.has(link.id)) known.set(link.id, link)
  const linksOf = Map.groupBy(known.values(), (link) => idNow(link.hubspotId ?? ''))
  const mainOf = new Map(
    [...linksOf].flatMap(([id, links]) =>
      links
        .toSorted(firstToKeep)
        .slice(0, 1)
        .map((link) => [id, link] as const),
    ),
  )
  const links = [...mainOf.values()]
  const late = links.filter((link) => !early.includes(link))
  const records = new Map([...recordsSeen.people, ...(await readSalesforce(scope, late, fromSalesforce)).people])
  const linkIds = links.map((link) => link.id)
  const handoffs = await store.handoffs.latestByLinks(connection.id, linkIds)
  const clocks = Map.groupBy(await store.clocks.byLinks(connection.id, linkIds), (clock) => clock.handoffId)

  const people = [...rowsOf].map(([hubspotId, rowsNamed]): Person => {
    const link = mainOf.get(hubspotId) ?? null
    const found = link === null ? undefined : records.get(link.salesforceId ?? link.key)
    const handoff = link === null ? null : (handoffs.get(link.id) ?? null)
    return {
      rows: rowsNamed.map(({ row }) => row),
      contact: contacts.get(hubspotId) ?? null,
      rawContact: seen.raw.get(hubspotId) ?? null,
      contactBy: seen.recalled.has(hubspotId) ? 'snapshot' : 'read',
      link,
      absorbed: (linksOf.get(hubspotId) ?? []).filter((other) => other !== link && other.state !== 'unlinked'),
      mergedPeople: (linksOf.get(hubspotId) ?? []).filter((other) => other !== link),
      record: found?.record ?? null,
      recordBy: found?.by ?? 'read',
      convertedFrom: found?.convertedFrom ?? null,
      mergedFrom: link === null ? null : (mergedFrom.get(link.id) ?? null),
      handoff,
      clock: handoff === null ? null : leadingClock(clocks.get(handoff.id) ?? []),
    }
  })
  return { people, strangers }
}

/** Contacts whose own ids nobody asked for may have been joined to Salesforce before they were merged. */
async function linksOfMerged(scope: Scope, contacts: ReadonlyMap<string, RemoteRecord>): Promise<Iterable<Link>> {
  const merged = [...new Set(contacts.values())].filter((contact) => contact.mergedIds.length > 0)
  const hubspotIds = merged.flatMap((contact) => [contact.id, ...contact.mergedIds])
  return (await scope.store.links.byHubspotIds(scope.connection.id, 'person', hubspotIds)).values()
}

/** Of several links the one that is alive goes on; of these the oldest, whose clock started first. */
function firstToKeep(a: Link, b: Link): number {
  const rank = (link: Link): number => (link.state === 'active' ? 0 : link.state === 'intended' ? 1 : 2)
  return rank(a) - rank(b) || a.createdAt - b.createdAt || (a.key < b.key ? -1 : 1)
}

const ids = (rows: readonly InboxRow[]): string[] => rows.map((row) => row.recordId)

interface SeenContacts {
  /** By every id that means the contact: a merged-away one answers with the survivor. Campaigns go by their names. */
  readonly contacts: ReadonlyMap<string, RemoteRecord>
  /** As HubSpot gave them. */
  readonly raw: ReadonlyMap<string, Values>
  /** Ids of those that nobody read. */
  readonly recalled: ReadonlySet<string>
}

async function readContacts(
  scope: Scope,
  hubspotIds: readonly string[],
  rows: readonly InboxRow[],
): Promise<SeenContacts> {
  const fields = capturedFields(scope.config, CONTACTS) ?? []
  const seen = await readOrRecall(scope.hubspot, { object: 'contacts', ids: hubspotIds, fields }, rows)
  const named = await nameCampaigns(
    scope,
    seen.map(({ record }) => record),
  )
  return {
    contacts: new Map(
      named.flatMap((contact) => [...contact.mergedIds, contact.id].map((id) => [id, contact] as const)),
    ),
    raw: new Map(seen.map(({ record }) => [record.id, record.values])),
    recalled: new Set(seen.flatMap(({ record, by }) => (by === 'snapshot' ? [record.id] : []))),
  }
}

interface FoundPerson extends Seen {
  readonly convertedFrom: string | null
}

/** By the link's Salesforce id, or its key while that is unknown. A converted lead is read on as the contact it became. */
async function readSalesforce(
  scope: Scope,
  links: readonly Link[],
  rows: readonly InboxRow[],
): Promise<{ readonly people: ReadonlyMap<string, FoundPerson> }> {
  const idsOf = (object: string): string[] =>
    links
      .filter((link) => link.salesforceObject === object)
      .flatMap((link) => (link.salesforceId === null ? [] : [link.salesforceId]))
  const [made, known, contacts] = await Promise.all([
    leadsMadeBefore(scope, links),
    read(scope, 'Lead', idsOf('Lead'), rows),
    read(scope, 'Contact', idsOf('Contact'), rows),
  ])
  const leads = [...known, ...[...made.values()].map((record): Seen => ({ record, by: 'read' }))]
  const converted = new Map(
    leads.flatMap(({ record: lead }) => {
      const contactId = lead.values['ConvertedContactId'] ?? null
      return lead.values['IsConverted'] === 'true' && contactId !== null ? [[contactId, lead.id] as const] : []
    }),
  )
  const found = new Map<string, FoundPerson>(
    [...leads, ...contacts].map((seen) => [seen.record.id, { ...seen, convertedFrom: null }]),
  )
  for (const seen of await read(scope, 'Contact', [...converted.keys()], rows)) {
    const leadId = converted.get(seen.record.id)
    found.set(leadId ?? seen.record.id, { ...seen, convertedFrom: leadId ?? null })
  }
  for (const [key, lead] of made) {
    const person = found.get(lead.id)
    if (person !== undefined) found.set(key, person)
  }
  return { people: found }
}

/**
 * Leads of links whose create may have happened in a run that was cut off, by key. Repeating the keyed upsert would find them
 * too, but a lead that was converted since refuses it, and one that a rep has changed since would lose the change.
 */
async function leadsMadeBefore(scope: Scope, links: readonly Link[]): Promise<ReadonlyMap<string, RemoteRecord>> {
  const keys = links.filter((link) => link.state === 'intended').map((link) => link.key)
  if (keys.length === 0) return new Map()
  const fields = capturedFields(scope.config, { side: 'salesforce', object: 'Lead' }) ?? []
  const leads = await scope.salesforce.findBy({ object: 'Lead', field: 'Tandem_Key__c', values: keys, fields })
  return new Map(leads.map((lead) => [lead.values['Tandem_Key__c'] ?? '', lead]))
}

async function read(
  scope: Scope,
  object: 'Lead' | 'Contact',
  recordIds: readonly string[],
  rows: readonly InboxRow[],
): Promise<readonly Seen[]> {
  if (recordIds.length === 0) return []
  const fields = capturedFields(scope.config, { side: 'salesforce', object }) ?? []
  return readOrRecall(scope.salesforce, { object, ids: recordIds, fields }, rows)
}
