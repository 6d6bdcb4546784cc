import { otherSide } from '#domain/ids.ts'
import type { Side } from '#domain/ids.ts'
import type { Base } from '#domain/identity/link.ts'
import type { FieldMap } from '#domain/mapping/field-map.ts'
import type { FieldChange } from '#ports/store/journal.ts'
import type { IntendedChange } from '#ports/store/write-intents.ts'

/**
 * Changes as they are noted before they are written, each with what both sides agree on afterwards.
 * @param side the one written to.
 * @param base as it is once everything is written. A change whose field no map of it fills is Tandem's own.
 */
export function intendedChanges(
  side: Side,
  changes: readonly FieldChange[],
  base: Base,
  maps: readonly FieldMap[],
): readonly IntendedChange[] {
  return changes.map((change): IntendedChange => {
    // What a record is made with is told by the rule that made it; an update names the map itself.
    const map =
      base[change.rule] === undefined
        ? maps.find((one) => one[side] === change.field && base[one.id] !== undefined)?.id
        : change.rule
    const entry = map === undefined ? undefined : base[map]
    return { ...change, map: map ?? null, source: entry?.[otherSide(side)] ?? null }
  })
}
