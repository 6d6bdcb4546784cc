import { invalid } from '../errors.ts'
import type { AssociationLimit } from '../state.ts'
import type { Pair, ResolvedType } from './association-pair.ts'
import { turned, turnedType } from './association-pair.ts'
import type { Portal } from './portal.ts'

/** The limit an administrator set for a type; undefined when there is none. */
export function associationLimit(portal: Portal, typeId: number, category: string): AssociationLimit | undefined {
  return portal.state.associationLimits.find((limit) => limit.typeId === typeId && limit.category === category)
}

/**
 * Refuses one association more than an administrator allows, from either end:
 * https://developers.hubspot.com/docs/api-reference/latest/crm/associations/association-schema/guide (limits). The text is not documented.
 */
export function checkAssociationLimit(portal: Portal, pair: Pair, type: ResolvedType): void {
  if (portal.state.associationLimits.length === 0) return
  checkEnd(portal, pair, type)
  checkEnd(portal, turned(pair), turnedType(type))
}

function checkEnd(portal: Portal, { from, fromStore, toStore, to }: Pair, type: ResolvedType): void {
  const limit = associationLimit(portal, type.typeId, type.category)
  if (limit === undefined) return
  const held = Object.entries(from.links[toStore.type.typeId] ?? {})
  const others = held.filter(([id, types]) => Number(id) !== to.id && types.includes(type.typeId))
  if (others.length < limit.maxToObjectIds) return
  throw invalid(
    `${fromStore.type.upper}=${from.id} already has the most associations of type ${type.category}=${type.typeId} that are allowed: ${limit.maxToObjectIds}`,
    { context: { ASSOCIATION_LIMIT_EXCEEDED: [`${type.category}=${type.typeId}`], objectId: [String(from.id)] } },
  )
}
