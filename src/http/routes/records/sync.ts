import { syncAbility } from '#app/look-up/read-record.ts'
import { syncOutcome, syncRecord as putIn } from '#app/look-up/sync-record.ts'
import { readRecordSyncContract, syncRecordContract } from '../../contract/record-history.ts'
import { toInstantText } from '../../present/instants.ts'
import { toRecordSync } from '../../present/records.ts'
import { HttpError } from '../../problem.ts'
import { connectionRoute } from '../../route.ts'
import { authorsOf, knownLink, pagesOf } from './known-record.ts'

export const syncRecord = connectionRoute(syncRecordContract, async ({ scope, params, actor, now, note }) => {
  const link = await knownLink(scope, params.link)
  note({ subject: `${link.kind} ${link.id}` })
  const ability = await syncAbility(scope, link)
  if (ability.kind === 'cannot')
    throw new HttpError({
      status: 409,
      code: 'CANNOT_SYNC',
      message: ability.why,
      remedy: 'Mend what the message names, then ask again.',
    })
  const records = await putIn(scope, link, actor.name)
  return {
    askedAt: toInstantText(now),
    records: records.map(({ side, object, recordId }) => ({ side, object, id: recordId })),
  }
})

export const readRecordSync = connectionRoute(readRecordSyncContract, async ({ deps, scope, params, query, now }) => {
  const link = await knownLink(scope, params.link)
  const [outcome, authors] = await Promise.all([syncOutcome(scope, link, Date.parse(query.since)), authorsOf(scope)])
  return toRecordSync(outcome, pagesOf(deps, scope), authors, now)
})
