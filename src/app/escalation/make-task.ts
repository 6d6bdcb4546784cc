import { RemoteError } from '#domain/errors.ts'
import { localDateOf } from '#domain/time.ts'
import type { StoredAction } from '#ports/store/actions.ts'
import type { WriteOperation } from '#ports/connector/writes.ts'
import type { BusinessCalendar } from '#domain/sla/business-calendar.ts'
import { managerOf } from '../alerts/lead-alert.ts'
import { inBatch } from '../intents/write-batch.ts'
import { ownChange } from '../people/plan.ts'
import type { Scope } from '../scope.ts'
import type { Done, Known, Turn } from './performer.ts'

const KEY = 'Tandem_Key__c'

/** One Task for each step of a clock. Salesforce keeps it unique. */
const keyOf = ({ id }: StoredAction): string => `escalation:${id}`

/** The Lead is being made, or was made by a process that died before it could say so: the sync finds it, so the Task waits. */
const notThereYet = ({ id }: StoredAction): RemoteError =>
  new RemoteError({
    code: 'NO_RECORD_YET',
    disposition: 'retry',
    message: 'the person has no record in Salesforce yet',
    remedy: 'see why the person is not synced: tandem explain',
    context: { action: id },
  })

/** The Task that an earlier try has made; null: none. */
export async function taskBelongsTo(scope: Scope, action: StoredAction): Promise<Done | null> {
  const [found] = await scope.salesforce.findBy({ object: 'Task', field: KEY, values: [keyOf(action)], fields: [KEY] })
  return found === undefined ? null : { state: 'done', note: `Task ${found.id}` }
}

/** A further Task in Salesforce for the owner or his manager. @throws RemoteError when it could not be made. */
export async function makeTask(scope: Scope, turn: Turn<'create_task'>, { people }: Known): Promise<Done> {
  const { stored, action, clock, handoff, link } = turn
  if (link.salesforceId === null) throw notThereYet(stored)
  const manager = action.for === 'manager' ? managerOf(scope, people.reps, handoff) : null
  const zone = (clock.calendar as BusinessCalendar).timeZone
  const values = {
    Subject: action.subject,
    Description: [
      `Nobody answered: ${handoff.reason}`,
      `Owner: ${handoff.ownerName}`,
      `Urgency: ${handoff.urgency}`,
      `Next step: ${handoff.nextStep}`,
    ].join('\n'),
    Status: 'Not Started',
    Priority: 'High',
    ActivityDate: localDateOf(scope.clock.now(), zone),
    OwnerId: manager?.id ?? handoff.ownerId,
    WhoId: link.salesforceId,
  }
  const operation: WriteOperation = {
    kind: 'upsert',
    traceId: stored.id,
    object: 'Task',
    keyField: KEY,
    key: keyOf(stored),
    values,
  }
  // Not noted before: a Task is found by its key.
  const writes = [{ operation, subject: link.id, linkId: link.id, changes: [] }]
  const outcome = (await inBatch(scope).writes.write(scope.salesforce, writes)).get(stored.id)
  if (outcome?.ok !== true) throw outcome?.error ?? new TypeError('a write has an outcome')
  await scope.store.journal.append(scope.connection.id, [
    {
      at: scope.clock.now(),
      linkId: link.id,
      side: 'salesforce',
      object: 'Task',
      recordId: outcome.id,
      action: 'create',
      changes: Object.entries(values).map(([field, value]) => ownChange(field, null, value, stored.step)),
      configVersion: scope.configVersion,
      cause: `escalation ${stored.step}`,
    },
  ])
  return { state: 'done', note: `Task ${outcome.id}` }
}
