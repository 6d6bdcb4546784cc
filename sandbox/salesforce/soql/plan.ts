import { exactKey, foldedKey, isIndexed, keyOfField } from '../records/keys.ts'
import type { Row, Table } from '../records/table.ts'
import { toId18 } from '../ids.ts'
import { formatInstant, parseInstant } from '../instants.ts'
import type { ObjectView } from '../schema/catalog.ts'
import { unquote } from './filter.ts'
import type { Condition, Test } from './parse.ts'

/** Where a query looks: rows that contain every match, and whether they come by (SystemModstamp, Id). */
export interface Candidates {
  readonly rows: Iterable<Row>
  readonly inStampOrder: boolean
}

/**
 * Chooses the smallest set of rows to test: an index for `Id IN (...)` and other looked-up fields, the rows from a
 * stamp on for polling by (SystemModstamp, Id), else everything.
 */
export function candidates(
  table: Table,
  view: ObjectView,
  condition: Condition | null,
  wantStampOrder: boolean,
): Candidates {
  const ids = condition === null ? null : idsFor(table, view, condition)
  if (ids) return { rows: table.pick(ids), inStampOrder: false }
  const from = condition === null ? null : lowestStamp(condition)
  if (from === null && !wantStampOrder) return { rows: table.rows(), inStampOrder: false }
  const ordered = table.inStampOrder()
  return { rows: from === null ? ordered : tail(ordered, firstAtOrAfter(ordered, from)), inStampOrder: true }
}

function* tail(rows: readonly Row[], from: number): Iterable<Row> {
  for (let at = from; at < rows.length; at += 1) yield rows[at]!
}

/** Binary search in rows by stamp. */
function firstAtOrAfter(rows: readonly Row[], stamp: string): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (String(rows[middle]?.['SystemModstamp']) < stamp) low = middle + 1
    else high = middle
  }
  return low
}

/** The fields whose indexes narrow a condition; none when every row has to be looked at. */
export function indexedFields(table: Table, view: ObjectView, condition: Condition): readonly string[] {
  if (idsFor(table, view, condition) === null) return lowestStamp(condition) === null ? [] : ['SystemModstamp']
  const names = new Set<string>()
  const visit = (part: Condition): void => {
    if (part.kind === 'not') return
    if (part.kind !== 'test') part.parts.forEach(visit)
    else if (part.test.field !== null && idsForTest(table, view, part.test) !== null)
      names.add(view.byName.get(part.test.field.toLowerCase())?.name ?? part.test.field)
  }
  visit(condition)
  return [...names]
}

/** Ids that can match, or null when no index narrows the condition. */
function idsFor(table: Table, view: ObjectView, condition: Condition): ReadonlySet<string> | null {
  if (condition.kind === 'test') return idsForTest(table, view, condition.test)
  if (condition.kind === 'and') {
    const sets = condition.parts.flatMap((part) => idsFor(table, view, part) ?? [])
    return sets.reduce<ReadonlySet<string> | null>(
      (least, set) => (least && least.size <= set.size ? least : set),
      null,
    )
  }
  if (condition.kind === 'not') return null
  const sets = condition.parts.map((part) => idsFor(table, view, part))
  if (sets.includes(null)) return null
  return new Set(sets.flatMap((set) => [...(set ?? [])]))
}

function idsForTest(table: Table, view: ObjectView, test: Test): ReadonlySet<string> | null {
  if ((test.operator !== '=' && test.operator !== 'IN') || test.field === null || test.subquery) return null
  const field = view.byName.get(test.field.toLowerCase())
  if (!field || !(field.type === 'id' || isIndexed(field))) return null
  if (test.values.some((value) => value.type !== 'STRING')) return null
  const texts = test.values.map((value) => unquote(value.text))
  if (field.type === 'id') return new Set(texts.flatMap((text) => toId18(text) ?? []))
  const keyOf = keyOfField(field)
  const values = keyOf === exactKey && field.type === 'reference' ? texts.flatMap((text) => toId18(text) ?? []) : texts
  if (values.includes('')) return null
  const [only] = values
  if (values.length === 1 && only !== undefined) return table.idsWhere(field.name, keyOf(only), keyOf)
  return new Set(
    values.flatMap((value) => [...table.idsWhere(field.name, keyOf === foldedKey ? foldedKey(value) : value, keyOf)]),
  )
}

/** The earliest SystemModstamp that can match, or null when any can. */
function lowestStamp(condition: Condition): string | null {
  if (condition.kind === 'not') return null
  if (condition.kind === 'test') {
    const { field, operator, values } = condition.test
    if (field?.toLowerCase() !== 'systemmodstamp' || !['>', '>=', '='].includes(operator)) return null
    const at = values[0]?.type === 'DATETIME' ? parseInstant(values[0].text) : null
    return at === null ? null : formatInstant(at)
  }
  const bounds = condition.parts.map(lowestStamp)
  const known = bounds.filter((bound) => bound !== null)
  if (condition.kind === 'or' && known.length < bounds.length) return null
  const sorted = known.toSorted((a, b) => (a < b ? -1 : 1))
  return (condition.kind === 'or' ? sorted[0] : sorted.at(-1)) ?? null
}
