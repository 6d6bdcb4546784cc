import type { LinkId } from '#domain/ids.ts'
import type { Values } from '#domain/mapping/value.ts'
import type { FigureSite, HeldFigures } from '#ports/connector/figures.ts'
import type { ItemOutcome } from '#ports/connector/writes.ts'
import type { FieldChange, JournalRow } from '#ports/store/journal.ts'
import { settleLeftOvers, withoutTold } from '../intents/look.ts'
import type { LeftOvers } from '../intents/look.ts'
import type { WriteBatch } from '../intents/write-batch.ts'
import { isRefusal } from '../probe-figures.ts'
import type { Scope } from '../scope.ts'
import type { FigureResult } from './figure-pass.ts'

/** Why a campaign is written to, for the journal. */
const CAUSE = 'figures of the campaign changed'
const RULE = 'campaign-figures'

/** What the journal says of a write. @param written as it stood before; undefined: nothing of ours. */
export const changesOf = (sent: Values, written: Values | undefined): readonly FieldChange[] =>
  Object.entries(sent).map(([field, to]) => ({
    field,
    from: written?.[field] ?? null,
    to,
    rule: RULE,
    because: 'figure-changed',
    winner: 'tandem',
  }))

interface Pass {
  readonly site: FigureSite
  readonly writtenOf: (campaignId: string) => Values | undefined
  readonly linkOf: (campaignId: string) => LinkId | null
  readonly batch: WriteBatch
  /** What an earlier pass wrote without remembering it, and what stands there now of those campaigns. */
  readonly former: { readonly leftOvers: LeftOvers; readonly held: ReadonlyMap<string, HeldFigures> }
}

/** What was written and read back, with its journal and counts, in one transaction; of deleted campaigns nothing is kept. */
export async function rememberFigures(scope: Scope, pass: Pass, results: readonly FigureResult[]): Promise<void> {
  const { store, connection, clock } = scope
  const { id } = connection
  const now = clock.now()
  const went = results.flatMap(({ row, sent, outcome }) => (outcome.ok ? [{ row, sent, outcome }] : []))
  const gone = results.flatMap(({ row, outcome }) =>
    !outcome.ok && outcome.error.code === 'RECORD_NOT_FOUND' ? [row.campaignId] : [],
  )
  const later = results.filter(({ outcome }) => !outcome.ok && !isRefusal(outcome.error)).length
  const parked = results.length - went.length - gone.length - later
  await store.transaction(async (tx) => {
    await tx.campaignFigures.save(id, [
      ...[...pass.former.held].map(([campaignId, { recordId, values }]) => ({
        campaignId,
        values,
        recordId: pass.site.kind === 'object' ? recordId : null,
        writtenAt: now,
      })),
      ...went.map(({ row, sent, outcome }) => ({
        campaignId: row.campaignId,
        values: { ...pass.writtenOf(row.campaignId), ...sent },
        recordId: pass.site.kind === 'object' ? outcome.id : null,
        writtenAt: now,
      })),
    ])
    await tx.campaignFigures.remove(id, gone)
    await settleLeftOvers(scope, tx, pass.former.leftOvers, () => true)
    const rows = went.map((one) => journalRow(scope, pass, one))
    const taken = await pass.batch.remember(tx, () => true)
    await tx.journal.append(id, taken.length === 0 ? rows : await withoutTold(scope, tx, rows, taken))
    await tx.counters.add(id, { applied: went.length, parked, retried: later }, now)
  })
}

const journalRow = (
  scope: Scope,
  { site, writtenOf, linkOf }: Pass,
  { row, sent, outcome }: Omit<FigureResult, 'outcome'> & { readonly outcome: Extract<ItemOutcome, { ok: true }> },
): JournalRow => ({
  at: scope.clock.now(),
  linkId: linkOf(row.campaignId),
  side: 'hubspot',
  object: site.kind === 'object' ? site.objectType : 'campaigns',
  recordId: outcome.id,
  action: outcome.effect === 'created' ? 'create' : 'update',
  changes: changesOf(sent, writtenOf(row.campaignId)),
  configVersion: scope.configVersion,
  cause: CAUSE,
})
