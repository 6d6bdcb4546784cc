import { isKeyed, sameJson } from './json.ts'

export interface Merged {
  readonly document: unknown
  /** Paths that both changed in different ways; mine was kept. */
  readonly both: readonly string[]
}

/**
 * Puts what I changed of `base` on top of what others made of it. Lists whose members have an id (or are named by a property) are
 * put together member by member, others as a whole.
 */
export function mergeOnTop(base: unknown, mine: unknown, theirs: unknown, path = ''): Merged {
  if (sameJson(mine, theirs) || sameJson(base, mine)) return { document: theirs, both: [] }
  if (sameJson(base, theirs)) return { document: mine, both: [] }
  if (isKeyed(mine) && isKeyed(theirs)) return mergeKeyed(isKeyed(base) ? base : {}, mine, theirs, path)
  const lists = [base ?? [], mine, theirs].map(byId)
  const [ofBase, ofMine, ofTheirs] = lists
  if (ofBase === null || ofMine === null || ofTheirs === null) return { document: mine, both: [path] }
  if (ofBase === undefined || ofMine === undefined || ofTheirs === undefined) return { document: mine, both: [path] }
  const { document, both } = mergeKeyed(ofBase, ofMine, ofTheirs, path)
  return { document: Object.values(document as object), both }
}

function mergeKeyed(
  base: Readonly<Record<string, unknown>>,
  mine: Readonly<Record<string, unknown>>,
  theirs: Readonly<Record<string, unknown>>,
  path: string,
): Merged {
  const keys = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])]
  const parts = keys.map((key) => ({
    key,
    ...mergeOnTop(base[key], mine[key], theirs[key], path === '' ? key : `${path}.${key}`),
  }))
  return {
    document: Object.fromEntries(
      parts.flatMap(({ key, document }) => (document === undefined ? [] : [[key, document] as const])),
    ),
    both: parts.flatMap(({ both }) => both),
  }
}

/** Null: not a list whose members can be told apart by a name. */
function byId(list: unknown): Readonly<Record<string, unknown>> | null {
  if (!Array.isArray(list)) return null
  const names = (list as readonly unknown[]).map(nameOf)
  if (names.some((name) => name === null) || new Set(names).size < names.length) return null
  // A name that looks like a number would be put first by the language.
  return Object.fromEntries(names.map((name, i) => [`#${name ?? ''}`, list[i] as unknown]))
}

function nameOf(member: unknown): string | null {
  if (!isKeyed(member)) return null
  const name = member['id'] ?? member['hubspot'] ?? member['email']
  return typeof name === 'string' ? name : null
}
