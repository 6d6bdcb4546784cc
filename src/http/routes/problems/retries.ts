import { namesOf } from '#app/problems/names.ts'
import type { Scope } from '#app/scope.ts'
import { PARKED_SORTS, RETRY_SORTS } from '#ports/store/parked.ts'
import { COUNTED_UP_TO } from '../../contract/paging.ts'
import { listRetriesContract, listRetryRecordsContract, readRetryContract } from '../../contract/problems.ts'
import { pagingOf } from '../../cursor.ts'
import { toParkedRecord, toRetry } from '../../present/problems.ts'
import { HttpError } from '../../problem.ts'
import { connectionRoute } from '../../route.ts'

export const listRetries = connectionRoute(listRetriesContract, async ({ scope, query }) => {
  const { store, connection } = scope
  const paging = pagingOf(RETRY_SORTS, 'retries', query)
  const [rows, total] = await Promise.all([
    store.parked.retries(connection.id, paging.slice),
    store.parked.countRetries(connection.id, COUNTED_UP_TO),
  ])
  const { shown, nextCursor } = paging.pageOf(rows)
  return { items: shown.map(toRetry), nextCursor, total }
})

export const readRetry = connectionRoute(readRetryContract, async ({ scope, params }) => ({
  retry: toRetry(await knownRetry(scope, params.id)),
}))

export const listRetryRecords = connectionRoute(listRetryRecordsContract, async ({ scope, params, query }) => {
  const { again, waiting } = await knownRetry(scope, params.id)
  const paging = pagingOf(PARKED_SORTS, ['retry', params.id], query)
  const rows = await scope.store.parked.ofRetry(scope.connection.id, params.id, paging.slice)
  const { shown, nextCursor } = paging.pageOf(rows)
  const names = await namesOf(
    scope,
    shown.map(({ linkId }) => linkId),
  )
  return { items: shown.map((row) => toParkedRecord(row, names)), nextCursor, total: again + waiting }
})

/** @throws HttpError 404 */
async function knownRetry({ store, connection }: Scope, id: string) {
  const retry = await store.parked.retryById(connection.id, id)
  if (retry !== null) return retry
  throw new HttpError({
    status: 404,
    code: 'RETRY_NOT_FOUND',
    message: 'There is no such retry.',
    remedy: 'The list of retries shows those there are.',
  })
}
