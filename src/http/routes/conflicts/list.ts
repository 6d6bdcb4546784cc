import { activePairs } from '#app/active-pairs.ts'
import { mappedFields } from '#app/conflicts/field-labels.ts'
import { namesOf } from '#app/problems/names.ts'
import { PAIRS } from '#domain/objects/index.ts'
import type { FieldPairId } from '#domain/config.ts'
import { CONFLICT_SORTS, type ConflictFilter } from '#ports/store/field-conflicts.ts'
import { listConflictFieldsContract, listConflictsContract } from '../../contract/conflicts.ts'
import { COUNTED_UP_TO } from '../../contract/paging.ts'
import { pagingOf } from '../../cursor.ts'
import { given } from '../../given.ts'
import { toConflict } from '../../present/conflicts.ts'
import { HttpError } from '../../problem.ts'
import { connectionRoute } from '../../route.ts'

export const listConflicts = connectionRoute(listConflictsContract, async ({ scope, query }) => {
  const { limit, cursor, sort, direction, pair, ...asked } = query
  const filter: ConflictFilter = { ...given(asked), ...(pair === undefined ? {} : { pair: pairOf(pair) }) }
  const { store, connection } = scope
  const listed = { ...filter, pairs: activePairs(scope.config) }
  const paging = pagingOf(CONFLICT_SORTS, ['conflicts', filter], { limit, cursor, sort, direction })
  const [rows, total] = await Promise.all([
    store.fieldConflicts.page(connection.id, listed, paging.slice),
    store.fieldConflicts.count(connection.id, listed, COUNTED_UP_TO),
  ])
  const { shown, nextCursor } = paging.pageOf(rows)
  const [fieldOf, names] = await Promise.all([
    mappedFields(scope, shown),
    namesOf(
      scope,
      shown.map(({ linkId }) => linkId),
    ),
  ])
  return {
    items: shown.map((row) => toConflict(row, fieldOf(row).labels, names)),
    nextCursor,
    total,
  }
})

export const listConflictFields = connectionRoute(listConflictFieldsContract, async ({ scope }) => {
  const groups = await scope.store.fieldConflicts.groups(scope.connection.id, activePairs(scope.config))
  const fieldOf = await mappedFields(scope, groups)
  return { items: groups.map((group) => ({ ...group, label: fieldOf(group).labels.hubspot })) }
})

function pairOf(text: string): FieldPairId {
  if (text in PAIRS) return text as FieldPairId
  throw new HttpError({
    status: 400,
    code: 'UNKNOWN_PAIR',
    message: `There is no object pair "${text}".`,
    remedy: `Choose one of ${Object.keys(PAIRS).join(', ')}.`,
  })
}
