import type { Scope } from './scope.ts'

const NONE: ReadonlySet<string> = new Set()

/**
 * The lists that count for entering, by HubSpot contact id, as they were when each list was last read (sync-lists). Costs no
 * call; nothing is asked where the selection names no list.
 * @returns answers for any id; a contact in none of the lists has an empty set.
 */
export async function listMembersOf(
  scope: Scope,
  contactIds: readonly string[],
): Promise<(contactId: string) => ReadonlySet<string>> {
  if (scope.config.selection.lists.length === 0 || contactIds.length === 0) return () => NONE
  const found = await scope.store.listMembers.ofRecords(scope.connection.id, contactIds)
  return (contactId) => found.get(contactId) ?? NONE
}
