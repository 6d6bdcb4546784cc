import type { RemoteRecord } from './records.ts'

/** A test on one field; all parts given must hold. Field names are the platform's own. */
export interface SampleCondition {
  readonly field: string
  readonly in?: readonly string[]
  /** `true`: has a value, `false`: is blank. */
  readonly known?: boolean
}

export interface SampleRequest {
  readonly object: string
  /** All must hold; none: every living record. */
  readonly conditions: readonly SampleCondition[]
  readonly fields: readonly string[]
  /** At most this many records; 0 counts alone. */
  readonly limit: number
}

export interface Sample {
  /** How many records there are of which all conditions hold. */
  readonly total: number
  /** Those that changed last, newest first. */
  readonly records: readonly RemoteRecord[]
}

/**
 * Counts and samples, for previews and reports. HubSpot answers from its search index, which lags by seconds and gives at most
 * 10,000 records; never an existence check. One call for the count, one for each 200 (HubSpot) or 2,000 (Salesforce) records.
 */
export interface RecordSampling {
  sample(request: SampleRequest): Promise<Sample>
}
