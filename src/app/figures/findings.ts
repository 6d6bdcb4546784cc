import type { Stream } from '#ports/store/inbox.ts'
import type { Finding } from '../campaigns/park.ts'
import type { Scope } from '../scope.ts'
import type { FigureRow } from './campaign-rows.ts'
import type { FigureResult } from './figure-pass.ts'

/** Figures are looked at as a whole: their problems stand under this stream, one for each campaign, one for the portal. */
export const FIGURES: Stream = { side: 'hubspot', object: 'campaign-figures' }

/** Stands for the portal as a whole among campaigns. */
export const PORTAL = 'portal'

/**
 * What waits for a person. A portal that takes no figures is a problem only where the configuration names the place.
 * @param skipped campaigns that were left as they are: their problems too.
 */
export async function findingsOf(
  { store, connection, config }: Scope,
  rows: readonly FigureRow[],
  results: readonly FigureResult[],
  skipped: ReadonlySet<string>,
): Promise<readonly Finding[]> {
  const target = await store.campaignFigures.target(connection.id)
  const setting = config.attribution.writeBack.campaigns
  const isWanting = target?.kind === 'none' && (setting === 'properties' || setting === 'object')
  const errors = new Map(
    results.flatMap(({ row, outcome }) => (outcome.ok ? [] : [[row.campaignId, outcome.error] as const])),
  )
  const found = (recordId: string, problem: Finding['problem']): Finding => ({
    stream: FIGURES,
    recordId,
    linkId: null,
    problem,
  })
  return [
    found(PORTAL, isWanting ? refused(target.why) : null),
    ...rows.flatMap(({ campaignId, name, shared }): readonly Finding[] => {
      if (shared) return [found(campaignId, sharedName(name))]
      if (skipped.has(campaignId)) return []
      const error = errors.get(campaignId)
      if (error === undefined || error.code === 'RECORD_NOT_FOUND') return [found(campaignId, null)]
      return [found(campaignId, { code: error.code, message: error.message, remedy: error.remedy })]
    }),
  ]
}

const refused = (why: string): NonNullable<Finding['problem']> => ({
  code: 'FIGURES_REFUSED',
  message: `HubSpot takes no figures of campaigns: ${why}`,
  remedy:
    'Give the credential the scopes that the message names, or set attribution.writeBack.campaigns to auto or off. It is tried again when you retry this, at the next start and once a day.',
})

const sharedName = (name: string): NonNullable<Finding['problem']> => ({
  code: 'CAMPAIGN_NAME_SHARED',
  message: `Several HubSpot campaigns are called "${name}": whose leads are whose cannot be told, so no figures are written of them`,
  remedy: 'Give each campaign a name of its own in HubSpot; its figures follow by themselves.',
})
