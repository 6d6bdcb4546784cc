import type { Link } from '#domain/identity/link.ts'
import type { InboxRow } from '#ports/store/inbox.ts'
import type { Scope } from '../scope.ts'

/**
 * Links whose record was merged into another one in Salesforce, under the survivor's id: the loser is deleted and names it.
 * A survivor that has a person of its own keeps that one: of two people one record is left, and a person has to say what now.
 * Source: https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_merge.htm (MasterRecordId)
 * @param known the links that go by the rows' record ids.
 * @returns only links that move.
 */
export async function movedToSurvivors(
  scope: Scope,
  rows: readonly InboxRow[],
  known: ReadonlyMap<string, Link>,
): Promise<readonly Link[]> {
  const survivors = new Map(
    rows.flatMap((row) => (row.kind === 'merged' && row.survivorId !== null ? [[row.recordId, row.survivorId]] : [])),
  )
  const losers = [...survivors.keys()]
    .flatMap((id) => known.get(id) ?? [])
    .filter(({ salesforceId }) => salesforceId !== null && survivors.has(salesforceId))
    .toSorted((a, b) => a.createdAt - b.createdAt)
  if (losers.length === 0) return []
  const into = (link: Link): string => lastSurvivor(survivors, link.salesforceId ?? '')
  const owners = await scope.store.links.bySalesforceIds(scope.connection.id, 'person', losers.map(into))
  const taken = new Set([...owners].flatMap(([id, owner]) => (owner.state === 'unlinked' ? [] : [id])))
  const moved = new Map<string, Link>()
  for (const link of losers) {
    const survivor = into(link)
    if (taken.has(survivor)) continue
    taken.add(survivor)
    moved.set(link.id, { ...link, salesforceId: survivor })
  }
  return [...moved.values()]
}

/** A survivor may have lost a later merge itself. */
function lastSurvivor(survivors: ReadonlyMap<string, string>, id: string): string {
  const seen = new Set([id])
  let last = id
  for (;;) {
    const next = survivors.get(last)
    if (next === undefined || seen.has(next)) return last
    seen.add(next)
    last = next
  }
}
