import { RemoteError } from '#domain/errors.ts'
import type { Values } from '#domain/mapping/value.ts'
import { localDateOf } from '#domain/time.ts'
import type { StoredAction } from '#ports/store/actions.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import type { BusinessCalendar } from '#domain/sla/business-calendar.ts'
import { managerOf } from '../alerts/lead-alert.ts'
import type { IntendedWrite } from '../intents/write-batch.ts'
import { inBatch } from '../intents/write-batch.ts'
import { ownChange } from '../people/plan.ts'
import type { Scope } from '../scope.ts'
import type { Done, Known, LeadTurn, Turn } from './performer.ts'

const KEY = 'Tandem_Key__c'

/** One Task for each step of a clock. Salesforce keeps it unique. */
const keyOf = ({ id }: Pick<StoredAction, 'id'>): string => `escalation:${id}`

/** A Task that was made just now, with what it was given. */
export interface MadeTask {
  readonly id: string
  readonly values: Values
  readonly done: Done
}

/** By action: the Tasks that earlier tries have made. */
export async function tasksMade(scope: Scope, actions: readonly StoredAction[]): Promise<ReadonlyMap<string, Done>> {
  const found = await scope.salesforce.findBy({ object: 'Task', field: KEY, values: actions.map(keyOf), fields: [KEY] })
  const byKey = new Map(found.map((task) => [task.values[KEY] ?? '', task.id]))
  return new Map(
    actions.flatMap((action): (readonly [string, Done])[] => {
      const task = byKey.get(keyOf(action))
      return task === undefined ? [] : [[action.id, { state: 'done', note: `Task ${task}` }]]
    }),
  )
}

/**
 * A further Task in Salesforce for each owner or his manager, in one call for two hundred. @returns by action what was made, or why not.
 * @throws RemoteError when none could be made.
 */
export async function makeTasks(
  scope: Scope,
  turns: readonly Turn<'create_task'>[],
  known: Known,
): Promise<ReadonlyMap<string, MadeTask | RemoteError>> {
  const made = new Map<string, MadeTask | RemoteError>()
  const writes: { readonly write: IntendedWrite; readonly id: string; readonly values: Values }[] = []
  for (const turn of turns) {
    const { stored, link } = turn
    if (link.salesforceId === null) made.set(stored.id, notThereYet(stored))
    else {
      const values = valuesOf(scope, turn, known)
      const keyed = { kind: 'upsert', object: 'Task', keyField: KEY, key: keyOf(stored) } as const
      const operation = { ...keyed, traceId: stored.id, values }
      // Not noted before: a Task is found by its key.
      writes.push({ id: stored.id, values, write: { operation, subject: link.id, linkId: link.id, changes: [] } })
    }
  }
  const outcomes = await inBatch(scope).writes.write(
    scope.salesforce,
    writes.map(({ write }) => write),
  )
  for (const { id, values } of writes) {
    const outcome = outcomes.get(id)
    if (outcome === undefined) throw new TypeError('a write has an outcome')
    made.set(
      id,
      outcome.ok ? { id: outcome.id, values, done: { state: 'done', note: `Task ${outcome.id}` } } : outcome.error,
    )
  }
  return made
}

/** The Lead is being made, or was made by a process that died before it could say so: the sync finds it, so the Task waits. */
const notThereYet = ({ id }: StoredAction): RemoteError =>
  new RemoteError({
    code: 'NO_RECORD_YET',
    disposition: 'retry',
    message: 'the person has no record in Salesforce yet',
    remedy: 'see why the person is not synced: tandem explain',
    context: { action: id },
  })

function valuesOf(scope: Scope, { action, clock, handoff, link }: Turn<'create_task'>, { people }: Known): Values {
  const manager = action.for === 'manager' ? managerOf(scope, people.reps, handoff) : null
  const zone = (clock.calendar as BusinessCalendar).timeZone
  return {
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
}

export const taskRow = (scope: Scope, { stored, link }: LeadTurn, { id, values }: MadeTask): JournalRow => ({
  at: scope.clock.now(),
  linkId: link.id,
  side: 'salesforce',
  object: 'Task',
  recordId: id,
  action: 'create',
  changes: Object.entries(values).map(([field, value]) => ownChange(field, null, value, stored.step)),
  configVersion: scope.configVersion,
  cause: `escalation ${stored.step}`,
})
