import { activePairs } from '#app/active-pairs.ts'
import { readProblemsContract } from '../../contract/problems.ts'
import { toProblemClass } from '../../present/problems.ts'
import { connectionRoute } from '../../route.ts'

export const readProblems = connectionRoute(readProblemsContract, async ({ scope }) => {
  const { store, connection } = scope
  const [classes, fields, reviews] = await Promise.all([
    store.parked.classes(connection.id),
    store.fieldConflicts.groups(connection.id, activePairs(scope.config)),
    store.reviews.counts(connection.id),
  ])
  const of = (kind: string): number => fields.reduce((sum, group) => sum + (group.kind === kind ? group.count : 0), 0)
  return {
    classes: classes.map(toProblemClass),
    parked: classes.reduce((sum, { count }) => sum + count, 0),
    conflicts: of('conflict'),
    frozen: of('frozen'),
    matches: reviews.open ?? 0,
  }
})
