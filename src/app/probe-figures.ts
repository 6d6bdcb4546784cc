import {
  FIGURE_FIELDS,
  FIGURE_KEY,
  FIGURE_NAME,
  FIGURE_OBJECT,
  PROBE_FIELD,
} from '#domain/attribution/figure-fields.ts'
import { isKept, nextPlace, settledPlace } from '#domain/attribution/figure-target.ts'
import type { Attempt, FigurePlace, FigureSetting } from '#domain/attribution/figure-target.ts'
import { RemoteError } from '#domain/errors.ts'
import type { Values } from '#domain/mapping/value.ts'
import type { CampaignFigures, FigureSite, FigureWrite } from '#ports/connector/figures.ts'
import type { ProvisionStep } from '#ports/connector/provision.ts'
import type { FigureTarget } from '#ports/store/campaign-figures.ts'

/** A campaign that exists, with figures of its own: the probe writes what belongs there, so it leaves nothing to clear away. */
export interface Sample {
  readonly campaignId: string
  readonly name: string
  readonly values: Values
  /** `held`: a figure that stands there already is sent again instead, by whoever does not know what Tandem wrote. Absent: the sample's. */
  readonly wins?: 'held'
}

export interface Probed extends Omit<FigureTarget, 'probedAt'> {
  readonly steps: readonly ProvisionStep[]
}

/**
 * Finds out where a portal takes figures of campaigns: makes a place, writes one real figure and reads it back.
 * @throws RemoteError when the portal could not be asked (limits, outages, a rejected credential): nothing is known then.
 */
export async function probeFigures(hubspot: CampaignFigures, setting: FigureSetting, sample: Sample): Promise<Probed> {
  const attempts: Attempt[] = []
  const steps: ProvisionStep[] = []
  let objectType: string | null = null
  for (let place = nextPlace(setting, attempts); place !== null; place = nextPlace(setting, attempts)) {
    const tried = await attempt(hubspot, place, sample)
    attempts.push({ place, found: tried.found, said: tried.said })
    steps.push(...tried.steps)
    if (tried.found === 'accepted' && tried.site.kind === 'object') objectType = tried.site.objectType
  }
  return { ...settledPlace(attempts), objectType, steps }
}

interface Tried extends Pick<Attempt, 'found' | 'said'> {
  readonly site: FigureSite
  readonly steps: readonly ProvisionStep[]
}

const PROPERTIES: FigureSite = { kind: 'properties' }
const FIRST = FIGURE_FIELDS.filter(({ name }) => name === PROBE_FIELD)

async function attempt(hubspot: CampaignFigures, place: FigurePlace, sample: Sample): Promise<Tried> {
  try {
    return place === 'properties' ? await tryProperties(hubspot, sample) : await tryObject(hubspot, sample)
  } catch (error) {
    if (!isRefusal(error)) throw error
    return { found: 'refused', said: error.message, site: PROPERTIES, steps: [] }
  }
}

/** One property first: where it is not kept, it is taken away again, and nobody meets twelve empty ones. */
async function tryProperties(hubspot: CampaignFigures, sample: Sample): Promise<Tried> {
  const first = await hubspot.defineFigureProperties(FIRST)
  const withdraw = async (tried: Omit<Tried, 'site' | 'steps'>): Promise<Tried> => {
    if (first.some(({ state, what }) => state === 'made' && what.endsWith(`.${PROBE_FIELD}`)))
      await hubspot.dropFigureProperties([PROBE_FIELD]).catch(unlessRefused)
    return { ...tried, site: PROPERTIES, steps: [] }
  }
  const tried = await writeOne(hubspot, PROPERTIES, sample)
  if (tried.found !== 'accepted') return withdraw(tried)
  return { ...tried, site: PROPERTIES, steps: await hubspot.defineFigureProperties(FIGURE_FIELDS) }
}

async function tryObject(hubspot: CampaignFigures, sample: Sample): Promise<Tried> {
  const { objectType, steps } = await hubspot.defineFigureObject(FIGURE_FIELDS)
  const site = { kind: 'object', objectType } as const
  return { ...(await writeOne(hubspot, site, sample)), site, steps }
}

async function writeOne(
  hubspot: CampaignFigures,
  site: FigureSite,
  { campaignId, name, values, wins }: Sample,
): Promise<Omit<Tried, 'site' | 'steps'>> {
  const held = wins === undefined ? undefined : (await hubspot.readFigures(site, [campaignId], FIRST)).get(campaignId)
  const sent = { [PROBE_FIELD]: held?.values[PROBE_FIELD] ?? values[PROBE_FIELD] ?? null }
  const [outcome] = await hubspot.writeFigures(site, [figureWrite(site, { campaignId, name, values: sent })], FIRST)
  if (outcome === undefined) return { found: 'refused', said: 'HubSpot did not say what became of it' }
  if (!outcome.ok) {
    if (!isRefusal(outcome.error)) throw outcome.error
    return { found: 'refused', said: outcome.error.message }
  }
  const kept = isKept(sent, outcome.values ?? {})
  return {
    found: kept ? 'accepted' : 'ignored',
    said: `${PROBE_FIELD} of campaign "${name}" ${kept ? 'was' : 'was not'} read back`,
  }
}

/** What is written of one campaign at a site. */
export const figureWrite = (site: FigureSite, { campaignId, name, values }: Sample): FigureWrite =>
  site.kind === 'properties'
    ? { kind: 'update', traceId: campaignId, object: FIGURE_OBJECT, id: campaignId, values }
    : {
        kind: 'upsert',
        traceId: campaignId,
        object: site.objectType,
        keyField: FIGURE_KEY,
        key: campaignId,
        values: { ...values, [FIGURE_NAME]: name },
      }

/** An answer about this portal and this credential: missing scopes and objects too, but not a credential that nobody knows. */
export const isRefusal = (error: unknown): error is RemoteError =>
  error instanceof RemoteError && (error.disposition === 'park' || error.status === 403)

function unlessRefused(error: unknown): void {
  if (!isRefusal(error)) throw error
}
