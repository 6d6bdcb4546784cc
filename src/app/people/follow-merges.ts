import type { Link } from '#domain/identity/link.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import type { Scope } from '../scope.ts'
import { mergeLeads } from '../handoff/merge-leads.ts'
import { unlink } from '../unlink.ts'
import { withLeadsNow } from './leads-now.ts'
import type { Person } from './unit.ts'

/**
 * HubSpot makes a new record of the two it merges: the link moves to it and the old ids stay known. When both were joined to
 * Salesforce, the older link goes on; the other is taken apart, its record is left as it is and listed for a person to decide, and its
 * ids lead to the one kept, who has the touches and opportunities of both from then on.
 * Source: https://developers.hubspot.com/changelog/updated-merge-functionality-for-contacts-and-companies
 */
export async function followMerges(scope: Scope, people: readonly Person[]): Promise<readonly Person[]> {
  const moved = people.map((person) => ({ before: person.link, person: withIdNow(person) }))
  const touched = moved.filter(({ before, person }) => before !== person.link || person.mergedPeople.length > 0)
  if (touched.length === 0) return people
  const { store, connection } = scope
  await store.transaction(async (tx) => {
    await unlink(
      scope,
      tx,
      touched.flatMap(({ person }) => person.absorbed),
    )
    await tx.links.save(
      connection.id,
      touched.flatMap(({ person }) => person.link ?? []),
    )
    await tx.links.addAliases(
      connection.id,
      touched.flatMap(({ person: { link, mergedPeople } }) =>
        mergedPeople.flatMap((other) => (link === null ? [] : aliasesOf(other, link))),
      ),
    )
    await tx.touches.merge(
      connection.id,
      touched.flatMap(({ person: { link, mergedPeople } }) =>
        mergedPeople.flatMap((other) => (link === null ? [] : [{ from: other.id, into: link.id }])),
      ),
    )
    await tx.reviews.add(
      connection.id,
      touched.flatMap(({ person }) => pairsLeft(scope, person)),
      scope.clock.now(),
    )
    await mergeLeads(
      scope,
      tx,
      touched.flatMap(({ person: { link, absorbed } }) =>
        link === null ? [] : absorbed.map((other) => ({ from: other.id, to: link.id })),
      ),
      'hubspot',
    )
    await tx.journal.append(
      connection.id,
      touched.flatMap(({ before, person }) => journalRows(scope, before, person)),
    )
  })
  // Whoever goes on may have the lead of the other, and its clocks.
  const goingOn = touched.flatMap(({ person: { link, absorbed } }) =>
    link === null || absorbed.length === 0 ? [] : [link.id],
  )
  return withLeadsNow(
    scope,
    moved.map(({ person }) => ({ ...person, absorbed: [] })),
    goingOn,
  )
}

/** What sales does with the record that was left behind, an opportunity of it above all, is the doing of the one kept. */
const aliasesOf = ({ hubspotId, salesforceId }: Link, { id }: Link) => {
  const alias = { linkId: id, kind: 'person' as const }
  return [
    ...(hubspotId === null ? [] : [{ ...alias, side: 'hubspot' as const, recordId: hubspotId }]),
    ...(salesforceId === null ? [] : [{ ...alias, side: 'salesforce' as const, recordId: salesforceId }]),
  ]
}

/** Two records in Salesforce are one person now: which of them goes on is for a person to say. Until then it is the older link's. */
function pairsLeft(scope: Scope, { link, contact, absorbed }: Person) {
  if (link === null || contact === null || link.salesforceId === null) return []
  return absorbed.flatMap(({ salesforceId, salesforceObject }) =>
    salesforceId === null || salesforceObject === null || salesforceId === link.salesforceId
      ? []
      : [
          {
            id: scope.newId(),
            kind: 'several' as const,
            hubspotId: contact.id,
            salesforceObject,
            salesforceId,
            reason: 'merged in HubSpot: the record of the other contact',
            points: 4,
            evidence: [],
          },
        ],
  )
}

function withIdNow(person: Person): Person {
  const { link, contact } = person
  if (link === null || contact === null || link.state === 'unlinked' || link.hubspotId === contact.id) return person
  return { ...person, link: { ...link, hubspotId: contact.id } }
}

function journalRows(scope: Scope, before: Link | null, { link, absorbed }: Person): readonly JournalRow[] {
  const base = { at: scope.clock.now(), configVersion: scope.configVersion, cause: 'merged in HubSpot' }
  const apart = absorbed.map((other): JournalRow => ({
    ...base,
    linkId: other.id,
    side: 'salesforce',
    object: other.salesforceObject ?? 'Lead',
    recordId: other.salesforceId ?? '',
    action: 'unlink',
    changes: [],
  }))
  if (link === null || before?.hubspotId === link.hubspotId) return apart
  const change = { field: 'hs_object_id', from: before?.hubspotId ?? null, to: link.hubspotId, rule: 'merge' }
  const moved: JournalRow = {
    ...base,
    linkId: link.id,
    side: 'hubspot',
    object: 'contacts',
    recordId: link.hubspotId ?? '',
    action: 'link',
    changes: [{ ...change, because: 'merged in HubSpot', winner: 'hubspot' }],
  }
  return [...apart, moved]
}
