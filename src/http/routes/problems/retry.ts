import { randomUUID } from 'node:crypto'
import { withJob, workInboxOf } from '#app/ask-for-job.ts'
import { retryFollowed } from '#app/retry-parked.ts'
import { retryParkedContract } from '../../contract/problems.ts'
import { given } from '../../given.ts'
import { toRetry } from '../../present/problems.ts'
import { HttpError } from '../../problem.ts'
import { connectionRoute } from '../../route.ts'

export const retryParked = connectionRoute(retryParkedContract, async ({ scope, body, actor, note }) => {
  const { all: _all, ...asked } = body
  const what = given(asked)
  // Words searched for can be a person's address, and the audit log keeps what it is told.
  const { ids, text, ...rest } = what
  const { connection, store, clock } = scope
  const id = randomUUID()
  await withJob(scope, workInboxOf(connection.id), async (tx) => {
    const records = await retryFollowed({ store: tx, clock }, connection.id, { id, by: actor.name, what })
    note({
      subject: `${records} parked records`,
      details: {
        retry: id,
        ...rest,
        ...(ids === undefined ? {} : { chosen: ids.length }),
        ...(text === undefined ? {} : { search: true }),
      },
    })
    if (records === 0) throw nothingToRetry()
  })
  const retry = await store.parked.retryById(connection.id, id)
  if (retry === null) throw new RangeError('the retry was just stored')
  return toRetry(retry)
})

/** Thrown in the transaction, so that a retry of nothing is not kept either. */
const nothingToRetry = (): HttpError =>
  new HttpError({
    status: 409,
    code: 'NOTHING_TO_RETRY',
    message: 'Nothing that is parked fits.',
    remedy: 'They may have come through meanwhile: look at the list again.',
  })
