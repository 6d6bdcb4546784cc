/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_leadstatus.htm */
export interface LeadStatus {
  readonly label: string
  readonly isDefault?: boolean
  readonly isConverted?: boolean
}

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_opportunitystage.htm */
export interface OpportunityStage {
  readonly label: string
  readonly probability: number
  readonly forecastCategory: string
  readonly isClosed?: boolean
  readonly isWon?: boolean
}

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_taskstatus.htm */
export interface TaskStatus {
  readonly label: string
  readonly isDefault?: boolean
  readonly isClosed?: boolean
}

/** The values a new org comes with. */
export const LEAD_STATUSES: readonly LeadStatus[] = [
  { label: 'Open - Not Contacted', isDefault: true },
  { label: 'Working - Contacted' },
  { label: 'Closed - Converted', isConverted: true },
  { label: 'Closed - Not Converted' },
]

export const OPPORTUNITY_STAGES: readonly OpportunityStage[] = [
  { label: 'Prospecting', probability: 10, forecastCategory: 'Pipeline' },
  { label: 'Qualification', probability: 10, forecastCategory: 'Pipeline' },
  { label: 'Needs Analysis', probability: 20, forecastCategory: 'Pipeline' },
  { label: 'Value Proposition', probability: 50, forecastCategory: 'Pipeline' },
  { label: 'Id. Decision Makers', probability: 60, forecastCategory: 'Pipeline' },
  { label: 'Perception Analysis', probability: 70, forecastCategory: 'Pipeline' },
  { label: 'Proposal/Price Quote', probability: 75, forecastCategory: 'Pipeline' },
  { label: 'Negotiation/Review', probability: 90, forecastCategory: 'Pipeline' },
  { label: 'Closed Won', probability: 100, forecastCategory: 'Closed', isClosed: true, isWon: true },
  { label: 'Closed Lost', probability: 0, forecastCategory: 'Omitted', isClosed: true },
]

export const TASK_STATUSES: readonly TaskStatus[] = [
  { label: 'Not Started', isDefault: true },
  { label: 'In Progress' },
  { label: 'Completed', isClosed: true },
  { label: 'Waiting on someone else' },
  { label: 'Deferred' },
]
