import type { RemoteRecord } from '#ports/connector.ts'
import type { JournalRow } from '#ports/store.ts'
import type { Scope } from '../scope.ts'
import { taskOperation } from './follow-up-task.ts'
import type { TaskUpsert } from './follow-up-task.ts'
import { ownChange } from './plan.ts'
import type { Progress } from './progress.ts'
import { rowBase, writeAll } from './progress.ts'

/** The follow-up Tasks of a batch's handoffs, each made once. */
export async function writeTasks(scope: Scope, progress: readonly Progress[]): Promise<readonly Progress[]> {
  const wanted = progress.flatMap((p) => {
    const operation = p.failed === null ? taskOperation(scope, p.plan.person, p.record.id) : null
    return operation === null ? [] : [{ p, operation }]
  })
  const existing = await tasksOfEarlierTries(scope, wanted)
  const outcomes = await writeAll(
    scope.salesforce,
    wanted.filter(({ p }) => !existing.has(p.link.id)).map((w) => w.operation),
  )
  const values = new Map(wanted.map(({ p, operation }) => [p.link.id as string, operation.values]))
  return progress.map((p): Progress => {
    const found = existing.get(p.link.id)
    // Whoever wrote it was not heard of again: what it holds is told now.
    if (found !== undefined) return { ...p, taskId: found.id, journal: [...p.journal, taskRow(scope, p, found)] }
    const outcome = outcomes.get(p.link.id)
    if (outcome === undefined) return p
    if (!outcome.ok) return { ...p, failed: outcome.error }
    const made = { id: outcome.id, values: values.get(p.link.id) ?? {} }
    return { ...p, taskId: outcome.id, journal: [...p.journal, taskRow(scope, p, made)] }
  })
}

const taskRow = (scope: Scope, p: Progress, { id, values }: Pick<RemoteRecord, 'id' | 'values'>): JournalRow => ({
  ...rowBase(scope, p.plan.person),
  side: 'salesforce',
  object: 'Task',
  recordId: id,
  action: 'create',
  changes: Object.entries(values).flatMap(([field, value]) =>
    field === 'Tandem_Key__c' ? [] : [ownChange(field, null, value, 'handoff')],
  ),
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
): Promise<ReadonlyMap<string, RemoteRecord>> {
  const earlier = wanted.filter(({ p: { plan } }) => {
    const { person } = plan
    const bearsKey = (person.record?.values['Tandem_Key__c'] ?? null) !== null
    return !person.firstMeeting || bearsKey || (person.rows[0]?.attempts ?? 0) > 0
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
