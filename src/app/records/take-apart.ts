import type { Link } from '#domain/identity/link.ts'
import { otherSide } from '#domain/ids.ts'
import type { Side } from '#domain/ids.ts'
import type { PlainPair } from '#domain/plan/plain.ts'
import type { ItemOutcome, WriteOperation } from '#ports/connector/writes.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from '../scope.ts'
import { DONE, verdictOf } from '../settle-outcomes.ts'
import type { SettledRows, Verdict } from '../settle-outcomes.ts'
import { unlink } from '../unlink.ts'
import { connectorOf, journalRow, streamOf } from './unit.ts'
import type { Unit } from './unit.ts'

export type LinkedUnitOf = Unit & { readonly link: Link }

/** A pair of which one side is not there, or belongs to another, with what is done about it. */
export interface Apart {
  readonly unit: LinkedUnitOf
  /** The link to which the Salesforce record belongs now, since two records were merged into one. */
  readonly joinedTo: Link | null
  /** The partner was deleted too; null: it was left as it is. */
  readonly deleted: Side | null
  /** What the partner's deletion came to grief on. */
  readonly failed: Extract<ItemOutcome, { ok: false }> | null
}

/** Linked pairs of which one side is no longer there, and those that were taken apart before and still are. */
export const isApart = (unit: Unit): unit is LinkedUnitOf => {
  const { link, hubspot, salesforce } = unit
  if (link === null) return false
  if (link.state === 'unlinked') return true
  if (link.state === 'active') return hubspot === null || salesforce === null
  // What began on one side and was not made on the other yet.
  return hubspot === null && salesforce === null
}

/**
 * Deletes partners where the pair says so and the deletion was told: a record that merely cannot be seen is no deletion.
 * Nothing is remembered here.
 */
export async function followDeletions(
  scope: Scope,
  pair: PlainPair,
  units: readonly Unit[],
): Promise<readonly Apart[]> {
  const apart = units.filter(isApart)
  const joined = await joinedTo(scope, pair, apart)
  const doomed = apart.flatMap((unit) => {
    const gone = goneSide(unit)
    if (scope.config.pairs[pair.id].deletes !== 'delete' || unit.link.state !== 'active' || joined.has(unit)) return []
    const told = unit.rows.some((row) => row.side === gone && row.kind === 'deleted')
    return gone === null || !told || unit[otherSide(gone)] === null ? [] : [{ unit, side: otherSide(gone) }]
  })
  const outcomes = new Map<string, ItemOutcome>()
  for (const side of ['hubspot', 'salesforce'] as const) {
    const operations = doomed
      .filter((one) => one.side === side)
      .map(({ unit }): WriteOperation => ({
        kind: 'delete',
        traceId: unit.link.id,
        object: pair[side],
        id: unit[side]?.record.id ?? '',
      }))
    if (operations.length === 0) continue
    for (const outcome of await connectorOf(scope, side).write(operations)) outcomes.set(outcome.traceId, outcome)
  }
  const sideOf = new Map(doomed.map(({ unit, side }) => [unit, side]))
  return apart.map((unit): Apart => {
    const outcome = outcomes.get(unit.link.id)
    return {
      unit,
      joinedTo: joined.get(unit) ?? null,
      deleted: outcome?.ok === true ? (sideOf.get(unit) ?? null) : null,
      failed: outcome?.ok === false ? outcome : null,
    }
  })
}

const goneSide = ({ hubspot, salesforce }: Unit): Side | null =>
  hubspot === null ? (salesforce === null ? null : 'hubspot') : salesforce === null ? 'salesforce' : null

async function joinedTo(
  scope: Scope,
  pair: PlainPair,
  apart: readonly LinkedUnitOf[],
): Promise<ReadonlyMap<Unit, Link>> {
  const survivorOf = ({ rows, link }: LinkedUnitOf): string | null =>
    rows.find((row) => row.side === 'salesforce' && row.kind === 'merged')?.survivorId ?? link.salesforceId
  const owners = await scope.store.links.bySalesforceIds(
    scope.connection.id,
    pair.kind,
    apart.flatMap((unit) => survivorOf(unit) ?? []),
  )
  return new Map(
    apart.flatMap((unit) => {
      const owner = owners.get(survivorOf(unit) ?? '')
      return owner === undefined || owner.id === unit.link.id || owner.state === 'unlinked'
        ? []
        : [[unit, owner] as const]
    }),
  )
}

/** Unlinks what came apart, in the transaction that remembers the batch. Nothing is made anew. */
export async function takeUnitsApart(scope: Scope, tx: Store, pair: PlainPair, apart: readonly Apart[]): Promise<void> {
  const lost = apart.filter(({ unit, failed }) => unit.link.state !== 'unlinked' && failed === null)
  await unlink(
    scope,
    tx,
    lost.map(({ unit }) => unit.link),
  )
  await tx.links.addAliases(
    scope.connection.id,
    lost.flatMap(({ unit: { link }, joinedTo: owner }) =>
      owner === null || link.salesforceId === null
        ? []
        : [{ side: 'salesforce' as const, recordId: link.salesforceId, linkId: owner.id, kind: pair.kind }],
    ),
  )
  await tx.journal.append(
    scope.connection.id,
    lost.flatMap((one) => unlinkRows(scope, pair, one)),
  )
}

function unlinkRows(scope: Scope, pair: PlainPair, { unit, joinedTo: owner, deleted }: Apart): readonly JournalRow[] {
  const { link } = unit
  const idOf = { hubspot: link.hubspotId ?? '', salesforce: link.salesforceId ?? '' }
  const row = (side: Side, action: 'unlink' | 'delete', cause: string): JournalRow =>
    journalRow(scope, unit, {
      linkId: link.id,
      side,
      object: pair[side],
      recordId: idOf[side],
      action,
      changes: [],
      cause,
    })
  return [
    ...(deleted === null ? [] : [row(deleted, 'delete', `deleted in ${NAMES[otherSide(deleted)]}`)]),
    row(
      'salesforce',
      'unlink',
      owner === null ? 'deleted on one side' : 'merged in Salesforce into the record of another',
    ),
  ]
}

const NAMES: Readonly<Record<Side, string>> = { hubspot: 'HubSpot', salesforce: 'Salesforce' }

/** A problem is parked at the HubSpot record, whichever side's change brought it here, and stays open until both are there. */
export const settleApart = (pair: PlainPair, one: Apart): SettledRows => {
  const { link, rows } = one.unit
  return {
    rows,
    verdict: verdict(pair, one),
    ...(link.hubspotId === null ? {} : { subject: { ...streamOf(pair, 'hubspot'), recordId: link.hubspotId } }),
  }
}

function verdict(pair: PlainPair, { unit, joinedTo: owner, deleted, failed }: Apart): Verdict {
  const { link, hubspot, salesforce } = unit
  if (failed !== null) return verdictOf(failed.error, unit.rows, link.id)
  if (deleted !== null || (hubspot === null && salesforce === null)) return DONE
  if (hubspot !== null && owner !== null)
    return {
      kind: 'park',
      code: 'TWO_BECAME_ONE',
      message: `the ${pair.named.salesforce} in Salesforce belongs to HubSpot ${pair.named.hubspot} ${owner.hubspotId ?? ''} now: two were made one there`,
      remedy: `Merge the two in HubSpot as well, then retry. Until then nothing is written for this ${pair.named.hubspot}.`,
      linkId: link.id,
    }
  return deletedOnOneSide(pair, hubspot === null ? 'hubspot' : 'salesforce', link)
}

export const deletedOnOneSide = (pair: PlainPair, side: Side, link: Link): Extract<Verdict, { kind: 'park' }> => ({
  kind: 'park',
  code: 'DELETED_ON_ONE_SIDE',
  message: `the ${pair.named[side]} was deleted in ${NAMES[side]}; the link is taken apart and the other side left as it is`,
  remedy: `Restore it in ${NAMES[side]}: the two are linked again when it is back (or retry then). Or leave it: nothing more is written for this ${pair.named[side]}.`,
  linkId: link.id,
})
