import { randomUUID } from 'node:crypto'
import { withJob, workInboxOf } from '#app/ask-for-job.ts'
import { decideFields } from '#app/conflicts/decide-fields.ts'
import { linkId } from '#domain/ids.ts'
import { decideConflictContract, readDecisionsContract } from '../../contract/conflicts.ts'
import { HttpError } from '../../problem.ts'
import { connectionRoute } from '../../route.ts'
import { conflictGone } from './read.ts'

export const decideConflict = connectionRoute(decideConflictContract, async ({ scope, params, body, actor, note }) => {
  const { clock, connection } = scope
  const group = randomUUID()
  const word = {
    id: group,
    linkId: linkId(params.link),
    map: params.map,
    choice: body.choice,
    saw: body.saw,
    alike: body.alike,
    by: actor.name,
  }
  const outcome = await withJob(
    scope,
    workInboxOf(connection.id),
    (tx) => decideFields({ store: tx, clock, config: scope.config }, connection.id, word),
    ({ kind }) => kind === 'decided',
  )
  if (outcome.kind === 'gone') throw conflictGone()
  if (outcome.kind === 'not-frozen')
    throw new HttpError({
      status: 400,
      code: 'NOT_FROZEN',
      message: 'The field does not stand still because it went back and forth: both sides changed it.',
      remedy: 'Choose the value of one side, or type one.',
    })
  if (outcome.kind === 'moved')
    throw new HttpError({
      status: 409,
      code: 'VALUES_MOVED',
      message: 'The values are no longer those that you saw, so nothing was decided.',
      remedy: 'Look at both values again and choose.',
    })
  note({
    subject: `${params.map} of ${outcome.count === 1 ? params.link : `${outcome.count} records`}`,
    // No values: the log is kept longer than records may be.
    details: { choice: body.choice.kind, alike: body.alike, decided: outcome.count, group },
  })
  return { group, decided: outcome.count }
})

export const readDecisions = connectionRoute(readDecisionsContract, ({ scope, params }) =>
  scope.store.fieldConflicts.progress(scope.connection.id, params.group),
)
