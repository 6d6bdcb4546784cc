import { canonicalJson } from '#domain/canonical.ts'
import type { FieldPairId, SyncConfig } from '#domain/config.ts'
import type { FieldMap } from '#domain/mapping/field-map.ts'
import { activePairs } from '../active-pairs.ts'

/** How a mapping differs from the one that is active. Maps are named `pair.id`. */
export interface MappingDifference {
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly changed: readonly string[]
  /** Other parts of the configuration that differ: `selection`, `goLiveAt`, … */
  readonly sections: readonly string[]
}

const SECTIONS = [
  'goLiveAt',
  'selection',
  'lifecycle',
  'handover',
  'routing',
  'sla',
  'pairs',
  'matching',
  'owners',
] as const satisfies readonly (keyof SyncConfig)[]

/** Both as they were written, without what the live schemas add to the maps. The order of values in a table tells nothing. */
export function differenceOf(active: SyncConfig, next: SyncConfig): MappingDifference {
  const before = mapsOf(active)
  const after = mapsOf(next)
  const both = [...after].filter(([name]) => before.has(name))
  return {
    added: [...after.keys()].filter((name) => !before.has(name)),
    removed: [...before.keys()].filter((name) => !after.has(name)),
    changed: both.filter(([name, map]) => canonicalJson(map) !== canonicalJson(before.get(name))).map(([name]) => name),
    sections: SECTIONS.filter((section) => canonicalJson(active[section]) !== canonicalJson(next[section])),
  }
}

function mapsOf(config: SyncConfig): ReadonlyMap<string, FieldMap> {
  const pairs: readonly FieldPairId[] = activePairs(config)
  return new Map(
    pairs.flatMap((pair) =>
      config.fields[pair].filter(({ rule }) => rule !== 'off').map((map) => [`${pair}.${map.id}`, map] as const),
    ),
  )
}
