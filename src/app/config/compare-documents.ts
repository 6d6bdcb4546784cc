import { canonicalJson } from '#domain/canonical.ts'
import { hasNamedParts, partWords } from '#domain/config-part-words.ts'
import { sameDocument } from '#domain/same-document.ts'

/** One part that differs, with what it says as people read it. */
export interface DocumentChange {
  /** `fields.contact-lead.phone.rule`: members of lists by their id where they have one. */
  readonly path: string
  /** The same from the whole to the part, in words. */
  readonly where: readonly string[]
  readonly what: 'added' | 'removed' | 'changed'
  readonly from: string | null
  readonly to: string | null
  /** The same as they are written; absent: not there. */
  readonly fromValue?: unknown
  readonly toValue?: unknown
}

/**
 * What differs between two configurations: down to the innermost parts, except that what comes or goes is told as a whole. The order
 * of members says nothing, but for the values of a map.
 */
export function compareDocuments(before: unknown, after: unknown): readonly DocumentChange[] {
  return partsThatDiffer([], before, after).map(({ path, from, to }) => ({
    path: path.map(({ key }) => key).join('.'),
    where: path.map(({ words }) => words),
    what: from === undefined ? 'added' : to === undefined ? 'removed' : 'changed',
    from: textOf(from),
    to: textOf(to),
    ...(from === undefined ? {} : { fromValue: from }),
    ...(to === undefined ? {} : { toValue: to }),
  }))
}

interface Step {
  readonly key: string
  readonly words: string
}
interface Difference {
  readonly path: readonly Step[]
  readonly from: unknown
  readonly to: unknown
}

function partsThatDiffer(path: readonly Step[], from: unknown, to: unknown): readonly Difference[] {
  if (sameDocument(from, to) && !isReordered(path, from, to)) return []
  const [before, after] = [membersOf(path, from), membersOf(path, to)]
  if (from === undefined || to === undefined || before === null || after === null || isReordered(path, from, to))
    return [{ path, from, to }]
  const keys = [...new Set([...before.keys(), ...after.keys()])]
  const inside = keys.flatMap((key) => {
    const [was, is] = [before.get(key), after.get(key)]
    const words = Array.isArray(to) ? memberWords(key, is ?? was) : wordsOf(path, key)
    return partsThatDiffer([...path, { key, words }], was, is)
  })
  // Only the places of members differ: that is told of the list.
  return inside.length === 0 ? [{ path, from, to }] : inside
}

const isReordered = (path: readonly Step[], from: unknown, to: unknown): boolean =>
  path.at(-1)?.key === 'values' &&
  isObject(from) &&
  isObject(to) &&
  canonicalJson(from) === canonicalJson(to) &&
  JSON.stringify(from) !== JSON.stringify(to)

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Null: a plain value, or a list whose members have no names: told as a whole. */
function membersOf(path: readonly Step[], value: unknown): ReadonlyMap<string, unknown> | null {
  if (isObject(value)) return new Map(Object.entries(value))
  if (!Array.isArray(value)) return null
  const list: readonly unknown[] = value
  const names = list.map((member, i) => nameOf(member) ?? (STEPS.has(path.at(-1)?.key ?? '') ? null : String(i)))
  if (names.some((name) => name === null) || new Set(names).size < names.length) return null
  return list.every(isObject) ? new Map(list.map((member, i) => [names[i] ?? '', member])) : null
}

/** Lists whose order is what they say: they are told as a whole. */
const STEPS: ReadonlySet<string> = new Set(['toSalesforce', 'toHubspot', 'conditions', 'when'])

function nameOf(member: unknown): string | null {
  if (!isObject(member)) return null
  const name = member['id'] ?? member['hubspot'] ?? member['email'] ?? member['list']
  return typeof name === 'string' ? name : null
}

/** A map of fields is called by its property, other members as people named them. */
function memberWords(key: string, member: unknown): string {
  const name = isObject(member) ? member['name'] : undefined
  if (typeof name === 'string') return `“${name}”`
  return /^\d+$/.test(key) ? `No. ${Number(key) + 1}` : `“${key}”`
}

const wordsOf = (path: readonly Step[], key: string): string =>
  hasNamedParts(path.at(-1)?.key ?? '') ? `“${key}”` : partWords(key)

/** Plain values as they are, others as JSON. */
function textOf(value: unknown): string | null {
  if (value === undefined) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}
