import { hasNamedParts } from '#domain/config-part-words.ts'
import type { ConfigChange } from '#http/contract/config.ts'
import { isKeyed, sameJson } from './json.ts'
import { asCode, asText, shownValue, type Shown } from './shown-value.ts'

export interface ShownChange {
  /** Null: it is not there. */
  readonly from: Shown | null
  readonly to: Shown | null
}

/** Both sides of a change in words; as they are written where words do not tell them apart. */
export function shownChange(change: Pick<ConfigChange, 'path' | 'fromValue' | 'toValue'>): ShownChange {
  const { fromValue, toValue } = change
  const moved = namesInOrder(fromValue, toValue)
  if (moved !== null) return moved
  const part = partOf(change.path)
  const from = fromValue === undefined ? null : shownValue(part, fromValue)
  const to = toValue === undefined ? null : shownValue(part, toValue)
  if (from === null || to === null || !sameJson(from, to)) return { from, to }
  return { from: asCode(fromValue), to: asCode(toValue) }
}

function partOf(path: string): string {
  const [part = '', parent = ''] = path.split('.').toReversed()
  return hasNamedParts(parent) ? '' : part
}

/** Members that only stand in other places are told by their names alone; null: it is another change. */
function namesInOrder(from: unknown, to: unknown): ShownChange | null {
  const [before, after] = [namesOf(from), namesOf(to)]
  if (before === null || after === null || !Array.isArray(from) || !Array.isArray(to)) return null
  const sorted = (list: readonly unknown[]): readonly string[] => list.map((one) => JSON.stringify(one)).toSorted()
  return sameJson(sorted(from), sorted(to)) ? { from: before, to: after } : null
}

function namesOf(value: unknown): Shown | null {
  if (!Array.isArray(value) || value.length === 0) return null
  const names = value.map((one: unknown) =>
    isKeyed(one) ? (one['name'] ?? one['id'] ?? one['hubspot'] ?? one['email']) : null,
  )
  const items = names.flatMap((name) => (typeof name === 'string' ? [asText(name)] : []))
  return items.length < names.length ? null : { kind: 'list', inOrder: true, items }
}
