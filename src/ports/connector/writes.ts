import type { RemoteError } from '#domain/errors.ts'
import type { Instant } from '#domain/instant.ts'
import type { Values } from '#domain/mapping/value.ts'
import type { RemoteRecord } from './records.ts'

/** What to do when a Salesforce duplicate rule objects: report it (default), or save all the same where the rule allows. */
export type OnDuplicates = 'report' | 'save'

/** A duplicate rule refused a record. `save` may be tried again with `onDuplicates: 'save'`; `block` never goes through. */
export interface DuplicateReport {
  readonly rule: string
  readonly kind: 'alert' | 'block'
  readonly matches: readonly { readonly object: string; readonly id: string }[]
}

/** `traceId` is unique within the call and comes back on the outcome. */
export type WriteOperation =
  | {
      readonly kind: 'create'
      readonly traceId: string
      readonly object: string
      readonly values: Values
      readonly onDuplicates?: OnDuplicates
    }
  | {
      readonly kind: 'update'
      readonly traceId: string
      readonly object: string
      readonly id: string
      readonly values: Values
      /** Fields that the caller wants to know afterwards. A connector that can tell them without a call more does: see `record`. */
      readonly returning?: readonly string[]
    }
  | {
      /** Creates or updates by a unique field: repeating it after a crash makes no second record. */
      readonly kind: 'upsert'
      readonly traceId: string
      readonly object: string
      readonly keyField: string
      readonly key: string
      readonly values: Values
      readonly onDuplicates?: OnDuplicates
      /** Salesforce: a Lead that is made by this gets its owner by the org's active assignment rule; one that is there keeps its own. */
      readonly owner?: 'by-assignment-rule'
    }
  | {
      /** Removes a record (to the recycle bin). One that is gone already is a success, `unchanged`. */
      readonly kind: 'delete'
      readonly traceId: string
      readonly object: string
      readonly id: string
    }
  | {
      /** Takes an association away (every label), a contact role, or clears a lookup. One that is not there is `unchanged`. */
      readonly kind: 'disassociate'
      readonly traceId: string
      readonly from: { readonly object: string; readonly id: string }
      readonly to: { readonly object: string; readonly id: string }
    }
  | {
      /** HubSpot association with the default label; Salesforce: an OpportunityContactRole (read first, made if missing). */
      readonly kind: 'associate'
      readonly traceId: string
      readonly from: { readonly object: string; readonly id: string }
      readonly to: { readonly object: string; readonly id: string }
      readonly primary: 'primary' | 'plain'
    }
  | {
      /** Salesforce only. `opportunityName: null` makes no opportunity. `accountId` null lets the platform make the account. */
      readonly kind: 'convert-lead'
      readonly traceId: string
      readonly leadId: string
      readonly convertedStatus: string
      readonly ownerId: string
      readonly accountId: string | null
      readonly contactId: string | null
      readonly opportunityName: string | null
    }

export type ItemOutcome =
  | {
      readonly traceId: string
      readonly ok: true
      /** Id of the record written (convert-lead: the contact). */
      readonly id: string
      readonly effect: 'created' | 'updated' | 'associated' | 'converted' | 'deleted' | 'unchanged'
      /** What the platform says it holds now, where it says so (HubSpot). Compare with what was sent: some writes are kept silently. */
      readonly values?: Values
      /** The record as it was read right after an update that asked for it (Salesforce). Absent: read it, it costs a call. */
      readonly record?: RemoteRecord
      readonly modifiedAt?: Instant
      readonly converted?: {
        readonly accountId: string
        readonly contactId: string
        readonly opportunityId: string | null
      }
    }
  | {
      readonly traceId: string
      readonly ok: false
      readonly error: RemoteError
      /** Only with the error code DUPLICATES_DETECTED. */
      readonly duplicates?: DuplicateReport
    }
