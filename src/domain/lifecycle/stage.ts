import type { LifecycleConfig } from '../config.ts'

export interface SalesState {
  readonly openOpportunities: number
  readonly wonOpportunities: number
  /** Absent or null: the person is no Lead (any more), or its status is blank. */
  readonly leadStatus?: string | null
}

/**
 * The HubSpot stage that sales' doings ask for, or null when the contact's own is as far or further.
 * Only ever forward: HubSpot keeps the old stage on a backward write without an error
 * (https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide).
 */
export function stageToWrite(current: string | null, sales: SalesState, config: LifecycleConfig): string | null {
  const wanted = wantedStage(sales, config)
  if (wanted === null || wanted === current) return null
  return rankOf(config, wanted) > rankOf(config, current) ? wanted : null
}

const rankOf = (config: LifecycleConfig, stage: string | null): number =>
  stage === null ? -1 : config.order.indexOf(stage)

/**
 * The stage that somebody goes back to whom sales gave back; null: the contact's own stays. It leads backwards, so the stage has to be
 * cleared first ({@link stageToWrite}). A blank stage is a clear that was not finished. Whoever has an open or won Opportunity, or
 * stands where one would lead, is past being recycled.
 */
export function stageToReturnTo(
  current: string | null,
  sales: SalesState,
  recycleStage: string,
  config: LifecycleConfig,
): string | null {
  if (current === recycleStage || sales.openOpportunities > 0 || sales.wonOpportunities > 0) return null
  if (current === null) return recycleStage
  const [own, last] = [rankOf(config, current), config.order.indexOf(config.onOpportunity)]
  if (last >= 0 && own >= last) return null
  return own > rankOf(config, recycleStage) ? recycleStage : null
}

/** An opportunity says more than the status of a lead; a lost one leaves the word to the status. */
function wantedStage(sales: SalesState, config: LifecycleConfig): string | null {
  if (sales.wonOpportunities > 0) return config.onWon
  if (sales.openOpportunities > 0) return config.onOpportunity
  const byStatus = new Map(Object.entries(config.fromLeadStatus ?? {}))
  return byStatus.get(sales.leadStatus ?? '') ?? null
}

/** Does the stage ask for an Opportunity? Only if nothing in sales exists yet, so that HubSpot's own stage moves cannot loop. */
export function opensOpportunity(
  current: string | null,
  existing: { readonly opportunities: number; readonly openDeals: number },
  config: LifecycleConfig,
): boolean {
  if (current === null || !config.opensOpportunity.stages.includes(current)) return false
  return existing.opportunities === 0 && existing.openDeals === 0
}
