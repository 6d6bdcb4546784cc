import type { ChangeSource } from '../state.ts'
import type { Pair, ResolvedType } from './association-pair.ts'
import { turned, turnedType } from './association-pair.ts'
import type { Portal } from './portal.ts'

/**
 * Each end has an event of its own: an app that watches contacts hears of an association that was made on the company.
 * https://developers.hubspot.com/docs/api-reference/legacy/webhooks/guide
 */
export function announceAssociation(
  portal: Portal,
  pair: Pair,
  type: ResolvedType,
  source: ChangeSource,
  what: 'added' | 'removed',
): void {
  announceDirection(portal, pair, type, source, what)
  announceDirection(portal, turned(pair), turnedType(type), source, what)
}

function announceDirection(
  portal: Portal,
  { fromStore, from, toStore, to }: Pair,
  type: ResolvedType,
  source: ChangeSource,
  what: 'added' | 'removed',
): void {
  portal.announce({
    kind: 'associationChange',
    typeId: fromStore.type.typeId,
    objectId: from.id,
    at: portal.clock.now(),
    source,
    details: {
      associationType: `${fromStore.type.upper}_TO_${toStore.type.upper}`,
      associationCategory: type.category,
      associationTypeId: type.typeId,
      fromObjectId: from.id,
      toObjectId: to.id,
      associationRemoved: what === 'removed',
      isPrimaryAssociation: type.kind === 'primary',
    },
  })
}
