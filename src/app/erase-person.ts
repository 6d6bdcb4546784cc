import type { Link } from '#domain/identity/link.ts'
import type { InboxRow } from '#ports/store/inbox.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import type { Store } from '#ports/store.ts'
import { capturedFields } from './fields-to-read.ts'
import { CONTACTS } from './scope.ts'
import type { Scope } from './scope.ts'
import { cancelClocks } from './settle-clocks.ts'
import { DONE, settleRows } from './settle-outcomes.ts'
import type { SettledRows } from './settle-outcomes.ts'

/**
 * Forgets people whose contact was deleted for good at their request (GDPR deletion in HubSpot): Tandem keeps that something was
 * done and when, and no value. What is in Salesforce is for a person to delete, and listed until then.
 * The notice may be wrong or late, so HubSpot is asked first: whoever is still there is not erased.
 * @param rows of contacts, of kind `privacy-deleted`. They are settled here.
 * @returns rows of contacts that are still there; they are looked at like any other.
 */
export async function erasePeople(scope: Scope, rows: readonly InboxRow[]): Promise<readonly InboxRow[]> {
  if (rows.length === 0) return []
  const { store, connection, clock } = scope
  const ids = rows.map((row) => row.recordId)
  const fields = capturedFields(scope.config, CONTACTS) ?? []
  const living = new Set((await scope.hubspot.read({ object: 'contacts', ids, fields })).map((contact) => contact.id))
  const gone = rows.filter((row) => !living.has(row.recordId))
  const links = await store.links.byHubspotIds(
    connection.id,
    'person',
    gone.map((row) => row.recordId),
  )
  await store.transaction(async (tx) => {
    const people = [...new Map([...links.values()].map((link) => [link.id, link])).values()]
    await cancelClocks(
      scope,
      tx,
      people.map((link) => link.id),
      'erased',
    )
    await tx.erasure.erase(
      connection.id,
      {
        links: people.map((link) => link.id),
        hubspotIds: gone.map((row) => row.recordId),
        salesforceIds: people.flatMap((link) => link.salesforceId ?? []),
      },
      clock.now(),
    )
    await tx.journal.append(
      connection.id,
      people.map((link) => erasedRow(scope, link)),
    )
    await settleErased(scope, tx, gone, links)
  })
  return rows.filter((row) => living.has(row.recordId))
}

const erasedRow = (scope: Scope, link: Link): JournalRow => ({
  at: scope.clock.now(),
  linkId: link.id,
  side: 'hubspot',
  object: 'contacts',
  recordId: link.hubspotId ?? '',
  action: 'erase',
  changes: [],
  configVersion: scope.configVersion,
  cause: 'deleted for good at the request of the person',
})

function settleErased(
  scope: Scope,
  tx: Store,
  rows: readonly InboxRow[],
  links: ReadonlyMap<string, Link>,
): Promise<void> {
  return settleRows(
    scope,
    tx,
    rows.map((row): SettledRows => {
      const link = links.get(row.recordId)
      if (link === undefined || link.salesforceId === null) return { rows: [row], verdict: DONE }
      return {
        rows: [row],
        verdict: {
          kind: 'park',
          code: 'PRIVACY_DELETED',
          message: `the person was deleted for good in HubSpot; ${link.salesforceObject ?? 'record'} ${link.salesforceId} is still in Salesforce`,
          remedy:
            'Delete or anonymise the record in Salesforce as the request demands. Tandem has forgotten the person.',
          linkId: link.id,
        },
      }
    }),
  )
}
