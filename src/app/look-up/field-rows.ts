import type { Base } from '#domain/identity/link.ts'
import type { Side } from '#domain/ids.ts'
import type { FieldMap } from '#domain/mapping/field-map.ts'
import { translate } from '#domain/mapping/field-map.ts'
import type { Transform } from '#domain/mapping/transform.ts'
import type { Values } from '#domain/mapping/value.ts'
import type { Both } from '#domain/reconcile/field.ts'
import type { ContextTools } from '#domain/reconcile/record.ts'
import type { NewestChange } from '#ports/store/records.ts'

/** One mapped field of a record, and what is known of its value. */
export interface FieldRow {
  readonly map: FieldMap
  /** What both sides held when they were last compared; null: never. */
  readonly values: Both | null
  /** Whether the two say the same, each in its own form; null: only a look at the live values can tell. */
  readonly agrees: boolean | null
  /** Tandem's newest change of it on either side; null: it never changed it. */
  readonly why: NewestChange | null
}

/** The fields of a record by its maps, and those besides that Tandem wrote by itself. */
export function fieldRows(
  maps: readonly FieldMap[],
  base: Base,
  changes: readonly NewestChange[],
  tools: ContextTools,
): { readonly rows: readonly FieldRow[]; readonly own: readonly NewestChange[] } {
  const records = recordsIn(maps, base)
  const taken = new Set<NewestChange>()
  const rows = maps.map((map): FieldRow => {
    const ofMap = changes.filter(({ entry, change }) => change.field === fieldOn(map, entry.side))
    // Two maps may share a field of one side; a rule of another name is that of another map, or of our own.
    const byRule = ofMap.filter(({ change }) => change.rule === map.id)
    const own = ofMap.filter(({ change }) => !maps.some(({ id }) => id === change.rule))
    for (const change of [...byRule, ...own]) taken.add(change)
    const values = base[map.id] ?? null
    return {
      map,
      values,
      agrees: values === null ? null : agrees(map, values, records, tools),
      why: newestOf([...byRule, ...own]),
    }
  })
  return { rows, own: changes.filter((change) => !taken.has(change)) }
}

const fieldOn = (map: FieldMap, side: Side): string => (side === 'hubspot' ? map.hubspot : map.salesforce)

const newestOf = (changes: readonly NewestChange[]): NewestChange | null =>
  changes.toSorted((a, b) => b.entry.seq - a.entry.seq)[0] ?? null

/** The last agreed values as records: what steps that look at other fields get to see. */
function recordsIn(maps: readonly FieldMap[], base: Base): Readonly<Record<Side, Values>> {
  const known = maps.flatMap((map) => {
    const values = base[map.id]
    return values === undefined ? [] : [{ map, values }]
  })
  return {
    hubspot: Object.fromEntries(known.map(({ map, values }) => [map.hubspot, values.hubspot])),
    salesforce: Object.fromEntries(known.map(({ map, values }) => [map.salesforce, values.salesforce])),
  }
}

/** What these give depends on more than the record. */
const NEEDS_MORE: ReadonlySet<Transform['kind']> = new Set(['owner', 'expression'])

/** As reconciling has it: one, brought into the other's form the way the map allows, is the other. */
function agrees(
  map: FieldMap,
  values: Both,
  records: Readonly<Record<Side, Values>>,
  tools: ContextTools,
): boolean | null {
  if (values.hubspot === values.salesforce) return true
  const there = { ...tools, record: records.hubspot, to: 'salesforce' as const }
  const back = { ...tools, record: records.salesforce, to: 'hubspot' as const }
  const steps = [
    ...(map.direction === 'to-hubspot' ? [] : map.toSalesforce),
    ...(map.direction === 'to-salesforce' ? [] : map.toHubspot),
  ]
  if (steps.some(({ kind }) => NEEDS_MORE.has(kind))) return null
  const isThere = translate(map, 'hubspot', values.hubspot, there).value === values.salesforce
  const isBack = translate(map, 'salesforce', values.salesforce, back).value === values.hubspot
  return map.direction === 'both' ? isThere || isBack : map.direction === 'to-salesforce' ? isThere : isBack
}
