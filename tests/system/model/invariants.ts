import type { Cast } from './cast.ts'
import { companiesAgree, companiesOnce } from './invariants/companies.ts'
import { dealsOnce } from './invariants/deals.ts'
import type { Ending } from './invariants/ending.ts'
import { spoiledWrites, unexplainedWrites } from './invariants/journal.ts'
import { everybodyOnce, peopleAgree } from './invariants/people.ts'
import { tasksAgree, tasksOnce } from './invariants/tasks.ts'

/** What does not hold, each with the record it concerns; empty when all is well. */
export function violations(ending: Ending, cast: Pick<Cast, 'people' | 'companies' | 'tasks'>): readonly string[] {
  return [
    ...peopleAgree(ending),
    ...everybodyOnce(ending, cast.people),
    ...dealsOnce(ending),
    ...companiesAgree(ending),
    ...companiesOnce(ending, cast.companies),
    ...tasksAgree(ending),
    ...tasksOnce(ending, cast.tasks),
    ...unexplainedWrites(ending),
    ...spoiledWrites(ending),
    ...ending.parked.flatMap((item) =>
      item.remedy.trim() === '' ? [`${item.object} ${item.record_id}: parked as ${item.code} without a remedy`] : [],
    ),
  ]
}
