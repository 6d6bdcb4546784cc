import type { Instant } from '#domain/instant.ts'
import type { ChangeNotice, ChangesRequest } from '#ports/connector/changes.ts'
import type { ObjectSchema } from '#ports/connector/schema.ts'
import type { Answer, HubSpotClient } from './client.ts'
import { ID_PROPERTY, MERGED_PROPERTY, type HubSpotObject } from './objects.ts'
import { rowOf, type ReadContext } from './read.ts'
import { mergedIdsOf, modifiedAtOf, toRemoteRecord, WireRecords, type WireRecord } from './records.ts'
import { LIST_PAGE_SIZE, PROPERTIES_URL_LENGTH, SEARCH_BODY_LENGTH } from './spec.ts'

export interface Source {
  readonly client: HubSpotClient
  readonly object: string
  readonly row: HubSpotObject
  readonly limit: number
  /** What a record needs to be brought along; null: notices alone. */
  readonly wanted: Wanted | null
}

interface Wanted {
  readonly properties: readonly string[]
  readonly fields: readonly string[]
  readonly schema: ObjectSchema
}

/** Rows without a record where its properties do not fit into the request: the caller reads those. */
interface Rows {
  readonly answer: Answer<WireRecords>
  readonly wanted: Wanted | null
}

export async function sourceOf({ client, describe }: ReadContext, request: ChangesRequest): Promise<Source> {
  const { object, fields, limit = Number.POSITIVE_INFINITY } = request
  const row = rowOf(object)
  if (fields === undefined) return { client, object, row, limit, wanted: null }
  const properties = [...new Set([...fields, row.modified, row.created, ID_PROPERTY, MERGED_PROPERTY])]
  return { client, object, row, limit, wanted: { properties, fields, schema: await describe(object) } }
}

/** One page of the listing, which is strongly consistent. */
export async function listed(source: Source, after: string): Promise<Rows> {
  const brief = [source.row.modified, MERGED_PROPERTY].join(',')
  const full = source.wanted?.properties.join(',') ?? brief
  const wanted = encodeURIComponent(full).length > PROPERTIES_URL_LENGTH ? null : source.wanted
  const query = {
    limit: String(Math.min(LIST_PAGE_SIZE, source.limit)),
    properties: wanted === null ? brief : full,
    ...(after === '' ? {} : { after }),
  }
  const call = { method: 'GET', area: 'objects', rest: `/${source.object}`, query } as const
  return { answer: await source.client.read(call, WireRecords), wanted }
}

/** No record is older; a filter on the epoch itself could be taken for no date. */
const BEFORE_HUBSPOT = Date.UTC(2000, 0, 1)

export interface Window {
  readonly from: Instant
  /** 0: no end. */
  readonly to: Instant
  /** Null: newest first; else by id. Never an offset: records move while one pages. */
  readonly afterId: string | null
}

export async function search(source: Source, { from, to, afterId }: Window, limit: number): Promise<Rows> {
  const { modified } = source.row
  const filters = [
    { propertyName: modified, operator: 'GTE', value: String(Math.max(from, BEFORE_HUBSPOT)) },
    ...(to === 0 ? [] : [{ propertyName: modified, operator: 'LTE', value: String(to) }]),
    ...(afterId === null ? [] : [{ propertyName: ID_PROPERTY, operator: 'GT', value: afterId }]),
  ]
  const bodyWith = (properties: readonly string[]) => ({
    filterGroups: [{ filters }],
    sorts: [
      afterId === null
        ? { propertyName: modified, direction: 'DESCENDING' }
        : { propertyName: ID_PROPERTY, direction: 'ASCENDING' },
    ],
    properties,
    limit,
  })
  const brief = bodyWith([modified, ID_PROPERTY, MERGED_PROPERTY])
  const full = source.wanted === null ? brief : bodyWith(source.wanted.properties)
  const wanted = JSON.stringify(full).length > SEARCH_BODY_LENGTH ? null : source.wanted
  const body = wanted === null ? brief : full
  const call = { method: 'POST', area: 'objects', rest: `/${source.object}/search`, bucket: 'search', body } as const
  return { answer: await source.client.read(call, WireRecords), wanted }
}

export function newestOf(records: readonly WireRecord[], row: HubSpotObject, atLeast: Instant): Instant {
  return records.reduce((newest, record) => Math.max(newest, modifiedAtOf(record, row)), atLeast)
}

export function toNotices(
  records: readonly WireRecord[],
  { object, row }: Source,
  wanted: Wanted | null,
): readonly ChangeNotice[] {
  return records.flatMap((record): readonly ChangeNotice[] => {
    const modifiedAt = modifiedAtOf(record, row)
    const brought = wanted === null ? {} : { record: toRemoteRecord(record, object, row, wanted.fields, wanted.schema) }
    const merged = mergedIdsOf(record).map((id): ChangeNotice => ({
      id,
      kind: 'merged',
      modifiedAt,
      survivorId: record.id,
    }))
    return [{ id: record.id, kind: 'upserted', modifiedAt, ...brought }, ...merged]
  })
}

export function oldestFirst(notices: readonly ChangeNotice[]): readonly ChangeNotice[] {
  return notices.toSorted((a, b) => a.modifiedAt - b.modifiedAt)
}

export const countSince = (records: readonly WireRecord[], row: HubSpotObject, since: Instant): number =>
  records.filter((record) => modifiedAtOf(record, row) >= since).length
