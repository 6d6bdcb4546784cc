import type { CampaignFigures } from '#ports/connector/figures.ts'
import { settleFindings, takeRetries } from './campaigns/park.ts'
import { campaignRows } from './figures/campaign-rows.ts'
import { isGone, isRefused, passFigures } from './figures/figure-pass.ts'
import type { FigureMemory, FigureResult } from './figures/figure-pass.ts'
import { FIGURES, findingsOf, PORTAL } from './figures/findings.ts'
import { placeOf } from './figures/target.ts'
import type { Scope } from './scope.ts'

/** What became of the campaigns of one pass; each counts once. */
export interface FiguresWritten {
  readonly campaigns: number
  readonly applied: number
  readonly 'no-op': number
  /** Refused by HubSpot, or not to be told apart from another campaign of the same name. */
  readonly parked: number
  /** Deleted in HubSpot. */
  readonly gone: number
  /** The portal takes no figures, or they are switched off. */
  readonly left: number
}

const memories = new WeakMap<CampaignFigures, FigureMemory>()

/**
 * Writes what campaigns cost and brought to HubSpot, of those whose figures are others than were written last. A pass without news
 * costs no call, but for a look once a week whether they still stand there.
 * @throws RemoteError when some have to be tried again; what went through is remembered before.
 */
export async function writeCampaignFigures(given: Scope): Promise<FiguresWritten> {
  const rows = await campaignRows(given)
  const none = { campaigns: rows.length, applied: 0, 'no-op': 0, parked: 0, gone: 0, left: rows.length }
  if (given.config.attribution.writeBack.campaigns === 'off' || rows.length === 0) return none
  const known = memories.get(given.hubspot)
  const memory = known ?? { gone: new Set(), refused: new Map() }
  memories.set(given.hubspot, memory)
  const retries = await takeRetries(given, [FIGURES])
  for (const id of retries) memory.refused.delete(id)
  // Nobody waits for these as people wait for a lead.
  const scope = { ...given, hubspot: given.hubspot.withLane('backfill') }
  const results = await writeAt(scope, rows, memory, known === undefined || retries.has(PORTAL) ? 'start' : 'usual')
  const done = new Set((results ?? []).map(({ row }) => row.campaignId))
  const skipped = new Set([...memory.refused.keys()].filter((id) => !done.has(id)))
  await settleFindings(scope, scope.store, await findingsOf(scope, rows, results ?? [], skipped))
  if (results === null) return none
  const applied = results.filter(({ outcome }) => outcome.ok).length
  if (applied > 0) scope.log.info({ connectionId: scope.connection.id, applied }, 'figures of campaigns written')
  const parked = new Set([
    ...rows.filter(({ shared }) => shared).map(({ campaignId }) => campaignId),
    ...memory.refused.keys(),
  ])
  const gone = rows.filter(({ campaignId }) => memory.gone.has(campaignId)).length
  return { ...none, left: 0, applied, parked: parked.size, gone, 'no-op': rows.length - applied - parked.size - gone }
}

/** A refusal asks once whether this is still the place. @returns null where there is none. */
async function writeAt(
  scope: Scope,
  rows: Parameters<typeof passFigures>[1],
  memory: FigureMemory,
  why: 'start' | 'usual',
): Promise<readonly FigureResult[] | null> {
  const place = await placeOf(scope, rows, why)
  if (place === null) return null
  const results = await passFigures(scope, rows, place, memory)
  if (place.fresh || !results.some(isRefused)) return results
  const other = await placeOf(scope, rows, 'refused')
  if (other === null) return null
  memory.refused.clear()
  const again = await passFigures(scope, rows, other, memory)
  const repeated = new Set(again.map(({ row }) => row.campaignId))
  return [...results.filter((one) => !isRefused(one) && !isGone(one) && !repeated.has(one.row.campaignId)), ...again]
}
