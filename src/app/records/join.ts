import type { Link } from '#domain/identity/link.ts'
import type { PlainPair } from '#domain/plan/plain.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import type { Scope } from '../scope.ts'
import { unlink } from '../unlink.ts'
import { journalRow } from './unit.ts'
import type { Unit } from './unit.ts'

/**
 * Follows merges and restores: a link moves to the record that a merge left over, of two links that meet in one HubSpot record the
 * older goes on, and a pair that was taken apart is joined again once both records are there. Ids left behind stay known.
 */
export async function joinUnits(scope: Scope, pair: PlainPair, units: readonly Unit[]): Promise<readonly Unit[]> {
  const back = units.filter(
    ({ link, hubspot, salesforce }) => link?.state === 'unlinked' && hubspot !== null && salesforce !== null,
  )
  const taken = await takenBy(scope, pair, back)
  const changed = units.map((unit) => ({ unit, link: linkNow(unit, taken) }))
  const moved = changed.filter(
    ({ unit, link }) => link !== unit.link || unit.absorbed.length > 0 || unit.mergedFrom !== null,
  )
  if (moved.length === 0) return units
  const { store, connection } = scope
  await store.transaction(async (tx) => {
    await unlink(
      scope,
      tx,
      moved.flatMap(({ unit }) => unit.absorbed),
    )
    await tx.links.save(
      connection.id,
      moved.flatMap(({ link }) => link ?? []),
    )
    await tx.links.addAliases(
      connection.id,
      moved.flatMap(({ unit, link }) =>
        unit.absorbed.flatMap(({ hubspotId }) =>
          link === null || hubspotId === null
            ? []
            : [{ side: 'hubspot' as const, recordId: hubspotId, linkId: link.id, kind: pair.kind }],
        ),
      ),
    )
    await tx.journal.append(
      connection.id,
      moved.flatMap(({ unit, link }) => rowsOf(scope, pair, unit, link)),
    )
  })
  return changed.map(({ unit, link }) => ({ ...unit, link, absorbed: [], mergedFrom: null }))
}

/** Records of pairs taken apart that belong to another pair by now. */
async function takenBy(scope: Scope, pair: PlainPair, units: readonly Unit[]): Promise<ReadonlySet<Unit>> {
  const { links } = scope.store
  const owners = {
    hubspot: await links.byHubspotIds(
      scope.connection.id,
      pair.kind,
      units.flatMap((u) => u.hubspot?.record.id ?? []),
    ),
    salesforce: await links.bySalesforceIds(
      scope.connection.id,
      pair.kind,
      units.flatMap((u) => u.link?.salesforceId ?? []),
    ),
  }
  const isOther = (unit: Unit, owner: Link | undefined): boolean =>
    owner !== undefined && owner.id !== unit.link?.id && owner.state !== 'unlinked'
  return new Set(
    units.filter(
      (unit) =>
        isOther(unit, owners.hubspot.get(unit.hubspot?.record.id ?? '')) ||
        isOther(unit, owners.salesforce.get(unit.link?.salesforceId ?? '')),
    ),
  )
}

function linkNow(unit: Unit, taken: ReadonlySet<Unit>): Link | null {
  const { link, hubspot, salesforce } = unit
  if (link === null || hubspot === null) return link
  if (link.state === 'unlinked')
    return salesforce === null || taken.has(unit) ? link : { ...link, hubspotId: hubspot.record.id, state: 'active' }
  return link.hubspotId === null || link.hubspotId === hubspot.record.id
    ? link
    : { ...link, hubspotId: hubspot.record.id }
}

function rowsOf(scope: Scope, pair: PlainPair, unit: Unit, link: Link | null): readonly JournalRow[] {
  const apart = unit.absorbed.map((other) =>
    journalRow(scope, unit, {
      linkId: other.id,
      side: 'salesforce',
      object: pair.salesforce,
      recordId: other.salesforceId ?? '',
      action: 'unlink',
      changes: [],
      cause: 'merged in HubSpot',
    }),
  )
  if (link === null) return apart
  const change = (field: string, from: string | null, to: string | null, winner: 'hubspot' | 'salesforce') => [
    { field, from, to, rule: 'merge', because: 'merged', winner },
  ]
  const base = { linkId: link.id, action: 'link' as const }
  const inHubspot = { ...base, side: 'hubspot' as const, object: pair.hubspot, recordId: link.hubspotId ?? '' }
  const inSalesforce = {
    ...base,
    side: 'salesforce' as const,
    object: pair.salesforce,
    recordId: link.salesforceId ?? '',
  }
  const before = unit.link
  const rows = [...apart]
  if (before?.state === 'unlinked' && link.state === 'active')
    rows.push(journalRow(scope, unit, { ...inSalesforce, changes: [], cause: 'restored' }))
  if (before?.hubspotId !== link.hubspotId)
    rows.push(
      journalRow(scope, unit, {
        ...inHubspot,
        changes: change('hs_object_id', before?.hubspotId ?? null, link.hubspotId, 'hubspot'),
        cause: 'merged in HubSpot',
      }),
    )
  if (unit.mergedFrom !== null)
    rows.push(
      journalRow(scope, unit, {
        ...inSalesforce,
        changes: change('Id', unit.mergedFrom, link.salesforceId, 'salesforce'),
        cause: 'merged in Salesforce',
      }),
    )
  return rows
}
