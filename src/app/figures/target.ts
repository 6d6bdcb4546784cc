import { FIGURE_FIELDS, FIGURE_NAMING, figureChange } from '#domain/attribution/figure-fields.ts'
import { dueAtPlace } from '#domain/attribution/figure-target.ts'
import type { OwnField } from '#domain/objects/own-field.ts'
import type { CampaignFigures, FigureSite } from '#ports/connector/figures.ts'
import type { FigureTarget, WrittenFigures } from '#ports/store/campaign-figures.ts'
import { isRefusal, probeFigures } from '../probe-figures.ts'
import type { Sample } from '../probe-figures.ts'
import type { Scope } from '../scope.ts'
import type { FigureRow } from './campaign-rows.ts'

/** Where figures go, or null: nowhere, or there is no campaign to find out with. */
export interface Place {
  readonly site: FigureSite
  readonly fields: readonly OwnField[]
  /** Whether it was found out just now. */
  readonly fresh: boolean
}

/** @param why a write that was refused asks for a new probe; so does the start, where the portal took none: somebody may have mended it. */
export async function placeOf(
  scope: Scope,
  rows: readonly FigureRow[],
  why: 'usual' | 'start' | 'refused',
): Promise<Place | null> {
  const { store, connection, config, clock } = scope
  const known = await store.campaignFigures.target(connection.id)
  const due = dueAtPlace(config.attribution.writeBack.campaigns, known, clock.now())
  const isAskedAgain = why === 'refused' || (why === 'start' && known?.kind === 'none')
  if (due === 'probe' || isAskedAgain) return probe(scope, rows, known)
  if (due === 'look' && known !== null) await look(scope, known)
  return known === null ? null : toPlace(known, false)
}

async function probe(scope: Scope, rows: readonly FigureRow[], known: FigureTarget | null): Promise<Place | null> {
  const { store, connection, config, clock, hubspot, log } = scope
  const found = await sampleOf(scope, rows)
  if (found === null) return null
  const { steps, ...probed } =
    typeof found === 'string'
      ? { kind: 'none' as const, objectType: null, why: found, steps: [] }
      : await probeFigures(hubspot, config.attribution.writeBack.campaigns, found)
  const target = { ...probed, probedAt: clock.now() }
  await store.campaignFigures.saveTarget(connection.id, target)
  // Records of another place do not hold what was written to the former.
  if (known !== null && (known.kind !== target.kind || known.objectType !== target.objectType))
    await store.campaignFigures.remove(connection.id, [...(await store.campaignFigures.written(connection.id)).keys()])
  const facts = { connectionId: connection.id, kind: target.kind, why: target.why }
  const made = steps.filter(({ state }) => state === 'made').map(({ what }) => what)
  if (target.kind !== 'none') log.info({ ...facts, made }, 'figures of campaigns are kept in HubSpot')
  else if (known?.kind !== 'none' || known.why !== target.why)
    log.warn(facts, 'figures of campaigns are not kept in HubSpot: only Tandem and its card show them')
  return toPlace(target, true)
}

/** A campaign that exists and has figures; the refusal, where campaigns cannot be read; null without any. */
async function sampleOf(scope: Scope, rows: readonly FigureRow[]): Promise<Sample | string | null> {
  const some = rows.filter(({ shared }) => !shared).slice(0, SAMPLES)
  if (some.length === 0) return null
  try {
    const existing = await scope.hubspot.existingCampaigns(some.map(({ campaignId }) => campaignId))
    return some.find(({ campaignId }) => existing.has(campaignId)) ?? null
  } catch (error) {
    if (!isRefusal(error)) throw error
    return error.message
  }
}

/** One call's worth. */
const SAMPLES = 50

const toPlace = (target: FigureTarget, fresh: boolean): Place | null => {
  if (target.kind === 'none') return null
  if (target.kind === 'properties') return { site: { kind: 'properties' }, fields: FIGURE_FIELDS, fresh }
  const site = { kind: 'object', objectType: target.objectType ?? '' } as const
  return { site, fields: [...FIGURE_FIELDS, ...FIGURE_NAMING], fresh }
}

/** Whether what was written still stands there; what somebody changed or took away counts as never written. */
async function look(scope: Scope, target: FigureTarget): Promise<void> {
  const { store, connection, clock, hubspot } = scope
  const place = toPlace(target, false)
  if (place === null) return
  const written = await store.campaignFigures.written(connection.id)
  const held = await readHeld(hubspot, place, written)
  const lost = [...written.values()].filter(({ campaignId, values }) => {
    const now = held.get(campaignId)
    return now === undefined || figureChange(values, now.values, 0) !== null
  })
  await store.campaignFigures.remove(
    connection.id,
    lost.map(({ campaignId }) => campaignId),
  )
  await store.campaignFigures.saveTarget(connection.id, { ...target, probedAt: clock.now() })
}

/** A place that is gone answers with a refusal: then nothing stands there. */
async function readHeld(hubspot: CampaignFigures, place: Place, written: ReadonlyMap<string, WrittenFigures>) {
  try {
    return await hubspot.readFigures(place.site, [...written.keys()], place.fields)
  } catch (error) {
    if (!isRefusal(error)) throw error
    return new Map<string, never>()
  }
}
