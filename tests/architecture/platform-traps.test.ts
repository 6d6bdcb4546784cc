import { describe, expect, test } from 'vitest'
import { parseSync } from 'vite'
import { read } from './imports.ts'

const PAGE = 'docs/platform-traps.md'

interface Row {
  readonly section: string
  readonly trap: string
  readonly source: string
  readonly guards: readonly string[]
}

/** Rows of the tables of a page: | trap | source | guarded by |. */
function rowsOf(page: string): readonly Row[] {
  let section = ''
  return page.split('\n').flatMap((line): readonly Row[] => {
    if (line.startsWith('## ')) section = line.slice(3)
    const cells = /^\| (.*) \|$/.exec(line)?.[1]?.split(' | ')
    const [trap = '', source = '', guarded = ''] = cells ?? []
    if (cells?.length !== 3 || trap === 'trap' || /^-+$/.test(trap.trim())) return []
    return [{ section, trap: trap.trim(), source: source.trim(), guards: guarded.trim().split('<br>') }]
  })
}

interface Node {
  readonly type?: string
  readonly name?: string
  readonly value?: unknown
  readonly callee?: Node
  readonly object?: Node
  readonly property?: Node
  readonly tag?: Node
  readonly arguments?: readonly Node[]
}

/** Titles of the tests and groups of a file; those that are skipped or still to be written are none. */
function titlesOf(file: string, source: string): ReadonlySet<string> {
  const titles = new Set<string>()
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit)
    if (typeof node !== 'object' || node === null) return
    const { type, callee, arguments: given } = node as Node
    const title = given?.[0]?.value
    if (type === 'CallExpression' && callee !== undefined && typeof title === 'string' && runs(callee))
      titles.add(title)
    Object.values(node).forEach(visit)
  }
  visit(parseSync(file, source).program)
  return titles
}

/** `test`, `test.each([…])`, `it.runIf(…)`, `rule` and the like. */
function runs(callee: Node): boolean {
  if (callee.type === 'Identifier') return /^(test|it|describe|rule)$/.test(callee.name ?? '')
  if (callee.type === 'MemberExpression')
    return (
      callee.object !== undefined &&
      !/^(skip|skipIf|todo|fails)$/.test(callee.property?.name ?? '') &&
      runs(callee.object)
    )
  return callee.callee !== undefined && runs(callee.callee)
}

/** What is wrong with a guard; null when it is there. */
function missing(guard: string): string | null {
  const lint = /^lint `([\w-]+)`: (.+)$/.exec(guard)
  if (lint !== null) {
    const [, rule = '', names = ''] = lint
    const config = read('.oxlintrc.json')
    const banned = [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
    const absent = banned.filter((name) => !new RegExp(`"(?:property|name)": "${name}"`).test(config))
    if (banned.length === 0 || !config.includes(`"${rule}"`)) return `${guard}: no such rule`
    return absent.length === 0 ? null : `${guard}: ${absent.join(', ')} may be used`
  }
  const [, file = '', title = ''] = /^`([\w./-]+)`: (.+)$/.exec(guard) ?? []
  if (file === '') return `${guard}: neither a test nor a lint rule`
  return titlesOf(file, read(file)).has(title) ? null : `${file} has no test "${title}"`
}

describe('docs/platform-traps.md', () => {
  const rows = rowsOf(read(PAGE))

  test('tells each trap once, with a public page that says so', () => {
    expect(rows.length).toBeGreaterThan(50)
    expect(new Set(rows.map(({ trap }) => trap)).size).toBe(rows.length)
    expect(rows.filter(({ source }) => !/\]\(https:\/\/[^)\s]+\)/.test(source)).map(({ trap }) => trap)).toEqual([])
  })

  test('names for each a test or a lint rule that is there', () => {
    expect(rows.flatMap(({ guards }) => guards.flatMap((guard) => missing(guard) ?? []))).toEqual([])
  })
})

describe('the check of the page', () => {
  test('reads rows and leaves heads out', () => {
    const page =
      '## jsforce\n| trap | source | guarded by |\n| --- | --- | --- |\n| a | [x](https://x.y) | one<br>two |\n'
    expect(rowsOf(page)).toEqual([
      { section: 'jsforce', trap: 'a', source: '[x](https://x.y)', guards: ['one', 'two'] },
    ])
  })

  test('knows titles however a test is called, but none that does not run', () => {
    const source = `
      describe('group', () => { test.each([1])('each %s', () => {}); it('plain', () => {}) })
      test.runIf(process.platform === 'linux')('on linux', () => {})
      rule('a rule', {}, () => {})
      test.skip('skipped', () => {}); test.todo('to do'); other('another call')
    `
    expect([...titlesOf('x.ts', source)].toSorted()).toEqual(['a rule', 'each %s', 'group', 'on linux', 'plain'])
  })

  test.each([
    '`tests/architecture/platform-traps.test.ts`: no such title',
    'lint `no-such-rule`: `sobject`',
    'lint `no-restricted-properties`: `sobjekt`',
    'lint `no-restricted-properties`: sobject',
    'somebody looks at it',
  ])('refuses %s', (guard) => {
    expect(missing(guard)).not.toBeNull()
  })
})
