import type { Link } from '#domain/identity/link.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import type { Scope } from '../scope.ts'
import { cancelClocks } from '../settle-clocks.ts'
import type { Person } from './unit.ts'

/**
 * HubSpot makes a new record of the two it merges: the link moves to it and the old ids stay known. When both were joined to
 * Salesforce, the older link goes on; the other is taken apart, its record is left as it is and listed for a person to decide, and its
 * id leads to the one kept.
 * Source: https://developers.hubspot.com/changelog/updated-merge-functionality-for-contacts-and-companies
 */
export async function followMerges(scope: Scope, people: readonly Person[]): Promise<readonly Person[]> {
  const moved = people.map((person) => ({ before: person.link, person: withIdNow(person) }))
  const touched = moved.filter(({ before, person }) => before !== person.link || person.absorbed.length > 0)
  if (touched.length === 0) return people
  const { store, connection } = scope
  await store.transaction(async (tx) => {
    await tx.links.save(
      connection.id,
      touched.flatMap(({ person: { link, absorbed } }) => [
        ...absorbed.map((other): Link => ({ ...other, state: 'unlinked' })),
        ...(link === null ? [] : [link]),
      ]),
    )
    await tx.links.addAliases(
      connection.id,
      touched.flatMap(({ person: { link, absorbed } }) =>
        absorbed.flatMap(({ hubspotId }) =>
          link === null || hubspotId === null
            ? []
            : [{ side: 'hubspot' as const, recordId: hubspotId, linkId: link.id, kind: 'person' as const }],
        ),
      ),
    )
    await tx.reviews.add(
      connection.id,
      touched.flatMap(({ person }) => pairsLeft(scope, person)),
      scope.clock.now(),
    )
    const gone = touched.flatMap(({ person }) => person.absorbed.map((other) => other.id))
    if (gone.length > 0) await cancelClocks(scope, tx, gone, 'merged into another contact in HubSpot')
    await tx.journal.append(
      connection.id,
      touched.flatMap(({ before, person }) => journalRows(scope, before, person)),
    )
  })
  return moved.map(({ person }) => ({ ...person, absorbed: [] }))
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
