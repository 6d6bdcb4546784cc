import type { Row } from '../records/table.ts'

/** https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture/cdc_event_fields_header.htm */
export const CHANGE_TYPES = [
  'CREATE',
  'UPDATE',
  'DELETE',
  'UNDELETE',
  'GAP_CREATE',
  'GAP_UPDATE',
  'GAP_DELETE',
  'GAP_UNDELETE',
  'GAP_OVERFLOW',
] as const

export type ChangeType = (typeof CHANGE_TYPES)[number]

/** What happened to one or more records of an object in one transaction: plain JSON, part of snapshots. */
export interface EventDraft {
  readonly entity: string
  readonly changeType: ChangeType
  readonly recordIds: readonly string[]
  readonly changeOrigin: string
  readonly transactionKey: string
  readonly sequenceNumber: number
  readonly commitTimestamp: number
  readonly commitNumber: number
  readonly commitUser: string
  /** Field names as on the record; what a subscriber may see and compound names follow when it is delivered. */
  readonly changedFields: readonly string[]
  /** Stored values by field name: of an update the changed ones, of a create or undelete the whole row. */
  readonly body: Row
  /** Long texts that are sent as differences, by field name. */
  readonly diffs: Readonly<Record<string, string>>
}

/** An event on the bus. */
export interface ChangeEvent extends EventDraft {
  readonly replayId: number
  /** When it was published, by the sandbox clock. */
  readonly at: number
}

/** The record id of an overflow event; https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture/cdc_other_events_overflow.htm */
export const NO_RECORD_ID = '000000000000000AAA'
