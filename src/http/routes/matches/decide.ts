import { withJob, workInboxOf } from '#app/ask-for-job.ts'
import { namesOfContacts } from '#app/problems/names.ts'
import { decideReview } from '#app/review/decide-review.ts'
import { undoReview } from '#app/review/undo-review.ts'
import { UsageError } from '#domain/errors.ts'
import { decideMatchContract } from '../../contract/matches.ts'
import { toMatch } from '../../present/conflicts.ts'
import { HttpError } from '../../problem.ts'
import { connectionRoute } from '../../route.ts'
import { matchNotFound } from './read.ts'

export const decideMatch = connectionRoute(decideMatchContract, async ({ scope, params, body, actor, note }) => {
  const { store, clock, connection } = scope
  const { state } = body
  const found = await store.reviews.byId(connection.id, params.id)
  if (found === null) throw matchNotFound()
  note({
    subject: `contact ${found.hubspotId} and ${found.salesforceObject} ${found.salesforceId}`,
    details: { match: params.id, from: found.state, to: state },
  })
  const decided = await asConflict(() =>
    withJob(scope, workInboxOf(connection.id), async (tx) => {
      if (state === 'open')
        return { review: await undoReview({ store: tx, clock }, connection.id, params.id), leftBehind: null }
      return decideReview({ store: tx, clock }, connection.id, params.id, { state, by: actor.name })
    }),
  )
  const names = await namesOfContacts(scope, [found.hubspotId])
  return { match: toMatch(decided.review, names), leftBehind: decided.leftBehind }
})

/** What was possible when the page was drawn and is no longer so. */
async function asConflict<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw new HttpError({
      status: 409,
      code: 'MATCH_SETTLED',
      message: `${error.message[0]?.toUpperCase() ?? ''}${error.message.slice(1)}.`,
      remedy: 'Look at the pair again.',
      cause: error,
    })
  }
}
