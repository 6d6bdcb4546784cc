import { isMap, isScalar, isSeq, LineCounter, parseDocument, stringify, type Node } from 'yaml'

/** What is wrong, with the line it is on; null: the text has no such place. */
export interface LineProblem {
  readonly line: number | null
  readonly message: string
}

export type ReadText =
  | {
      readonly ok: true
      readonly document: unknown
      /** The line of a part; of what is missing, that of the nearest part around it. Null: none. */
      readonly lineOf: (path: string) => number | null
    }
  | { readonly ok: false; readonly problems: readonly LineProblem[] }

interface Found {
  readonly line: number | null
  readonly level: 'error' | 'warning'
  readonly message: string
  readonly remedy: string
}

/** What is wrong in the text, or, where it is a document, what the check found in it; each with its line, in their order. */
export function linedProblems(
  read: ReadText,
  checked: readonly {
    readonly path: string
    readonly level: 'error' | 'warning'
    readonly message: string
    readonly remedy: string
  }[],
): readonly Found[] {
  const found: readonly Found[] = read.ok
    ? checked.map(({ path, level, message, remedy }) => ({
        line: path === '' ? null : read.lineOf(path),
        level,
        message: path === '' ? message : `${path}: ${message}`,
        remedy: remedy === '' ? '' : `${remedy.charAt(0).toUpperCase()}${remedy.slice(1)}.`,
      }))
    : read.problems.map((one) => ({ ...one, level: 'error', remedy: '' }))
  return found.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))
}

/** More aliases than any file has by hand: a few lines may otherwise stand for gigabytes. */
const MOST_ALIASES = 100

/** A document as text. */
export const writeYaml = (document: unknown): string => stringify(document, { lineWidth: 120 })

/** The text as a document, or what keeps it from being one. */
export function readYaml(text: string): ReadText {
  const lines = new LineCounter()
  const parsed = parseDocument(text, { lineCounter: lines })
  if (parsed.errors.length > 0)
    return {
      ok: false,
      problems: parsed.errors.map(({ message, linePos }) => ({
        line: linePos?.[0].line ?? null,
        message: (message.split('\n')[0] ?? 'this is no YAML').replace(/ at line \d+, column \d+:?$/, ''),
      })),
    }
  let document: unknown
  try {
    document = parsed.toJS({ maxAliasCount: MOST_ALIASES })
  } catch (error) {
    return { ok: false, problems: [{ line: null, message: error instanceof Error ? error.message : 'no YAML' }] }
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    return { ok: false, problems: [{ line: 1, message: 'the document is a list of keys and values' }] }
  return { ok: true, document, lineOf: (path) => lineOf(parsed.contents, path, lines) }
}

/** Paths of problems name members of lists by their id or by their place; an id may hold dots. */
function lineOf(root: Node | null, path: string, lines: LineCounter): number | null {
  let node: unknown = root
  let rest = path.split('.')
  let at = startOf(root)
  while (rest.length > 0) {
    const step = stepInto(node, rest)
    if (step === null) break
    node = step.node
    rest = rest.slice(step.taken)
    at = step.at ?? startOf(node) ?? at
  }
  return at === null ? null : lines.linePos(at).line
}

interface Step {
  readonly node: unknown
  /** How many parts of the path it used up. */
  readonly taken: number
  /** Where its key stands: it is what one looks for, not the value behind it. */
  readonly at: number | null
}

function stepInto(node: unknown, path: readonly string[]): Step | null {
  for (let taken = 1; taken <= path.length; taken += 1) {
    const key = path.slice(0, taken).join('.')
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
      if (pair !== undefined) return { node: pair.value, taken, at: startOf(pair.key) }
    } else if (isSeq(node)) {
      const byPlace = /^\d+$/.test(key) ? node.items[Number(key)] : undefined
      const found = byPlace ?? node.items.find((item) => namesOf(item).includes(key))
      if (found !== undefined) return { node: found, taken, at: null }
    } else return null
  }
  return null
}

const namesOf = (item: unknown): readonly string[] =>
  isMap(item) ? ['id', 'hubspot', 'name'].flatMap((key) => (item.has(key) ? [String(item.get(key))] : [])) : []

const startOf = (node: unknown): number | null =>
  typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
    ? (node.range[0] as number)
    : null
