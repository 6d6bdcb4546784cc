import { activePairs } from '#app/active-pairs.ts'
import { filterOf } from '#app/conflicts/decide-fields.ts'
import { mappedFields } from '#app/conflicts/field-labels.ts'
import { whoChanged } from '#app/conflicts/who-changed.ts'
import type { ValueChange } from '#app/conflicts/who-changed.ts'
import { namesOf } from '#app/problems/names.ts'
import { linkId } from '#domain/ids.ts'
import { readConflictContract } from '../../contract/conflicts.ts'
import { COUNTED_UP_TO } from '../../contract/paging.ts'
import { toConflict } from '../../present/conflicts.ts'
import { toInstantText } from '../../present/instants.ts'
import { HttpError } from '../../problem.ts'
import { connectionRoute } from '../../route.ts'

export const readConflict = connectionRoute(readConflictContract, async ({ scope, params }) => {
  const { store, connection } = scope
  const found = await store.fieldConflicts.byField(connection.id, linkId(params.link), params.map)
  if (found === null || !activePairs(scope.config).includes(found.pair)) throw conflictGone()
  const field = (await mappedFields(scope, [found]))(found)
  const { map } = field
  const [changes, names, links, sameValues, sameField] = await Promise.all([
    map === null ? { hubspot: [], salesforce: [] } : whoChanged(scope, found, map),
    namesOf(scope, [found.linkId]),
    store.links.byIds(connection.id, [found.linkId]),
    store.fieldConflicts.count(connection.id, filterOf(found, 'same-values'), COUNTED_UP_TO),
    store.fieldConflicts.count(connection.id, filterOf(found, 'same-field'), COUNTED_UP_TO),
  ])
  const toChange = ({ value, at, by }: ValueChange) => ({ value, at: toInstantText(at), by })
  const options = (field.hubspot?.options ?? []).filter(({ active }) => active)
  return {
    conflict: toConflict(found, field.labels, names),
    rule: map?.rule ?? 'off',
    direction: map?.direction ?? 'both',
    agreed: links.get(found.linkId)?.base[found.map] ?? null,
    changes: { hubspot: changes.hubspot.map(toChange), salesforce: changes.salesforce.map(toChange) },
    options: options.length === 0 ? null : options.map(({ value, label }) => ({ value, label })),
    alike: { sameValues, sameField },
  }
})

export const conflictGone = (): HttpError =>
  new HttpError({
    status: 404,
    code: 'CONFLICT_NOT_FOUND',
    message: 'This field waits for nobody any more.',
    remedy: 'It was decided, or both sides agree by now: look at the list again.',
  })
