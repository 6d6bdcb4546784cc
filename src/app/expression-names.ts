/** Functions that JSONata brings along. Source: https://docs.jsonata.org/overview.html (function library), 2.2. */
const BUILT_IN: ReadonlySet<string> = new Set(
  (
    'sum count max min average string substring substringBefore substringAfter lowercase uppercase length trim pad match ' +
    'contains replace split join formatNumber formatBase formatInteger parseInteger number floor ceil round abs sqrt power ' +
    'random boolean not map zip filter single reduce sift keys lookup append exists spread merge reverse each error assert ' +
    'type sort shuffle distinct base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl eval ' +
    'toMillis fromMillis clone now millis'
  ).split(' '),
)

/** `$` and `$$`: what the expression is computed from. */
const CONTEXT: ReadonlySet<string> = new Set(['', '$'])

export interface UsedNames {
  /** Functions and variables, without the `$`, that neither JSONata nor the expression itself defines. */
  readonly undefinedNames: readonly string[]
  /** Names that are looked up in the record. */
  readonly fields: readonly string[]
}

interface Found {
  readonly defined: Set<string>
  readonly used: Set<string>
  readonly fields: Set<string>
}

/** @param ast of JSONata: what is not known of it is gone through, so another version of it finds less, never too much. */
export function namesIn(ast: unknown): UsedNames {
  const found: Found = { defined: new Set(), used: new Set(), fields: new Set() }
  visit(ast, 'record', found)
  const undefinedNames = [...found.used].filter((name) => !BUILT_IN.has(name) && !found.defined.has(name))
  return { undefinedNames, fields: [...found.fields] }
}

/** Where a name is looked up: behind the first step of a path, and in its filters, that is no longer the record. */
type Context = 'record' | 'elsewhere'

function visit(node: unknown, context: Context, found: Found): void {
  if (Array.isArray(node)) {
    for (const part of node) visit(part, context, found)
    return
  }
  if (!isNode(node)) return
  const { type, value } = node
  for (const name of [node['focus'], node['index']]) if (typeof name === 'string') found.defined.add(name)
  if (type === 'variable' && typeof value === 'string' && !CONTEXT.has(value)) found.used.add(value)
  if (type === 'name' && typeof value === 'string' && context === 'record') found.fields.add(value)
  if (type === 'path' && Array.isArray(node['steps'])) {
    const [first, ...rest] = node['steps'] as unknown[]
    visit(first, context, found)
    visit(rest, 'elsewhere', found)
    visit(node['group'], 'elsewhere', found)
    return
  }
  if (type === 'bind') define(node['lhs'], found)
  if (type === 'lambda' && Array.isArray(node['arguments'])) for (const one of node['arguments']) define(one, found)
  for (const [key, part] of Object.entries(node))
    visit(part, RELATIVE.has(key) || type === 'transform' ? 'elsewhere' : context, found)
}

const RELATIVE: ReadonlySet<string> = new Set(['stages', 'predicate', 'group'])

function define(node: unknown, found: Found): void {
  if (isNode(node) && typeof node['value'] === 'string') found.defined.add(node['value'])
}

const isNode = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
