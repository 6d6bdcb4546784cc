import type { Handoff } from '#domain/handoff/types.ts'
import type { SyncConfig } from '#domain/config.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'

/**
 * What has to be written on a record that still says it was given back when its person is handed over: an open status and no reason.
 * Empty: it says nothing of the kind, or is to be made.
 */
export function reopened(
  { feedback }: Pick<SyncConfig, 'feedback'>,
  record: Pick<RemoteRecord, 'object' | 'values'> | null,
  cycle: number,
): Handoff['pending'] {
  if (record === null) return {}
  const { Status: status = null, [feedback.reasonField]: reason = null } = record.values
  const isGivenBack = cycle > 1 || feedback.rejectedStatuses.includes(status ?? '')
  return {
    ...(record.object === 'Lead' && isGivenBack && status !== feedback.reopenedStatus
      ? { Status: feedback.reopenedStatus }
      : {}),
    ...(reason === null ? {} : { [feedback.reasonField]: null }),
  }
}
