import type { Side } from '#domain/ids.ts'
import { printOf } from '#domain/reconcile/print.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { KnownVersion } from '#ports/store/inbox.ts'

/** What the inbox is told of a record as it was read, values as the platform gave them. */
export const versionOf = (side: Side, record: RemoteRecord): KnownVersion => ({
  side,
  object: record.object,
  recordId: record.id,
  print: printOf(record.values),
  modifiedAt: record.modifiedAt,
})
