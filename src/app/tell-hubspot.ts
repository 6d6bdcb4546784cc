import type { LinkId } from '#domain/ids.ts'
import type { Store } from '#ports/store.ts'
import { CONTACTS } from './scope.ts'
import type { Scope } from './scope.ts'

/**
 * Puts people in the inbox in the caller's transaction, so that their HubSpot contacts are written what is known of them now.
 * @param cause why, for the journal. People without a contact are left out.
 */
export async function tellHubspot(
  scope: Pick<Scope, 'connection' | 'clock'>,
  tx: Store,
  people: readonly LinkId[],
  cause: string,
): Promise<void> {
  if (people.length === 0) return
  const links = await tx.links.byIds(scope.connection.id, [...new Set(people)])
  const contacts = [...links.values()].flatMap((link) => link.hubspotId ?? [])
  await tx.inbox.add(scope.connection.id, CONTACTS, contacts, cause, scope.clock.now())
}
