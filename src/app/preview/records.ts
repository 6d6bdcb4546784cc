import type { Connector } from '#ports/connector.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { RecordSampling } from '#ports/connector/sampling.ts'
import type { Stream } from '#ports/store/inbox.ts'
import type { Scope } from '../scope.ts'

export interface Page {
  readonly records: readonly RemoteRecord[]
  /** As many there are; null: known at the end. */
  readonly total: number | null
}

/** The records that changed last. */
export async function* newest(
  connector: Connector & RecordSampling,
  object: string,
  fields: readonly string[],
  limit: number,
  atOnce: number,
): AsyncGenerator<Page> {
  const { total, records } = await connector.sample({ object, conditions: [], fields, limit })
  for (let start = 0; start < records.length; start += atOnce)
    yield { records: records.slice(start, start + atOnce), total }
}

/** Every record there is, in pages of about `atOnce`. @param how.total as many there are. */
export async function* everything(
  scope: Scope,
  stream: Stream,
  fields: readonly string[],
  { atOnce, total }: { readonly atOnce: number; readonly total: number },
): AsyncGenerator<Page> {
  const pages = stream.side === 'hubspot' ? listing(scope, stream.object, fields) : polled(scope, stream.object, fields)
  let gathered: RemoteRecord[] = []
  for await (const records of pages) {
    gathered.push(...records)
    if (gathered.length < atOnce) continue
    yield { records: gathered, total }
    gathered = []
  }
  if (gathered.length > 0) yield { records: gathered, total }
}

async function* listing(
  { hubspot }: Scope,
  object: string,
  fields: readonly string[],
): AsyncGenerator<readonly RemoteRecord[]> {
  let after: string | null = null
  do {
    const page: Awaited<ReturnType<Scope['hubspot']['list']>> = await hubspot.list({ object, fields, after })
    yield page.records
    after = page.next
  } while (after !== null)
}

/** A record that changes meanwhile comes again and is left out. */
async function* polled(
  { salesforce }: Scope,
  object: string,
  fields: readonly string[],
): AsyncGenerator<readonly RemoteRecord[]> {
  const seen = new Set<string>()
  let cursor: Awaited<ReturnType<Connector['changes']>>['cursor'] | null = null
  for (;;) {
    const page: Awaited<ReturnType<Connector['changes']>> = await salesforce.changes({ object, cursor, fields })
    const fresh = page.notices.filter(({ id, kind }) => kind !== 'deleted' && kind !== 'merged' && !seen.has(id))
    for (const { id } of fresh) seen.add(id)
    const brought = fresh.flatMap(({ record }) => record ?? [])
    const ids = fresh.flatMap(({ id, record }) => (record === undefined ? [id] : []))
    yield [...brought, ...(ids.length === 0 ? [] : await salesforce.read({ object, ids, fields }))]
    cursor = page.cursor
    if (!page.more) return
  }
}
