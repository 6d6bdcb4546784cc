import type { LinkId } from '#domain/ids.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import type { WriteIntent } from '#ports/store/write-intents.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from '../scope.ts'
import { FOUND, leftOver } from './left-over.ts'
import type { LeftOver } from './left-over.ts'
import { keyOf } from './made.ts'
import { nameOfKey } from './write-batch.ts'

export const FOUND_BEFORE = 'found as written before'

/** By subject. */
export type LeftOvers = ReadonlyMap<string, readonly LeftOver[]>

/**
 * What became of writes that earlier batches left behind.
 * @param inHand the record of an intent as the batch has just read it; undefined: it is read here. What was to be made and is not in
 *   hand was not made.
 */
export async function lookAtLeftOvers(
  scope: Scope,
  intents: readonly WriteIntent[],
  inHand: (intent: WriteIntent) => RemoteRecord | undefined,
): Promise<LeftOvers> {
  if (intents.length === 0) return new Map()
  const read = await readOthers(
    scope,
    intents.filter((intent) => intent.recordId !== null && inHand(intent) === undefined),
  )
  const links = [...new Set(intents.flatMap(({ linkId }): readonly LinkId[] => (linkId === null ? [] : [linkId])))]
  const since = Math.min(...intents.map(({ at }) => at))
  const told = await scope.store.journal.recentChanges(scope.connection.id, links, since)
  const now = scope.clock.now()
  const bySubject = Map.groupBy(intents, ({ subject }) => subject)
  const looked = intents.map((intent) => {
    const record = inHand(intent) ?? read.get(`${intent.side} ${intent.object} ${intent.recordId ?? ''}`)
    const journal = (intent.linkId === null ? undefined : told.get(intent.linkId)) ?? []
    return leftOver(intent, record, journal, now, bySubject.get(intent.subject))
  })
  return Map.groupBy(eachToldOnce(looked), ({ intent }) => intent.subject)
}

/** Several tries may have meant the same: the last one tells it. */
function eachToldOnce(looked: readonly LeftOver[]): readonly LeftOver[] {
  const told = new Set<string>()
  return looked
    .toReversed()
    .map((one) => {
      const of = `${one.intent.side} ${one.recordId}`
      const tells = one.tells.filter(({ field, to }) => !told.has(`${of} ${field} ${to ?? ''}`))
      for (const { field, to } of tells) told.add(`${of} ${field} ${to ?? ''}`)
      return { ...one, tells }
    })
    .toReversed()
}

/** Records that were to be made, by the keys that were noted with them. */
export async function findMade(
  scope: Scope,
  intents: readonly WriteIntent[],
): Promise<(intent: WriteIntent) => RemoteRecord | undefined> {
  const wanted = intents.flatMap((intent) => {
    const key = keyOf(intent)
    return key === undefined ? [] : [{ intent, field: key.field, key: key.to ?? '' }]
  })
  const groups = Map.groupBy(wanted, ({ intent, field }) => `${intent.side} ${intent.object} ${field}`)
  const found = await Promise.all(
    [...groups.values()].map(async (of) => {
      const [first] = of
      if (first === undefined) return []
      const { side, object } = first.intent
      const records = await (side === 'hubspot' ? scope.hubspot : scope.salesforce).findBy({
        object,
        field: first.field,
        values: [...new Set(of.map(({ key }) => key))],
        fields: [...new Set(of.flatMap(({ intent }) => intent.changes.map(({ field }) => field)))],
      })
      return records.map((record) => [`${side} ${object} ${record.values[first.field] ?? ''}`, record] as const)
    }),
  )
  const byKey = new Map(found.flat())
  return (intent) => byKey.get(`${intent.side} ${intent.object} ${keyOf(intent)?.to ?? ''}`)
}

/** Leads that were converted, records that were merged, deals. */
async function readOthers(scope: Scope, intents: readonly WriteIntent[]): Promise<ReadonlyMap<string, RemoteRecord>> {
  const groups = Map.groupBy(intents, ({ side, object }) => `${side} ${object}`)
  const read = await Promise.all(
    [...groups].map(async ([name, of]) => {
      const [first] = of
      if (first === undefined) return []
      const records = await (first.side === 'hubspot' ? scope.hubspot : scope.salesforce).read({
        object: first.object,
        ids: [...new Set(of.flatMap(({ recordId }) => recordId ?? []))],
        fields: [...new Set(of.flatMap(({ changes }) => changes.map(({ field }) => field)))],
      })
      return records.flatMap((record) =>
        [...record.mergedIds, record.id].map((id): readonly [string, RemoteRecord] => [`${name} ${id}`, record]),
      )
    }),
  )
  return new Map(read.flat())
}

/**
 * In the transaction that remembers a batch: tells what was found, and forgets it once both sides agree on it.
 * @param isFinished whether they do, by subject. Until then what was found is told, and stays.
 */
export async function settleLeftOvers(
  scope: Scope,
  tx: Store,
  leftOvers: LeftOvers,
  isFinished: (subject: string) => boolean,
): Promise<void> {
  const all = [...leftOvers.values()].flat().filter(({ fate }) => fate !== 'waits')
  if (all.length === 0) return
  const { id } = scope.connection
  const stays = ({ intent, fate }: LeftOver): boolean => fate === 'found' && !isFinished(intent.subject)
  const keysOf = (some: readonly LeftOver[]): readonly WriteIntent[] => some.map(({ intent }) => intent)
  const there = new Set(
    [
      ...(await tx.writeIntents.remove(id, keysOf(all.filter((one) => !stays(one))))),
      ...(await tx.writeIntents.markTold(id, keysOf(all.filter(stays)))),
    ].map(nameOfKey),
  )
  // What is not there any more somebody else has told.
  const rows = all.filter(({ intent, tells }) => tells.length > 0 && there.has(nameOfKey(intent)))
  await tx.journal.append(
    id,
    rows.map((one) => toldRow(scope, one)),
  )
}

const toldRow = (scope: Scope, { intent, tells, recordId }: LeftOver): JournalRow => ({
  at: scope.clock.now(),
  linkId: intent.linkId,
  side: intent.side,
  object: intent.object,
  recordId,
  action: intent.recordId === null ? 'create' : 'update',
  changes: tells,
  configVersion: intent.configVersion,
  cause: FOUND_BEFORE,
})

/** Journal rows without what somebody else found carried out, and told, before they could be appended. */
export async function withoutTold(
  scope: Scope,
  tx: Store,
  rows: readonly JournalRow[],
  taken: readonly WriteIntent[],
): Promise<readonly JournalRow[]> {
  const links = new Set(taken.flatMap(({ linkId }): readonly LinkId[] => (linkId === null ? [] : [linkId])))
  if (links.size === 0) return rows
  const since = Math.min(...taken.map(({ at }) => at))
  const told = await tx.journal.recentChanges(scope.connection.id, [...links], since)
  return rows.flatMap((row): readonly JournalRow[] => {
    const found = (row.linkId === null ? undefined : told.get(row.linkId))?.filter(
      ({ side, recordId, cause }) => side === row.side && recordId === row.recordId && cause === FOUND_BEFORE,
    )
    if (found === undefined || found.length === 0) return [row]
    const said = found.flatMap(({ changes }) => changes.filter(({ because }) => because === FOUND))
    const changes = row.changes.filter(({ field, to }) => !said.some((one) => one.field === field && one.to === to))
    return changes.length === 0 && row.changes.length > 0 ? [] : [{ ...row, changes }]
  })
}
