import type { RemoteRecord } from '#ports/connector/records.ts'
import type { Sample, SampleCondition, SampleRequest } from '#ports/connector/sampling.ts'
import { ID_PROPERTY, MERGED_PROPERTY } from './objects.ts'
import { readRecords, rowOf, type ReadContext } from './read.ts'
import { toRemoteRecord, WireRecords } from './records.ts'
import { SEARCH_BODY_LENGTH } from './spec.ts'

/** The most that one page of a search gives, and the most that all its pages give together. */
const PAGE = 200
const REACH = 10_000

/**
 * Counts and the newest records, from the search index. Records that change while one pages may come twice or not at all.
 * Source: https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm
 */
export async function sampleRecords(context: ReadContext, request: SampleRequest): Promise<Sample> {
  const { object, fields } = request
  const row = rowOf(object)
  const schema = await context.describe(object)
  const limit = Math.min(request.limit, REACH)
  const filters = request.conditions.flatMap(toFilters)
  const bodyWith = (properties: readonly string[], size: number, after: string | null) => ({
    filterGroups: filters.length === 0 ? [] : [{ filters }],
    sorts: [{ propertyName: row.modified, direction: 'DESCENDING' }],
    properties,
    limit: size,
    ...(after === null ? {} : { after }),
  })
  const full = [...new Set([...fields, row.modified, row.created, MERGED_PROPERTY])]
  const fits = JSON.stringify(bodyWith(full, PAGE, '00000')).length <= SEARCH_BODY_LENGTH
  const found = new Map<string, RemoteRecord>()
  let total = 0
  let after: string | null = null
  do {
    const size = Math.max(1, Math.min(PAGE, limit - found.size))
    const body = bodyWith(limit === 0 || !fits ? [ID_PROPERTY, row.modified] : full, size, after)
    const call = { method: 'POST', area: 'objects', rest: `/${object}/search`, bucket: 'search', body } as const
    const page: WireRecords = (await context.client.read(call, WireRecords)).body
    total = page.total ?? page.results.length
    for (const record of page.results) found.set(record.id, toRemoteRecord(record, object, row, fields, schema))
    after = page.results.length === 0 ? null : (page.paging?.next?.after ?? null)
  } while (after !== null && found.size < limit && Number(after) < REACH)
  if (limit === 0) return { total, records: [] }
  const ids = [...found.keys()].slice(0, limit)
  if (fits) return { total, records: ids.flatMap((id) => found.get(id) ?? []) }
  const read = new Map((await readRecords(context, { object, ids, fields })).map((record) => [record.id, record]))
  return { total, records: ids.flatMap((id) => read.get(id) ?? []) }
}

const toFilters = ({ field, in: values, known }: SampleCondition): readonly object[] => [
  ...(values === undefined ? [] : [{ propertyName: field, operator: 'IN', values }]),
  ...(known === undefined ? [] : [{ propertyName: field, operator: known ? 'HAS_PROPERTY' : 'NOT_HAS_PROPERTY' }]),
]
