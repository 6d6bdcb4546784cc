import type { LinkId } from '#domain/ids.ts'
import { activityFact } from '#domain/sla/activity.ts'
import { emailFact } from '#domain/sla/email.ts'
import type { StoredActivity } from '#ports/store/activities.ts'
import type { InboxRow } from '#ports/store/inbox.ts'
import { messagesOfTasks } from './email-messages.ts'
import { ACTIVITY_FIELDS, capturedFields } from './fields-to-read.ts'
import { versionOf } from './known-version.ts'
import { resolvePeople } from './resolve-people.ts'
import type { Scope } from './scope.ts'
import { settleClocks } from './settle-clocks.ts'
import { DONE, settleRows } from './settle-outcomes.ts'
import { readOrRecall } from './snapshots.ts'
import type { Seen } from './snapshots.ts'

/** Tasks are mirrored as well, which settles their rows; what they say about a response is kept first. */
export const isMirrored = (scope: Scope, row: InboxRow): boolean =>
  row.object === 'Task' && scope.config.pairs['task-task'].enabled

/**
 * Reads Tasks and Events, with the e-mails that some Tasks stand for, keeps what they say about a response of a person, and settles
 * the clocks they touch.
 */
export async function reconcileActivities(scope: Scope, rows: readonly InboxRow[]): Promise<void> {
  const seen = (await Promise.all([read(scope, 'Task', rows), read(scope, 'Event', rows)])).flat()
  const records = seen.map(({ record }) => record)
  const links = await resolvePeople(
    scope,
    records.flatMap((record) => record.values['WhoId'] ?? []),
  )
  // What nobody in the loop got is nobody's answer.
  const ofPeople = records.filter(({ object, values }) => object === 'Task' && links.has(values['WhoId'] ?? ''))
  const messages = await messagesOfTasks(scope, ofPeople)
  const automationUsers = await scope.automationUsers()
  const reps = messages.size === 0 ? null : await scope.reps()
  const senders = { automationUsers, userOf: (address: string) => reps?.byEmail.get(address)?.id }
  await scope.store.transaction(async (tx) => {
    const { id } = scope.connection
    const earlier = await tx.activities.byIds(
      id,
      records.map((record) => record.id),
    )
    const activities = records.flatMap((record): StoredActivity[] => {
      const link = links.get(record.values['WhoId'] ?? '')
      const options = { automationUsers, earlier: earlier.get(record.id) ?? null }
      const fact =
        emailFact(messages.get(record.id) ?? [], senders) ??
        activityFact(record.object as 'Task' | 'Event', record.values, options)
      return link === undefined || fact === null ? [] : [{ id: record.id, linkId: link.id, ...fact }]
    })
    const kept = new Set(activities.map((activity) => activity.id))
    const dropped = rows.map((row) => row.recordId).filter((recordId) => !kept.has(recordId))
    const changed = await tx.activities.save(id, activities)
    const people: LinkId[] = activities
      .filter((activity) => changed.has(activity.id))
      .map((activity) => activity.linkId)
    people.push(...(await tx.activities.remove(id, dropped)))
    await settleClocks(scope, tx, { links: [...new Set(people)] })
    const own = rows.filter((row) => !isMirrored(scope, row))
    await settleRows(scope, tx, [{ rows: own, verdict: DONE }])
    const finished = new Set(own.map((row) => row.recordId))
    const read = seen.filter(({ record, by }) => by === 'read' && finished.has(record.id))
    await tx.inbox.knows(
      id,
      read.map(({ record }) => versionOf('salesforce', record)),
      scope.clock.now(),
    )
  })
}

async function read(scope: Scope, object: 'Task' | 'Event', rows: readonly InboxRow[]): Promise<readonly Seen[]> {
  const ids = rows.filter((row) => row.object === object && row.kind !== 'deleted').map((row) => row.recordId)
  if (ids.length === 0) return []
  const fields = capturedFields(scope.config, { side: 'salesforce', object }) ?? ACTIVITY_FIELDS[object]
  return readOrRecall(scope.salesforce, { object, ids, fields }, rows)
}
