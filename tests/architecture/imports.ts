import { globSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { parseSync } from 'vite'
import packageJson from '../../package.json' with { type: 'json' }

export const ROOT = join(import.meta.dirname, '..', '..')

export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

/** Paths below the root, in order, with "/" on every system. */
export const files = (...patterns: readonly string[]): readonly string[] =>
  globSync([...patterns], { cwd: ROOT, exclude: ['**/node_modules/**', '**/dist/**'] })
    .map((path) => path.replaceAll('\\', '/'))
    .sort()

export const isTest = (path: string): boolean => /\.(test|e2e)\.tsx?$/.test(path)

export interface Import {
  readonly file: string
  /** A path below the root for files of the project ("src/domain/ids.ts"); else a package or built-in ("zod", "node:fs"). */
  readonly target: string
}

/** What a file imports: values, types, re-exports, `import()` and `import('…').Type`, each target once. */
export function importsOf(file: string, source: string = read(file)): readonly Import[] {
  const { module, errors } = parseSync(file, source)
  const [error] = errors
  if (error !== undefined) throw new Error(`${file} cannot be read: ${error.message}`)
  const fixed = [
    ...module.staticImports.map((statement) => statement.moduleRequest.value),
    ...module.staticExports.flatMap((statement) => statement.entries.map((entry) => entry.moduleRequest?.value ?? '')),
  ]
  const dynamic = module.dynamicImports.map(({ moduleRequest }) => literal(source, moduleRequest, file))
  // Types named in place are no imports to the parser, but they tie two files together all the same.
  const types = [...source.matchAll(/\bimport\('([^']+)'\)\./g)].map(([, specifier = '']) => specifier)
  const specifiers = new Set([...fixed, ...dynamic, ...types].filter((specifier) => specifier !== ''))
  return [...specifiers].map((specifier) => ({ file, target: resolve(file, specifier) }))
}

function literal(source: string, at: { readonly start: number; readonly end: number }, file: string): string {
  const text = source.slice(at.start, at.end)
  const [, specifier] = /^['"]([^'"]+)['"]$/.exec(text) ?? []
  if (specifier === undefined) throw new Error(`${file}: import(${text}) hides what it imports; write the name there`)
  return specifier
}

const ALIASES: ReadonlyMap<string, string> = new Map(Object.entries(packageJson.imports))

function resolve(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return posix.join(dirname(file), specifier)
  if (specifier.startsWith('#')) return ofAlias(file, specifier)
  if (specifier.startsWith('node:')) return specifier
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

/** Source: https://nodejs.org/docs/latest-v24.x/api/packages.html#subpath-imports */
function ofAlias(file: string, specifier: string): string {
  for (const [alias, path] of ALIASES) {
    const start = alias.replace(/\*$/, '')
    const matches = alias.endsWith('*') ? specifier.startsWith(start) : specifier === alias
    if (matches) return posix.normalize(path.replace('*', specifier.slice(start.length)))
  }
  throw new Error(`${file} imports ${specifier}, which package.json#imports does not name`)
}

export const isOwnFile = (target: string): boolean => /^(src|connectors|jobs|sandbox|web|tests|bench)\//.test(target)
