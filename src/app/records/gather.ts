import type { Link } from '#domain/identity/link.ts'
import type { PlainPair } from '#domain/plan/plain.ts'
import type { InboxRow } from '#ports/store/inbox.ts'
import type { Scope } from '../scope.ts'
import { readOrRecall } from '../snapshots.ts'
import type { Seen } from '../snapshots.ts'
import { fieldsOf } from './unit.ts'
import type { Unit } from './unit.ts'

/** What one row of the inbox is about. */
interface Named {
  readonly row: InboxRow
  readonly link: Link | null
  readonly hubspotId: string | null
  readonly salesforceId: string | null
}

/** Both sides of everything that the rows name, as they are now. */
export async function gatherUnits(scope: Scope, pair: PlainPair, rows: readonly InboxRow[]): Promise<readonly Unit[]> {
  const named = await nameRows(scope, pair, rows)
  const moved = await movedToSurvivors(scope, pair, named)
  const [hubspot, salesforce] = await Promise.all([
    read(
      scope,
      pair,
      'hubspot',
      named.flatMap((n) => n.hubspotId ?? []),
      rows,
    ),
    read(
      scope,
      pair,
      'salesforce',
      named.flatMap((n) => salesforceIdOf(n, moved) ?? []),
      rows,
    ),
  ])
  // A merged-away id answers with the survivor, whose other ids may have been joined before the merge.
  const hubspotOf = new Map([...hubspot.values()].flatMap((seen) => idsOf(seen).map((id) => [id, seen] as const)))
  const joinedBefore = await linksOfMerged(scope, pair, [...hubspot.values()])
  const idNow = (id: string): string => hubspotOf.get(id)?.record.id ?? id

  const groups = Map.groupBy(named, (n) => groupOf(n, idNow))
  const links = new Map([...named.flatMap((n) => n.link ?? []), ...joinedBefore].map((link) => [link.id, link]))
  const linksOf = Map.groupBy(links.values(), (link) => groupOf({ link, hubspotId: link.hubspotId }, idNow))
  const mainOf = new Map([...linksOf].map(([group, of]) => [group, of.toSorted(firstToKeep)[0] ?? null] as const))
  const missing = [...mainOf.values()].flatMap((link) => {
    const id = link === null ? null : (moved.get(link.id) ?? link.salesforceId)
    return id === null || named.some((n) => salesforceIdOf(n, moved) === id) ? [] : [id]
  })
  const late = missing.length === 0 ? new Map<string, Seen>() : await read(scope, pair, 'salesforce', missing, rows)
  return [...groups].map(([group, of]): Unit => {
    const stored = mainOf.get(group) ?? null
    const survivor = stored === null ? undefined : moved.get(stored.id)
    const link = stored === null || survivor === undefined ? stored : { ...stored, salesforceId: survivor }
    const hubspotId = of.find((n) => n.hubspotId !== null)?.hubspotId ?? link?.hubspotId ?? null
    const salesforceId = link === null ? (of[0]?.salesforceId ?? null) : link.salesforceId
    return {
      rows: of.map((n) => n.row),
      link,
      absorbed: (linksOf.get(group) ?? []).filter((other) => other.id !== stored?.id && other.state !== 'unlinked'),
      hubspot: hubspotId === null ? null : (hubspotOf.get(hubspotId) ?? null),
      salesforce: salesforceId === null ? null : (salesforce.get(salesforceId) ?? late.get(salesforceId) ?? null),
      mergedFrom: survivor === undefined ? null : (stored?.salesforceId ?? null),
    }
  })
}

async function nameRows(scope: Scope, pair: PlainPair, rows: readonly InboxRow[]): Promise<readonly Named[]> {
  const { links } = scope.store
  const of = (side: string): readonly string[] => rows.filter((row) => row.side === side).map((row) => row.recordId)
  const byHubspot = await links.byHubspotIds(scope.connection.id, pair.kind, of('hubspot'))
  const bySalesforce = await links.bySalesforceIds(scope.connection.id, pair.kind, of('salesforce'))
  return rows.map((row): Named => {
    const survivor = row.kind === 'merged' ? row.survivorId : null
    if (row.side === 'hubspot') {
      const link = byHubspot.get(row.recordId) ?? null
      return {
        row,
        link,
        hubspotId: survivor ?? link?.hubspotId ?? row.recordId,
        salesforceId: link?.salesforceId ?? null,
      }
    }
    const link = bySalesforce.get(row.recordId) ?? null
    const salesforceId = link === null ? (survivor ?? row.recordId) : link.salesforceId
    return { row, link, hubspotId: link?.hubspotId ?? null, salesforceId }
  })
}

const salesforceIdOf = ({ link, salesforceId }: Named, moved: ReadonlyMap<string, string>): string | null =>
  (link === null ? undefined : moved.get(link.id)) ?? salesforceId

/**
 * Links whose record was merged into another one in Salesforce, with the survivor's id. A survivor that has a partner of its own
 * keeps that one.
 */
async function movedToSurvivors(
  scope: Scope,
  pair: PlainPair,
  named: readonly Named[],
): Promise<ReadonlyMap<string, string>> {
  const losers = named.filter(({ row, link }) => row.side === 'salesforce' && row.kind === 'merged' && link !== null)
  if (losers.length === 0) return new Map()
  const survivors = losers.flatMap(({ row }) => row.survivorId ?? [])
  const owners = await scope.store.links.bySalesforceIds(scope.connection.id, pair.kind, survivors)
  const taken = new Set([...owners].flatMap(([id, owner]) => (owner.state === 'unlinked' ? [] : [id])))
  const moved = new Map<string, string>()
  for (const { row, link } of losers) {
    const survivor = row.survivorId
    if (link === null || survivor === null || taken.has(survivor) || link.salesforceId !== row.recordId) continue
    taken.add(survivor)
    moved.set(link.id, survivor)
  }
  return moved
}

async function read(
  scope: Scope,
  pair: PlainPair,
  side: 'hubspot' | 'salesforce',
  ids: readonly string[],
  rows: readonly InboxRow[],
): Promise<ReadonlyMap<string, Seen>> {
  if (ids.length === 0) return new Map()
  const connector = side === 'hubspot' ? scope.hubspot : scope.salesforce
  const request = { object: pair[side], ids, fields: fieldsOf(scope.config, pair, side) }
  const ofSide = rows.filter((row) => row.side === side && (row.kind === 'upserted' || row.kind === 'restored'))
  return new Map((await readOrRecall(connector, request, ofSide)).map((seen) => [seen.record.id, seen]))
}

const idsOf = ({ record }: Seen): readonly string[] => [...record.mergedIds, record.id]

async function linksOfMerged(scope: Scope, pair: PlainPair, seen: readonly Seen[]): Promise<readonly Link[]> {
  const ids = seen.filter(({ record }) => record.mergedIds.length > 0).flatMap(idsOf)
  if (ids.length === 0) return []
  return [...(await scope.store.links.byHubspotIds(scope.connection.id, pair.kind, ids)).values()]
}

const groupOf = (
  n: Pick<Named, 'link' | 'hubspotId'> & { readonly salesforceId?: string | null },
  idNow: (id: string) => string,
): string => {
  if (n.hubspotId !== null) return `hubspot ${idNow(n.hubspotId)}`
  return n.link === null ? `salesforce ${n.salesforceId ?? ''}` : `link ${n.link.id}`
}

/** Of several links the one that is alive goes on; of these the oldest. */
function firstToKeep(a: Link, b: Link): number {
  const rank = (link: Link): number => (link.state === 'active' ? 0 : link.state === 'intended' ? 1 : 2)
  return rank(a) - rank(b) || a.createdAt - b.createdAt || (a.key < b.key ? -1 : 1)
}
