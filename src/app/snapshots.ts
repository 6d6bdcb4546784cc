import type { Connector } from '#ports/connector.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { InboxRow } from '#ports/store/inbox.ts'

/**
 * The records that came along with these rows and hold every field that is asked for, by id. They stand in for a read; a row
 * that was captured for other fields, or of which something was heard since, has to be read.
 */
export async function snapshotsOf(
  connector: Pick<Connector, 'describe'>,
  rows: readonly InboxRow[],
  object: string,
  fields: readonly string[],
): Promise<ReadonlyMap<string, RemoteRecord>> {
  const brought = rows.flatMap((row) => (row.object === object && row.snapshot !== null ? [row.snapshot] : []))
  if (brought.length === 0) return new Map()
  // A field that the object does not have is absent from a read as well.
  const known = (await connector.describe(object)).fields
  const lower = new Set(Object.keys(known).map((name) => name.toLowerCase()))
  const needed = fields.filter((field) => lower.has(field.toLowerCase()))
  const isWhole = ({ values }: RemoteRecord): boolean => needed.every((field) => values[field] !== undefined)
  return new Map(brought.filter(isWhole).map((record) => [record.id, record]))
}

/** A record as a batch sees it, and whether that is what the platform said just now or what a capture brought along. */
export interface Seen {
  readonly record: RemoteRecord
  readonly by: 'read' | 'snapshot'
}

/** What is there of these ids: from snapshots where they serve, the rest by one batched read. */
export async function readOrRecall(
  connector: Pick<Connector, 'describe' | 'read'>,
  request: { readonly object: string; readonly ids: readonly string[]; readonly fields: readonly string[] },
  rows: readonly InboxRow[],
): Promise<readonly Seen[]> {
  const { object, fields } = request
  const recalled = await snapshotsOf(connector, rows, object, fields)
  const wanted = [...new Set(request.ids)]
  const missing = wanted.filter((id) => !recalled.has(id))
  const read = missing.length === 0 ? [] : await connector.read({ object, ids: missing, fields })
  return [
    ...wanted.flatMap((id): Seen[] => {
      const record = recalled.get(id)
      return record === undefined ? [] : [{ record, by: 'snapshot' }]
    }),
    ...read.map((record): Seen => ({ record, by: 'read' })),
  ]
}
