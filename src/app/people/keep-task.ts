import { TASK_OVER, taskChanges, taskPrint } from '#domain/handoff/task.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import type { Values } from '#domain/mapping/value.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { StoredClock } from '#ports/store/clocks.ts'
import type { BatchScope } from '../intents/write-batch.ts'
import type { Scope } from '../scope.ts'
import { taskFacts } from './follow-up-task.ts'
import { ownChange } from './plan.ts'
import type { Progress } from './progress.ts'
import { rowBase } from './progress.ts'

interface Stale {
  readonly p: Progress
  readonly handoff: Handoff & { readonly taskId: string }
  /** What the Task is told, or that it is over. */
  readonly print: string
}

const FIELDS = ['IsClosed', 'Status', 'OwnerId', 'ActivityDate', 'Priority', 'Description']

/**
 * Brings the follow-up Tasks of a batch up to date with their handoffs, or closes them. What each was last told is remembered with
 * its handoff, so Tasks are read only when something is to be written: one that a rep closed meanwhile is left as it is.
 */
export async function keepTasks(scope: BatchScope, progress: readonly Progress[]): Promise<readonly Progress[]> {
  const stale = new Map(progress.flatMap((p) => staleTask(scope, p) ?? []).map((one) => [one.p, one]))
  // Of a Task from before Tandem kept this in mind, what it says now is taken as told.
  const looking = [...stale.values()].filter(({ handoff, print }) => print === TASK_OVER || isKnown(handoff))
  const tasks = await readTasks(scope, looking)
  const writing = looking.flatMap((one) => {
    const task = tasks.get(one.handoff.taskId)
    const values = task === undefined || task.values['IsClosed'] === 'true' ? {} : valuesFor(scope, one, task)
    return task === undefined || Object.keys(values).length === 0 ? [] : [{ ...one, task, values }]
  })
  // Not noted before: what a repeat would write is there already.
  const outcomes = await scope.writes.write(
    scope.salesforce,
    writing.map(({ p: { link }, handoff, values }) => ({
      operation: { kind: 'update', traceId: link.id, object: 'Task', id: handoff.taskId, values },
      subject: link.id,
      linkId: link.id,
      changes: [],
    })),
  )
  const written = new Map(writing.map((one) => [one.p, one]))
  return progress.map((p): Progress => {
    const one = stale.get(p)
    if (one === undefined) return p
    const outcome = outcomes.get(p.link.id)
    if (outcome?.ok === false) return { ...p, failed: outcome.error }
    const task = tasks.get(one.handoff.taskId)
    const isOver = looking.includes(one) && (task === undefined || task.values['IsClosed'] === 'true')
    const done = written.get(p)
    return {
      ...p,
      upkeep: { ...p.upkeep, taskPrint: isOver ? TASK_OVER : one.print },
      journal: done === undefined ? p.journal : [...p.journal, updatedRow(scope, p, done.task, done.values)],
    }
  })
}

const isKnown = ({ taskPrint: print }: Handoff): boolean => print !== null && print !== undefined

function staleTask(scope: Scope, p: Progress): Stale | null {
  const { person } = p.plan
  const { handoff, clock } = person
  if (p.failed !== null || handoff === null || handoff.taskId === null) return null
  if (handoff.taskPrint === TASK_OVER || handoff.state === 'withdrawn') return null
  const print = isToClose(scope, handoff, clock) ? TASK_OVER : taskPrint(taskFacts(scope, person, handoff))
  if (print === handoff.taskPrint) return null
  // What was given back stays as it is, unless it is closed.
  if (handoff.state === 'rejected' && print !== TASK_OVER) return null
  return { p, handoff: { ...handoff, taskId: handoff.taskId }, print }
}

/** Sales said or did something else that is an answer. */
function isToClose({ config }: Scope, handoff: Handoff, clock: StoredClock | null): boolean {
  if (!config.feedback.closesTask) return false
  const answer = clock?.stoppedBy?.activityId ?? handoff.taskId
  return handoff.state === 'rejected' || answer !== handoff.taskId
}

const valuesFor = (scope: Scope, { p: { plan }, handoff, print }: Stale, { values }: RemoteRecord): Values =>
  print === TASK_OVER
    ? { Status: 'Completed' }
    : unheld(
        taskChanges(handoff.taskPrint ?? '{}', taskFacts(scope, plan.person, handoff), values['Description'] ?? null),
        values,
      )

const unheld = (wanted: Values, held: Values): Values =>
  Object.fromEntries(Object.entries(wanted).filter(([field, value]) => (held[field] ?? null) !== value))

async function readTasks(scope: Scope, stale: readonly Stale[]): Promise<ReadonlyMap<string, RemoteRecord>> {
  if (stale.length === 0) return new Map()
  const ids = stale.map(({ handoff }) => handoff.taskId)
  const tasks = await scope.salesforce.read({ object: 'Task', ids, fields: FIELDS })
  return new Map(tasks.map((task) => [task.id, task]))
}

const updatedRow = (scope: Scope, p: Progress, { id, values: held }: RemoteRecord, values: Values) => ({
  ...rowBase(scope, p.plan.person),
  side: 'salesforce' as const,
  object: 'Task',
  recordId: id,
  action: 'update' as const,
  changes: Object.entries(values).map(([field, value]) => ownChange(field, held[field] ?? null, value, 'handoff')),
})
