import { taskPrint } from '#domain/handoff/task.ts'
import type { LinkId } from '#domain/ids.ts'
import type { Values } from '#domain/mapping/value.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { FieldChange, JournalRow } from '#ports/store/journal.ts'
import { intendedChanges } from '../intents/intended.ts'
import type { LeftOvers } from '../intents/look.ts'
import type { BatchScope, IntendedWrite } from '../intents/write-batch.ts'
import type { Scope } from '../scope.ts'
import { taskFacts, taskOperation } from './follow-up-task.ts'
import type { TaskUpsert } from './follow-up-task.ts'
import { ownChange } from './plan.ts'
import type { Progress } from './progress.ts'
import { rowBase } from './progress.ts'

/** The follow-up Tasks of a batch's handoffs, each made once. */
export async function writeTasks(
  scope: BatchScope,
  progress: readonly Progress[],
  leftOvers: LeftOvers,
): Promise<readonly Progress[]> {
  const wanted = progress.flatMap((p) => {
    const operation = p.failed === null ? taskOperation(scope, p.plan.person, p.record.id) : null
    return operation === null ? [] : [{ p, operation }]
  })
  const existing = await tasksOfEarlierTries(scope, wanted, leftOvers)
  const outcomes = await scope.writes.write(
    scope.salesforce,
    wanted.flatMap(({ p: { link }, operation }) => (existing.has(link.id) ? [] : [intendedTask(link.id, operation)])),
  )
  const values = new Map(wanted.map(({ p, operation }) => [p.link.id as string, operation.values]))
  return progress.map((p): Progress => {
    const found = existing.get(p.link.id)
    if (found !== undefined) {
      // Of one that nobody noted, of an earlier database, what it holds is told now.
      const rows = isTold(leftOvers, p, found) ? [] : [taskRow(scope, p, found.id, found.values)]
      return withTask(scope, p, found, rows)
    }
    const outcome = outcomes.get(p.link.id)
    if (outcome === undefined) return p
    if (!outcome.ok) return { ...p, failed: outcome.error }
    const made = { id: outcome.id, values: values.get(p.link.id) ?? {} }
    return withTask(scope, p, made, [taskRow(scope, p, made.id, made.values)])
  })
}

function withTask(
  scope: Scope,
  p: Progress,
  task: Pick<RemoteRecord, 'id' | 'values'>,
  rows: readonly JournalRow[],
): Progress {
  const { person } = p.plan
  if (person.handoff === null) return p
  const facts = taskFacts(scope, person, person.handoff)
  // One that was found may have been made for somebody else.
  const { OwnerId: ownerId = null, ActivityDate: dueOn = null } = task.values
  const upkeep = { ...p.upkeep, taskPrint: taskPrint({ ...facts, ownerId: ownerId ?? facts.ownerId, dueOn }) }
  return { ...p, taskId: task.id, upkeep, journal: [...p.journal, ...rows] }
}

const intendedTask = (link: LinkId, operation: TaskUpsert): IntendedWrite => ({
  operation,
  subject: link,
  linkId: link,
  changes: intendedChanges('salesforce', changesOf(operation.values), {}, []),
})

const changesOf = (values: Values): readonly FieldChange[] =>
  Object.entries(values).flatMap(([field, value]) =>
    field === 'Tandem_Key__c' ? [] : [ownChange(field, null, value, 'handoff')],
  )

/** What was noted before the Task was made tells what it was made with, also where a rep has changed it since. */
const isTold = (leftOvers: LeftOvers, { link }: Progress, { id }: RemoteRecord): boolean =>
  (leftOvers.get(link.id) ?? []).some(
    ({ intent, fate, recordId }) => intent.object === 'Task' && fate === 'found' && recordId === id,
  )

const taskRow = (scope: Scope, p: Progress, recordId: string, values: Values): JournalRow => ({
  ...rowBase(scope, p.plan.person),
  side: 'salesforce',
  object: 'Task',
  recordId,
  action: 'create',
  changes: changesOf(values),
})

interface Wanted {
  readonly p: Progress
  readonly operation: TaskUpsert
}

/**
 * A handoff that was stored by an earlier batch may have its Task already: a crash came between the write and the remembering.
 * So may a person whose record bears our key although this database never met them: it was made anew. Upserting such a Task
 * again would reopen one that a rep has closed since.
 */
async function tasksOfEarlierTries(
  scope: Scope,
  wanted: readonly Wanted[],
  leftOvers: LeftOvers,
): Promise<ReadonlyMap<string, RemoteRecord>> {
  const earlier = wanted.filter(({ p: { plan } }) => {
    const { person } = plan
    const bearsKey = (person.record?.values['Tandem_Key__c'] ?? null) !== null
    return !person.firstMeeting || leftOvers.has(person.link.id) || bearsKey || (person.rows[0]?.attempts ?? 0) > 0
  })
  if (earlier.length === 0) return new Map()
  const fields = ['Tandem_Key__c', ...new Set(earlier.flatMap(({ operation }) => Object.keys(operation.values)))]
  const found = await scope.salesforce.findBy({
    object: 'Task',
    field: 'Tandem_Key__c',
    values: earlier.map(({ operation }) => operation.key),
    fields,
  })
  const byKey = new Map(found.map((task) => [task.values['Tandem_Key__c'], task]))
  return new Map(
    earlier.flatMap(({ p, operation }) => {
      const task = byKey.get(operation.key)
      return task === undefined ? [] : [[p.link.id as string, task] as const]
    }),
  )
}
