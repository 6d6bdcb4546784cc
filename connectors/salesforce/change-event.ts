import * as z from 'zod'
import type { RemoteEvent } from '#ports/events.ts'
import { CLIENT_NAME } from './spec.ts'

/** Fields of https://developer.salesforce.com/docs/platform/change-data-capture/guide/cdc-event-fields-header.html (read 2026-11-21) */
const ChangeEvent = z.looseObject({
  event: z.looseObject({ replayId: z.int() }),
  payload: z.looseObject({
    ChangeEventHeader: z.looseObject({
      entityName: z.string(),
      recordIds: z.array(z.string().regex(/^[A-Za-z0-9]{15,18}$/)),
      changeType: z.string(),
      changedFields: z.array(z.string()).default([]),
      changeOrigin: z.string().default(''),
      commitTimestamp: z.int().nonnegative(),
    }),
    IsConverted: z.boolean().nullish(),
  }),
})

const KINDS: Readonly<Record<string, RemoteEvent['kind']>> = {
  CREATE: 'upserted',
  UPDATE: 'upserted',
  UNDELETE: 'restored',
  DELETE: 'deleted',
}
/** What stands in for ids where Salesforce tells no single changes. */
const NO_RECORD = /^0{15}/
const OWN_ORIGIN = new RegExp(`;client=${CLIENT_NAME}/?(?:;|$)`, 'i')

/** Objects of which Salesforce sends changes without a further licence: five of one's choice. */
export const CHANGE_EVENT_OBJECTS = ['Lead', 'Contact', 'Account', 'Opportunity', 'Task'] as const

export const channelOf = (object: string): string => `/data/${object}ChangeEvent`

export interface ParsedChange {
  readonly replayId: number
  readonly events: readonly RemoteEvent[]
  /** So much changed in one transaction that the records are not named. */
  readonly overflow: boolean
}

/**
 * One message of a change channel; it may name several records that were changed alike in one transaction. Gap events name
 * records without saying what changed. Null for anything that is no change event.
 */
export function parseChangeEvent(message: unknown): ParsedChange | null {
  const parsed = ChangeEvent.safeParse(message)
  if (!parsed.success) return null
  const { event, payload } = parsed.data
  const { entityName, recordIds, changeType, changedFields, changeOrigin, commitTimestamp } = payload.ChangeEventHeader
  const isGap = changeType.startsWith('GAP_')
  const kind = KINDS[isGap ? changeType.slice('GAP_'.length) : changeType]
  if (kind === undefined) return { replayId: event.replayId, events: [], overflow: changeType === 'GAP_OVERFLOW' }
  const fields = isGap ? undefined : plainFields(changedFields)
  const isOwn = kind === 'upserted' && OWN_ORIGIN.test(changeOrigin)
  const events = recordIds
    .filter((id) => !NO_RECORD.test(id))
    .map((id): RemoteEvent => ({
      object: entityName,
      id,
      kind: payload.IsConverted === true && kind === 'upserted' ? 'converted' : kind,
      at: commitTimestamp,
      by: isOwn ? 'own' : 'others',
      ...(fields === undefined ? {} : { fields }),
    }))
  return { replayId: event.replayId, events, overflow: false }
}

/** Compound fields (Name, addresses) hide which of their parts changed; then anything may have. Empty: a created record. */
function plainFields(changed: readonly string[]): readonly string[] | undefined {
  const isCompound = (field: string): boolean => field.includes('.') || field === 'Name' || field.endsWith('Address')
  return changed.length === 0 || changed.some(isCompound) ? undefined : changed
}
