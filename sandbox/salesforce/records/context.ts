import type { Org } from '../org.ts'
import type { Value } from './table.ts'

/** Which lead assignment rule a write runs. REST's default is the active one. */
export type AssignmentChoice =
  | { readonly kind: 'none' }
  | { readonly kind: 'active-rule' }
  | { readonly kind: 'rule'; readonly ruleId: string; readonly runs: 'on-create' | 'on-every-write' }

/** https://developer.salesforce.com/docs/platform/api-rest/guide/headers-duplicaterules.html */
export interface DuplicateOptions {
  /** Whether a duplicate that only raises an alert is saved all the same. */
  readonly alerts: 'refuse' | 'acknowledged'
  readonly records: 'id-only' | 'all-fields'
  readonly runAs: 'system' | 'current-user'
}

/** What a request asks of its writes; the defaults are those of an API without such headers (SOAP, Bulk). */
export interface WriteOptions {
  /** "68.0": the newest when absent. Names of error details depend on it. */
  readonly apiVersion?: string
  readonly assignment?: AssignmentChoice
  /** Short for `assignment`: the active rule, or none (the default). */
  readonly autoAssign?: boolean
  readonly duplicates?: DuplicateOptions
  /** `skipped`: loading data into a new org is not held up by duplicate and validation rules. */
  readonly customRules?: 'run' | 'skipped'
  readonly asPlatform?: boolean
}

/** Who writes, and what the request's headers ask for. */
export interface WriteContext extends Required<Omit<WriteOptions, 'autoAssign'>> {
  readonly org: Org
  readonly userId: string
  /** The platform's own writes may set read-only fields. */
  readonly asPlatform: boolean
  /** Creates (without `Id`) or updates (with it) as the platform, for what one write causes elsewhere. */
  readonly platformSave: (object: string, data: Readonly<Record<string, Value>>) => string
}
