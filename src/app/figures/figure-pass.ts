import { FIGURE_NAME, figureChange } from '#domain/attribution/figure-fields.ts'
import { isKept } from '#domain/attribution/figure-target.ts'
import { RemoteError } from '#domain/errors.ts'
import type { LinkId } from '#domain/ids.ts'
import type { Values } from '#domain/mapping/value.ts'
import type { FigureWrite, HeldFigures } from '#ports/connector/figures.ts'
import type { ItemOutcome } from '#ports/connector/writes.ts'
import { lookAtLeftOvers } from '../intents/look.ts'
import type { LeftOvers } from '../intents/look.ts'
import { inBatch } from '../intents/write-batch.ts'
import type { IntendedWrite } from '../intents/write-batch.ts'
import { figureWrite, isRefusal } from '../probe-figures.ts'
import type { Scope } from '../scope.ts'
import type { FigureRow } from './campaign-rows.ts'
import { changesOf, rememberFigures } from './remember.ts'
import type { Place } from './target.ts'

export interface FigureResult {
  readonly row: FigureRow
  readonly sent: Values
  /** Ok only where everything that was sent was read back. */
  readonly outcome: ItemOutcome
}

/** What a process knows of campaigns so that it does not ask the same at every pass. */
export interface FigureMemory {
  /** Campaigns that HubSpot did not know any more: their costs stay, their figures have no place. */
  readonly gone: Set<string>
  /** Figures that were refused, as they were: nothing is gained by sending them again. */
  readonly refused: Map<string, string>
}

export const isGone = ({ outcome }: FigureResult): boolean => !outcome.ok && outcome.error.code === 'RECORD_NOT_FOUND'
/** A campaign that is gone says nothing about the place; a refusal and a value that was not kept do. */
export const isRefused = (result: FigureResult): boolean =>
  !result.outcome.ok && !isGone(result) && isRefusal(result.outcome.error)

const subjectOf = (campaignId: string): string => `figures:${campaignId}`

/**
 * Writes what differs from what was written last, and remembers it.
 * @throws RemoteError of those that have to be tried again, once the others are remembered.
 */
export async function passFigures(
  scope: Scope,
  rows: readonly FigureRow[],
  place: Place,
  memory: FigureMemory,
): Promise<readonly FigureResult[]> {
  const { store, connection, clock } = scope
  const former = await formerWrites(scope, rows, place)
  const remembered = await store.campaignFigures.written(connection.id)
  const writtenOf = (id: string): Values | undefined => former.held.get(id)?.values ?? remembered.get(id)?.values
  const changed = rows.flatMap((row) => {
    const wanted = place.site.kind === 'object' ? { ...row.values, [FIGURE_NAME]: row.name } : row.values
    const { campaignId } = row
    if (memory.gone.has(campaignId) || memory.refused.get(campaignId) === JSON.stringify(row.values)) return []
    const values = figureChange(wanted, writtenOf(campaignId), clock.now())
    return values === null ? [] : [{ row, values }]
  })
  if (changed.length === 0 && former.held.size === 0) return []
  const ids = changed.map(({ row }) => row.campaignId)
  const present = await stillThere(scope, place, ids)
  const links = await store.links.byHubspotIds(connection.id, 'campaign', ids)
  const linkOf = (id: string): LinkId | null => links.get(id)?.id ?? null
  const writes = changed.flatMap(({ row, values }): IntendedWrite[] => {
    if (!present.has(row.campaignId)) return []
    const changes = changesOf(values, writtenOf(row.campaignId))
    const operation = figureWrite(place.site, { ...row, values })
    const linkId = linkOf(row.campaignId)
    return [{ operation, subject: subjectOf(row.campaignId), linkId, changes: changes.map(ofTandem) }]
  })
  const batch = inBatch(scope).writes
  const write = (operations: readonly unknown[]): Promise<readonly ItemOutcome[]> =>
    scope.hubspot.writeFigures(place.site, operations as readonly FigureWrite[], place.fields)
  const outcomes = await batch.write({ side: 'hubspot', write }, writes)
  const results = changed.map(({ row, values }): FigureResult => ({
    row,
    sent: values,
    outcome: checked(row.campaignId, values, outcomes.get(row.campaignId)),
  }))
  note(memory, results)
  await rememberFigures(scope, { site: place.site, writtenOf, linkOf, batch, former }, results)
  for (const { outcome } of results) if (!outcome.ok && !isRefusal(outcome.error)) throw outcome.error
  return results
}

const ofTandem = <C extends object>(change: C) => ({ ...change, map: null, source: null })

interface Former {
  readonly leftOvers: LeftOvers
  /** What stands there of campaigns to which an earlier pass wrote without remembering it. */
  readonly held: ReadonlyMap<string, HeldFigures>
}

async function formerWrites(scope: Scope, rows: readonly FigureRow[], place: Place): Promise<Former> {
  const bySubject = new Map(rows.map(({ campaignId }) => [subjectOf(campaignId), campaignId]))
  const intents = await scope.store.writeIntents.ofSubjects(scope.connection.id, [...bySubject.keys()])
  if (intents.length === 0) return { leftOvers: new Map(), held: new Map() }
  const idOf = (subject: string): string => bySubject.get(subject) ?? ''
  const ids = [...new Set(intents.map(({ subject }) => idOf(subject)))]
  const held = await scope.hubspot.readFigures(place.site, ids, place.fields)
  const shown = intents.filter(({ subject }) => held.has(idOf(subject)))
  const leftOvers = await lookAtLeftOvers(scope, shown, ({ subject, object }) => {
    const found = held.get(idOf(subject))
    if (found === undefined) return undefined
    return { object, id: found.recordId, values: found.values, createdAt: 0, modifiedAt: 0, mergedIds: [] }
  })
  return { leftOvers, held }
}

/** A custom object does not tell that its campaign was deleted. */
async function stillThere(scope: Scope, place: Place, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (place.site.kind === 'properties' || ids.length === 0) return new Set(ids)
  return scope.hubspot.existingCampaigns(ids)
}

function checked(campaignId: string, sent: Values, outcome: ItemOutcome | undefined): ItemOutcome {
  if (outcome === undefined) return failed(campaignId, 'RECORD_NOT_FOUND', 'the campaign was deleted in HubSpot')
  if (!outcome.ok || isKept(sent, outcome.values ?? {})) return outcome
  return failed(campaignId, 'FIGURES_NOT_KEPT', 'HubSpot took the figures without an error and did not keep them')
}

const failed = (traceId: string, code: string, message: string): ItemOutcome => ({
  traceId,
  ok: false,
  error: new RemoteError({
    code,
    disposition: 'park',
    message,
    remedy: 'Find what keeps them (a property of another type, a rule of HubSpot), then retry.',
  }),
})

function note(memory: FigureMemory, results: readonly FigureResult[]): void {
  for (const result of results) {
    const { campaignId, values } = result.row
    if (isGone(result)) memory.gone.add(campaignId)
    if (isRefused(result)) memory.refused.set(campaignId, JSON.stringify(values))
    else memory.refused.delete(campaignId)
  }
}
