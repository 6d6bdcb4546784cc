import type { Handler } from '../rest/api.ts'
import { failedResults, successfulResults, unprocessedRecords } from './ingest-results.ts'
import { changeIngest, createIngest, listIngests, readIngest, removeIngest, upload } from './ingest.ts'
import { queryResults, resultPages } from './query-results.ts'
import { changeQuery, createQuery, listQueries, readQuery, removeQuery } from './query.ts'

/** Bulk API 2.0. https://developer.salesforce.com/docs/platform/api-asynch/guide/bulk-api-2-0.html */
export const BULK_ROUTES: readonly (readonly [method: string, path: string, handler: Handler])[] = [
  ['POST', '/jobs/ingest', createIngest],
  ['GET', '/jobs/ingest', listIngests],
  ['GET', '/jobs/ingest/{id}', readIngest],
  ['PATCH', '/jobs/ingest/{id}', changeIngest],
  ['DELETE', '/jobs/ingest/{id}', removeIngest],
  ['PUT', '/jobs/ingest/{id}/batches', upload],
  ['GET', '/jobs/ingest/{id}/successfulResults', successfulResults],
  ['GET', '/jobs/ingest/{id}/failedResults', failedResults],
  ['GET', '/jobs/ingest/{id}/unprocessedrecords', unprocessedRecords],
  ['POST', '/jobs/query', createQuery],
  ['GET', '/jobs/query', listQueries],
  ['GET', '/jobs/query/{id}', readQuery],
  ['PATCH', '/jobs/query/{id}', changeQuery],
  ['DELETE', '/jobs/query/{id}', removeQuery],
  ['GET', '/jobs/query/{id}/results', queryResults],
  ['GET', '/jobs/query/{id}/resultPages', resultPages],
]
