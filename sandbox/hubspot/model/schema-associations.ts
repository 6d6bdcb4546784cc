import type { ResolvedType } from './association-pair.ts'
import type { Portal } from './portal.ts'

/** One direction of an association that came with a custom object. */
export interface DefinedDirection {
  readonly typeId: number
  readonly inverseTypeId: number
  readonly from: string
  readonly to: string
  readonly name: string
  readonly createdAt: number
}

/** Every definition seen from both of its ends. */
export function definedDirections(portal: Portal): readonly DefinedDirection[] {
  return portal.state.schemaAssociations.flatMap((each) => [
    {
      typeId: each.typeId,
      inverseTypeId: each.inverseTypeId,
      from: each.fromTypeId,
      to: each.toTypeId,
      name: each.name,
      createdAt: each.createdAt,
    },
    {
      typeId: each.inverseTypeId,
      inverseTypeId: each.typeId,
      from: each.toTypeId,
      to: each.fromTypeId,
      name: each.inverseName,
      createdAt: each.createdAt,
    },
  ])
}

/** Label-less types between two objects of which one at least is custom; they belong to the portal, so their category is its own. */
export function definedTypes(portal: Portal, from: string, to: string): readonly ResolvedType[] {
  if (portal.state.schemaAssociations.length === 0) return []
  return definedDirections(portal)
    .filter((each) => each.from === from && each.to === to)
    .map(({ typeId, inverseTypeId, name }) => ({
      typeId,
      inverseTypeId,
      category: 'USER_DEFINED',
      label: null,
      name,
      kind: 'default',
    }))
}
