export interface Opens {
  readonly stages?: readonly string[]
  readonly opportunityStage?: string
  readonly closeInDays?: number
  readonly convertedStatus?: string
}

/** The section as it is written. */
export interface Lifecycle {
  readonly order: readonly string[]
  readonly onOpportunity: string
  readonly onWon: string
  readonly fromLeadStatus: Readonly<Record<string, string>>
  readonly opensOpportunity: Opens
}

/** HubSpot's own stages, which count where the document names none. */
export const DEFAULT_ORDER: readonly string[] = [
  'subscriber',
  'lead',
  'marketingqualifiedlead',
  'salesqualifiedlead',
  'opportunity',
  'customer',
  'evangelist',
]

/** How an opportunity is opened where the document does not say. */
export const OPENS_DEFAULTS = {
  opportunityStage: 'Prospecting',
  closeInDays: 90,
  convertedStatus: 'Closed - Converted',
} as const

/** Where somebody goes by an opportunity, where the document does not say. */
export const STAGE_DEFAULTS = { onOpportunity: 'opportunity', onWon: 'customer' } as const
