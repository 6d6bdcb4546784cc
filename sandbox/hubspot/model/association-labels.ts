import type { AssociationLabel } from '../state.ts'
import { removeEdge } from './associations.ts'
import type { Portal } from './portal.ts'
import { storeOf } from './portal.ts'

/** Deletes a label in both directions, also from the records that were associated under it. */
export function removeLabel(portal: Portal, label: AssociationLabel): void {
  const both = new Set([label.typeId, label.inverseTypeId])
  portal.state.labels = portal.state.labels.filter(({ typeId }) => !both.has(typeId))
  for (const [here, there] of [
    [label.fromTypeId, label.toTypeId],
    [label.toTypeId, label.fromTypeId],
  ] as const) {
    for (const record of storeOf(portal, here).state.records) {
      for (const [id, held] of Object.entries(record.links[there] ?? {}))
        for (const typeId of held) if (both.has(typeId)) removeEdge(record, there, Number(id), typeId)
    }
  }
}
