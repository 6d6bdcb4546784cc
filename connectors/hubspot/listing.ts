import type { ListedPage, ListingRequest } from '#ports/connector/listing.ts'
import { ID_PROPERTY, MERGED_PROPERTY } from './objects.ts'
import { readRecords, rowOf, type ReadContext } from './read.ts'
import { toRemoteRecord, WireRecords } from './records.ts'
import { LIST_PAGE_SIZE, PROPERTIES_URL_LENGTH } from './spec.ts'

/**
 * A page of the strongly consistent listing, with values: no second read, and no search index that lags. Only where the names of
 * the fields are too long for an address, which HubSpot answers with 414, the page is read by its ids; who was deleted in between
 * is left out.
 * Source: https://developers.hubspot.com/docs/api-reference/latest/crm/using-object-apis
 */
export async function listRecords(context: ReadContext, request: ListingRequest): Promise<ListedPage> {
  const { client, describe } = context
  const { object, fields, after } = request
  const row = rowOf(object)
  const schema = await describe(object)
  const properties = [...new Set([...fields, row.modified, row.created, MERGED_PROPERTY])]
  const full = properties.join(',')
  const fits = encodeURIComponent(full).length <= PROPERTIES_URL_LENGTH
  const { body } = await client.read(
    {
      method: 'GET',
      area: 'objects',
      rest: `/${object}`,
      query: {
        limit: String(LIST_PAGE_SIZE),
        properties: fits ? full : ID_PROPERTY,
        ...(after === null ? {} : { after }),
      },
    },
    WireRecords,
  )
  const next = body.paging?.next?.after ?? null
  if (fits) return { records: body.results.map((record) => toRemoteRecord(record, object, row, fields, schema)), next }
  return { records: await readRecords(context, { object, ids: body.results.map(({ id }) => id), fields }), next }
}

/** One search that asks for as little as can be asked for; its total is not cut at 10,000 as its results are. */
export async function countRecords({ client }: ReadContext, object: string): Promise<number> {
  rowOf(object)
  const { body } = await client.read(
    {
      method: 'POST',
      area: 'objects',
      rest: `/${object}/search`,
      bucket: 'search',
      body: { filterGroups: [], properties: [ID_PROPERTY], limit: 1 },
    },
    WireRecords,
  )
  return body.total ?? body.results.length
}
