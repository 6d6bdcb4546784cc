import type { Link } from '#domain/identity/link.ts'
import type { PlainPair } from '#domain/plan/plain.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { KnownVersion } from '#ports/store/inbox.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import type { Store } from '#ports/store.ts'
import { versionOf } from '../known-version.ts'
import { settleLeftOvers, withoutTold } from '../intents/look.ts'
import type { LeftOvers } from '../intents/look.ts'
import type { BatchScope } from '../intents/write-batch.ts'
import { rememberFields } from '../field-decisions.ts'
import type { Scope } from '../scope.ts'
import { DONE, settleRows } from '../settle-outcomes.ts'
import type { SettledRows, Verdict } from '../settle-outcomes.ts'
import { unlink } from '../unlink.ts'
import { releaseClaims } from './claims.ts'
import { indexKeys, isIndexed } from './match-index.ts'
import { settleApart, takeUnitsApart } from './take-apart.ts'
import type { Apart } from './take-apart.ts'
import { fieldsOf, storedLink, streamOf } from './unit.ts'
import type { PlainStory, Settled, Unit, UnitResult } from './unit.ts'

export interface Worked {
  readonly units: readonly Unit[]
  readonly apart: readonly Apart[]
  readonly settled: readonly Settled[]
  readonly results: readonly UnitResult[]
  readonly associated: readonly JournalRow[]
  /** What became of writes that earlier batches left behind. */
  readonly leftOvers: LeftOvers
  /** Links whose associations came to grief. */
  readonly unjoined: ReadonlySet<string>
  /** Verdicts that go before those of the results, by link. */
  readonly instead: ReadonlyMap<string, Verdict>
}

/** Link, base, journal, counts, what is known of both records, and the rows' end: in one transaction. */
export async function rememberUnits(scope: BatchScope, story: PlainStory, worked: Worked): Promise<void> {
  const { pair } = story
  const { results, apart, settled, associated, instead } = worked
  const { id } = scope.connection
  const now = scope.clock.now()
  const verdictFor = (result: UnitResult): Verdict =>
    result.verdict.kind === 'done' ? (instead.get(result.link.id) ?? DONE) : result.verdict
  // Until it is joined to what it belongs to, a pair counts as one that has just met.
  const linkToKeep = ({ link }: UnitResult): Link => (worked.unjoined.has(link.id) ? { ...link, base: {} } : link)
  const unfinished = new Set<string>(results.flatMap((r) => (r.agreed ? [] : [r.link.id])))
  const isFinished = (subject: string): boolean => !unfinished.has(subject) && !worked.unjoined.has(subject)
  await scope.store.transaction(async (tx) => {
    const changed = results
      .filter(({ unit, link }) => JSON.stringify(link) !== JSON.stringify(storedLink(unit)))
      .map(linkToKeep)
    const lost = changed.filter(({ state }) => state === 'unlinked')
    await unlink(scope, tx, lost)
    await tx.links.save(
      id,
      changed.filter((link) => !lost.includes(link)),
    )
    await settleLeftOvers(scope, tx, worked.leftOvers, isFinished)
    const rows = [...results.flatMap((result) => result.journal), ...associated]
    const taken = await scope.writes.remember(tx, isFinished)
    await tx.journal.append(id, taken.length === 0 ? rows : await withoutTold(scope, tx, rows, taken))
    await takeUnitsApart(scope, tx, pair, apart)
    await tx.inbox.knows(
      id,
      results.flatMap((result) => knownVersions(scope, pair, result)),
      now,
    )
    await keepIndex(scope, tx, pair, worked)
    if (isIndexed(pair))
      await releaseClaims(
        scope,
        tx,
        worked.units,
        new Map([
          ...settled.map(({ unit, verdict }) => [unit.rows, verdict] as const),
          ...results.map((result) => [result.unit.rows, verdictFor(result)] as const),
        ]),
      )
    await story.remembers(scope, tx, results)
    await tx.counters.add(id, { 'defaults-used': defaultsUsed(results) }, now)
    await rememberFields(
      scope,
      tx,
      results.flatMap(({ fields }) => fields ?? []),
    )
    await settleRows(scope, tx, [
      ...apart.map((one) => settleApart(pair, one)),
      ...settled.map(({ unit, verdict }) => ({ rows: unit.rows, verdict })),
      ...results.flatMap((result) => settledResult(pair, result, verdictFor(result))),
    ])
  })
}

/** A problem stands at the HubSpot record where there is one; what stood at the other before they were linked is over. */
function settledResult(pair: PlainPair, { unit, link, journal }: UnitResult, verdict: Verdict): readonly SettledRows[] {
  const { rows } = unit
  const wrote = journal.length > 0
  const inSalesforce = { ...streamOf(pair, 'salesforce'), recordId: link.salesforceId ?? '' }
  if (link.hubspotId === null) return [{ rows, verdict, wrote, subject: inSalesforce }]
  const inHubspot = { ...streamOf(pair, 'hubspot'), recordId: link.hubspotId }
  const linked: SettledRows = { rows, verdict, wrote, subject: inHubspot }
  return link.salesforceId === null ? [linked] : [linked, { rows: [], verdict: DONE, subject: inSalesforce }]
}

const defaultsUsed = (results: readonly UnitResult[]): number =>
  results.reduce((sum, result) => sum + result.defaultsUsed, 0)

/** Only records of which every field is known have a print that a capture can be compared with. */
function knownVersions(scope: Scope, pair: PlainPair, { told }: UnitResult): readonly KnownVersion[] {
  return told.map(({ side, seen: { record } }): KnownVersion => {
    const fields = fieldsOf(scope.config, pair, side)
    const values = Object.fromEntries(
      fields.flatMap((field) => (field in record.values ? [[field, record.values[field] ?? null]] : [])),
    )
    return {
      ...versionOf(side, { ...record, values }),
      // Salesforce does not tell it with a write.
      modifiedAt: side === 'hubspot' ? record.modifiedAt : null,
    }
  })
}

/** By what the records of this batch are found from the other side from now on. */
async function keepIndex(scope: Scope, tx: Store, pair: PlainPair, { units, results }: Worked): Promise<void> {
  if (!isIndexed(pair)) return
  const now = new Map(results.map((result) => [result.unit.rows, result]))
  for (const side of ['hubspot', 'salesforce'] as const) {
    const seen = units.flatMap((unit): RemoteRecord[] => {
      const record = (now.get(unit.rows)?.[side] ?? unit[side])?.record
      return record === undefined ? [] : [record]
    })
    const gone = units.flatMap((unit) =>
      unit.rows.filter((row) => row.side === side && unit[side] === null).map((row) => row.recordId),
    )
    const records = [
      ...gone.map((recordId) => ({ recordId, keys: [] })),
      ...seen.map((record) => ({ recordId: record.id, keys: indexKeys(pair, side, record) })),
    ]
    if (records.length > 0) await tx.matchKeys.replace(scope.connection.id, pair.kind, side, records)
  }
}
