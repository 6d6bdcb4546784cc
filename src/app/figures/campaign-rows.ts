import { figureValues, NO_FIGURES } from '#domain/attribution/figure-fields.ts'
import type { Values } from '#domain/mapping/value.ts'
import { campaignResults } from './campaign-results.ts'
import type { Scope } from '../scope.ts'

/** A campaign of HubSpot with what should stand there of it. */
export interface FigureRow {
  readonly campaignId: string
  readonly name: string
  readonly values: Values
  /** Another campaign bears the same name: whose leads are whose nobody can tell. */
  readonly shared: boolean
}

/** The figures of all campaigns of HubSpot as of now, over all time, under the model that is written back. No call. */
export async function campaignRows(scope: Scope): Promise<readonly FigureRow[]> {
  const { connection, store, config } = scope
  const model = config.attribution.defaultModel
  const campaigns = await store.campaigns.list(connection.id)
  if (campaigns.length === 0) return []
  const figures = await campaignResults(
    scope,
    model,
    campaigns.map(({ name }) => name),
  )
  const bearers = Map.groupBy(campaigns, ({ name }) => name)
  return campaigns.map(({ id, name }): FigureRow => {
    const shared = (bearers.get(name)?.length ?? 0) > 1
    const found = figures.get(name)
    const values =
      shared || found === undefined ? NO_FIGURES : figureValues(found, { currency: connection.currency, model })
    return { campaignId: id, name, values, shared }
  })
}
