import { taskKey } from '#domain/identity/match.ts'
import type { JournalRow } from '#ports/store.ts'
import type { Scope } from '../scope.ts'
import { taskOperation } from './follow-up-task.ts'
import { ownChange } from './plan.ts'
import type { Progress } from './progress.ts'
import { rowBase, writeAll } from './progress.ts'

/** The follow-up Tasks of a batch's handoffs, each made once. */
export async function writeTasks(scope: Scope, progress: readonly Progress[]): Promise<readonly Progress[]> {
  const wanted = progress.flatMap((p) => {
    const operation = p.failed === null ? taskOperation(scope, p.plan.person, p.record.id) : null
    return operation === null ? [] : [{ p, operation }]
  })
  const existing = await tasksOfEarlierTries(
    scope,
    wanted.map(({ p }) => p),
  )
  const outcomes = await writeAll(
    scope.salesforce,
    wanted.filter(({ p }) => !existing.has(p.link.id)).map((w) => w.operation),
  )
  return progress.map((p): Progress => {
    const found = existing.get(p.link.id)
    if (found !== undefined) return { ...p, taskId: found }
    const outcome = outcomes.get(p.link.id)
    if (outcome === undefined) return p
    if (!outcome.ok) return { ...p, failed: outcome.error }
    const changes = [ownChange('WhoId', null, p.record.id, 'handoff')]
    const row: JournalRow = {
      ...rowBase(scope, p.plan.person),
      side: 'salesforce',
      object: 'Task',
      recordId: outcome.id,
      action: 'create',
      changes,
    }
    return { ...p, taskId: outcome.id, journal: [...p.journal, row] }
  })
}

/**
 * A handoff that was stored by an earlier batch may have its Task already: a crash came between the write and the remembering.
 * So may a person whose record bears our key although this database never met them: it was made anew. Upserting such a Task
 * again would reopen one that a rep has closed since.
 */
async function tasksOfEarlierTries(scope: Scope, progress: readonly Progress[]): Promise<ReadonlyMap<string, string>> {
  const earlier = progress.filter(({ plan: { person } }) => {
    const bearsKey = (person.record?.values['Tandem_Key__c'] ?? null) !== null
    return !person.firstMeeting || bearsKey || (person.rows[0]?.attempts ?? 0) > 0
  })
  if (earlier.length === 0) return new Map()
  const keyOf = (p: Progress): string => taskKey(p.link.key, p.plan.person.handoff?.cycle ?? 1)
  const fields = ['Tandem_Key__c']
  const found = await scope.salesforce.findBy({
    object: 'Task',
    field: 'Tandem_Key__c',
    values: earlier.map(keyOf),
    fields,
  })
  const byKey = new Map(found.map((task) => [task.values['Tandem_Key__c'], task.id]))
  return new Map(
    earlier.flatMap((p) => (byKey.has(keyOf(p)) ? [[p.link.id as string, byKey.get(keyOf(p)) ?? ''] as const] : [])),
  )
}
