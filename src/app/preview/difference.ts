import { canonicalJson } from '#domain/canonical.ts'
import type { FieldPairId, SyncConfig } from '#domain/config.ts'
import type { FieldMap } from '#domain/mapping/field-map.ts'
import { activePairs } from '../active-pairs.ts'

/** One setting before and after, as JSON; null: it is not there. */
export interface ChangedSetting {
  /** `fields.contact-lead.jobtitle.rule`, `selection.stages`, … */
  readonly path: string
  readonly from: string | null
  readonly to: string | null
}

/** How a configuration differs from the one that is active. Maps are named `pair.id`. */
export interface MappingDifference {
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly changed: readonly string[]
  /** Other parts of the configuration that differ: `selection`, `goLiveAt`, … */
  readonly sections: readonly string[]
  /** What is another value in changed maps (rules, steps, tables of values) and in the other parts, setting by setting. */
  readonly settings: readonly ChangedSetting[]
}

/** Both as they were written, without what the live schemas add to the maps. The order of values in a table tells nothing. */
export function differenceOf(active: SyncConfig, next: SyncConfig): MappingDifference {
  const before = mapsOf(active)
  const after = mapsOf(next)
  const both = [...after].filter(([name]) => before.has(name))
  const changed = both.filter(([name, map]) => !same(map, before.get(name))).map(([name]) => name)
  const sections = sectionsOf(active, next).filter((section) => !same(active[section], next[section]))
  return {
    added: [...after.keys()].filter((name) => !before.has(name)),
    removed: [...before.keys()].filter((name) => !after.has(name)),
    changed,
    sections,
    settings: [
      ...changed.flatMap((name) => settingsOf(`fields.${name}`, before.get(name), after.get(name))),
      ...sections.flatMap((section) => settingsOf(section, active[section], next[section])),
    ],
  }
}

const same = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b)

/** Everything but the maps. */
const sectionsOf = (active: SyncConfig, next: SyncConfig): readonly (keyof SyncConfig)[] =>
  // The keys of both are those of their type.
  [...new Set([...Object.keys(active), ...Object.keys(next)])].filter((key) => key !== 'fields') as (keyof SyncConfig)[]

function mapsOf(config: SyncConfig): ReadonlyMap<string, FieldMap> {
  const pairs: readonly FieldPairId[] = activePairs(config)
  return new Map(
    pairs.flatMap((pair) =>
      config.fields[pair].filter(({ rule }) => rule !== 'off').map((map) => [`${pair}.${map.id}`, map] as const),
    ),
  )
}

/** Down to the innermost settings that differ; lists of plain values, or of another length, are told as a whole. */
function settingsOf(path: string, from: unknown, to: unknown): readonly ChangedSetting[] {
  if (same(from, to)) return []
  const [before, after] = [partsOf(from), partsOf(to)]
  if (before === null || after === null || (Array.isArray(from) && before.size !== after.size))
    return [{ path, from: textOf(from), to: textOf(to) }]
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) =>
    settingsOf(`${path}.${key}`, before.get(key), after.get(key)),
  )
}

/** Null: a value without named or compared parts. */
function partsOf(value: unknown): ReadonlyMap<string, unknown> | null {
  if (typeof value !== 'object' || value === null) return null
  if (Array.isArray(value) && value.some((part) => typeof part !== 'object')) return null
  return new Map(Object.entries(value))
}

const textOf = (value: unknown): string | null => (value === undefined ? null : canonicalJson(value))
