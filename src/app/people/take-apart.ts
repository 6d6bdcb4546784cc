import type { Link } from '#domain/identity/link.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import type { Store } from '#ports/store.ts'
import { mergeLeads } from '../handoff/merge-leads.ts'
import { CONTACTS } from '../scope.ts'
import type { Scope } from '../scope.ts'
import { cancelClocks } from '../settle-clocks.ts'
import type { SettledRows, Verdict } from '../settle-outcomes.ts'
import { DONE } from '../settle-outcomes.ts'
import { unlink } from '../unlink.ts'
import type { Person } from './unit.ts'

/** People of whom one side is not there, or belongs to another; nothing is written for them. */
export interface Apart {
  readonly person: Person
  readonly link: Link
  /** The person to whom the Salesforce record belongs now, since two records were merged into one. */
  readonly joinedTo: Link | null
}

/** Linked people of whom one side is no longer there, and those who were taken apart before and still are. */
export async function splitApart(
  scope: Scope,
  people: readonly Person[],
): Promise<{ readonly apart: readonly Apart[]; readonly present: readonly Person[] }> {
  const isApart = ({ link, contact, record }: Person): boolean =>
    link?.state === 'unlinked' ||
    (link?.state === 'active' && (contact === null || record === null)) ||
    (link?.state === 'intended' && contact === null && record !== null)
  const without = people.filter(isApart)
  const merges = new Map(
    without.flatMap(({ rows }) =>
      rows.flatMap((row) =>
        row.side === 'salesforce' && row.kind === 'merged' && row.survivorId !== null
          ? [[row.recordId, row.survivorId] as const]
          : [],
      ),
    ),
  )
  const recordOf = (id: string | null): string => merges.get(id ?? '') ?? id ?? ''
  const owners = await scope.store.links.bySalesforceIds(
    scope.connection.id,
    'person',
    without.map(({ link }) => recordOf(link?.salesforceId ?? null)),
  )
  const apart = without.flatMap((person): Apart[] => {
    if (person.link === null) return []
    // The Lead that was made for somebody who was deleted before anybody remembered it.
    const made = person.link.state === 'intended' ? person.record : null
    const ids = made === null ? {} : { salesforceObject: made.object, salesforceId: made.id, state: 'active' as const }
    const link = { ...person.link, ...ids }
    const owner = owners.get(recordOf(link.salesforceId))
    const joinedTo = owner === undefined || owner.id === link.id || owner.state === 'unlinked' ? null : owner
    return [{ person, link, joinedTo }]
  })
  return { apart, present: people.filter((person) => !isApart(person)) }
}

/** Nothing is deleted on the other side, and nothing made anew. */
export async function takeApart(scope: Scope, tx: Store, apart: readonly Apart[]): Promise<void> {
  const { connection } = scope
  const linked = apart.filter(({ link }) => link.state === 'active')
  await unlink(
    scope,
    tx,
    linked.map(({ link }) => link),
  )
  const lost = linked.map(({ link }) => link.id)
  const merged = linked.flatMap(({ link, joinedTo }) => (joinedTo === null ? [] : [{ from: link.id, to: joinedTo.id }]))
  await mergeLeads(scope, tx, merged, 'salesforce')
  if (lost.length > 0) await cancelClocks(scope, tx, lost, 'the record was deleted')
  await tx.links.addAliases(
    connection.id,
    linked.flatMap(({ link, joinedTo }) =>
      joinedTo === null || link.salesforceId === null
        ? []
        : [{ side: 'salesforce' as const, recordId: link.salesforceId, linkId: joinedTo.id, kind: 'person' as const }],
    ),
  )
  await tx.journal.append(
    connection.id,
    linked.map((one) => unlinkRow(scope, one)),
  )
}

const unlinkRow = (scope: Scope, { link, joinedTo }: Apart): JournalRow => ({
  at: scope.clock.now(),
  linkId: link.id,
  side: 'salesforce',
  object: link.salesforceObject ?? 'Lead',
  recordId: link.salesforceId ?? '',
  action: 'unlink',
  changes: [],
  configVersion: scope.configVersion,
  cause: joinedTo === null ? 'deleted on one side' : 'merged in Salesforce into the record of another person',
})

/** The problem is parked at the contact, whichever side's change brought it here, and stays open until both records are there. */
export const settleApart = ({ person, link, joinedTo }: Apart): SettledRows => ({
  rows: person.rows,
  verdict: verdictOf(person, link, joinedTo),
  ...(link.hubspotId === null ? {} : { subject: { ...CONTACTS, recordId: link.hubspotId } }),
})

function verdictOf({ contact, record }: Person, link: Link, joinedTo: Link | null): Verdict {
  if (contact === null && record === null && link.state === 'unlinked') return DONE
  if (contact !== null && joinedTo !== null)
    return {
      kind: 'park',
      code: 'TWO_BECAME_ONE',
      message: `the record in Salesforce belongs to HubSpot contact ${joinedTo.hubspotId ?? ''} now: two people were made one there`,
      remedy: `Merge contacts ${link.hubspotId ?? ''} and ${joinedTo.hubspotId ?? ''} in HubSpot as well, then retry. Until then nothing is written for this contact.`,
      linkId: link.id,
    }
  const side = contact === null ? 'HubSpot' : 'Salesforce'
  return {
    kind: 'park',
    code: 'DELETED_ON_ONE_SIDE',
    message: `the record was deleted in ${side}; the link is taken apart and the other side left as it is`,
    remedy: `Restore the record in ${side}: the two are linked again when it is back (or retry then). Or leave it: nothing more is written for this person.`,
    linkId: link.id,
  }
}
