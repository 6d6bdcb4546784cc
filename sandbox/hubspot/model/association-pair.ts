import type { CrmRecord } from '../state.ts'
import type { ObjectStore } from './store.ts'

/** Two records with their stores. */
export interface Pair {
  readonly fromStore: ObjectStore
  readonly from: CrmRecord
  readonly toStore: ObjectStore
  readonly to: CrmRecord
}

/** One kind of association from one object to another, HubSpot's own or a label of the portal. */
export interface ResolvedType {
  readonly typeId: number
  readonly inverseTypeId: number
  readonly category: string
  readonly label: string | null
  readonly name: string
  readonly kind: 'default' | 'primary' | 'label'
}

/** The same two records looked at from the other one. */
export const turned = ({ fromStore, from, toStore, to }: Pair): Pair => ({
  fromStore: toStore,
  from: to,
  toStore: fromStore,
  to: from,
})

export const turnedType = (type: ResolvedType): ResolvedType => ({
  ...type,
  typeId: type.inverseTypeId,
  inverseTypeId: type.typeId,
})
