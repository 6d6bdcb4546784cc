import { existsSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { parseEnv } from 'node:util'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { program } from '#cli/index.ts'
import { readEnv } from '#config/env.ts'
import packageJson from '../../package.json' with { type: 'json' }
import { files, read, ROOT } from './imports.ts'

const scripts: Readonly<Record<string, string>> = packageJson.scripts
const pages = ['README.md', 'CHANGELOG.md', ...files('docs/**/*.md')]
const exists = (path: string): boolean => existsSync(join(ROOT, path))

/** What a Dockerfile copies out of the build context; copies between stages are not among it. */
const copied = (dockerfile: string): readonly string[] =>
  [...dockerfile.matchAll(/^COPY +(?!.*--from=)(.+)$/gm)].flatMap(([, rest = '']) =>
    rest
      .split(/\s+/)
      .filter((word) => !word.startsWith('--'))
      .slice(0, -1),
  )

describe('the image', () => {
  test('is made of paths that exist', () => {
    const paths = copied(read('Dockerfile'))
    expect(paths).toEqual(expect.arrayContaining(['package-lock.json', 'src', 'web']))
    expect(paths.filter((path) => !exists(path))).toEqual([])
  })

  test('a path that does not exist would be found', () => {
    expect(copied('FROM a\nCOPY --chown=node src gone ./\nCOPY --from=web /app/dist dist\n')).toEqual(['src', 'gone'])
    expect(exists('gone')).toBe(false)
  })

  test('holds every folder of the product', () => {
    const folders = new Set(Object.values(packageJson.imports).map((path) => path.split('/')[1] ?? ''))
    folders.delete('tests')
    expect(copied(read('Dockerfile'))).toEqual(expect.arrayContaining([...folders]))
  })

  test('is composed with PostgreSQL and Redis, reachable from this machine only, with secrets from a file', () => {
    const { services } = parse(read('compose.yaml')) as {
      services: Record<string, { image?: string; ports?: string[]; env_file?: unknown }>
    }
    expect(services['postgres']?.image).toMatch(/^postgres:15/)
    expect(services['redis']?.image).toMatch(/^redis:7/)
    const ports = Object.values(services).flatMap((service) => service.ports ?? [])
    expect(ports.length).toBeGreaterThan(0)
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([])
    expect(services['app']?.env_file).toBeDefined()
  })
})

describe('the pages', () => {
  /** Commands as they stand in code blocks and in running text. */
  const commands = (pattern: RegExp): readonly (readonly [page: string, name: string])[] =>
    pages.flatMap((page) => [...read(page).matchAll(pattern)].map(([, name = '']) => [page, name] as const))

  test('name only npm scripts that exist', () => {
    const named = commands(/npm run ([a-z][\w:-]*)/g)
    expect(named.length).toBeGreaterThan(5)
    expect(named.filter(([, name]) => !(name in scripts))).toEqual([])
  })

  test('and the README names the command that runs the tests', () => {
    expect(scripts['test']).toMatch(/^vitest run/)
    expect(read('README.md')).toMatch(/^npm test/m)
  })

  test('name only commands of tandem that exist, in code', () => {
    const known = new Set(program().commands.map((command) => command.name()))
    const named = commands(/(?:^|`)(?:npx )?tandem ([a-z]+)/gm)
    expect(named.length).toBeGreaterThan(3)
    expect(named.filter(([, name]) => !known.has(name))).toEqual([])
  })

  test('link only to files that exist', () => {
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
        .map(([, link = '']) => posix.join(dirname(page), link))
        // Pictures of the page are taken when it changes, not with every clone.
        .filter((path) => !path.startsWith('docs/screenshots/'))
        .filter((path) => !exists(path))
        .map((path) => `${page} links to ${path}`),
    )
    expect(broken).toEqual([])
  })

  test('every decision tells what keeps it', () => {
    const decisions = files('docs/adr/[0-9]*.md')
    expect(decisions.length).toBeGreaterThan(4)
    for (const page of decisions) {
      const text = read(page)
      for (const part of ['## Context', '## Options', '## Decision', '## Consequences', '## Confirmation'])
        expect(text, page).toContain(part)
      const named = [
        ...text.slice(text.indexOf('## Confirmation')).matchAll(/`([\w./-]+\.(?:test\.ts|e2e\.ts|json|ts))`/g),
      ]
      expect(named.filter(([, path = '']) => !exists(path)).map(([, path]) => `${page}: ${path}`)).toEqual([])
    }
  })
})

describe('.env.example', () => {
  const text = read('.env.example')

  test('names every variable that is read, and no other', () => {
    const wanted = new Set([...read('src/config/env.ts').matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name]) => name))
    const shown = new Set([...text.matchAll(/^#? ?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name))
    // For compose.yaml alone.
    shown.delete('POSTGRES_PASSWORD')
    expect(shown).toEqual(wanted)
  })

  test('can be used as it stands, with every line in force', () => {
    const all = parseEnv(text.replaceAll(/^# ?([A-Z][A-Z_]+=)/gm, '$1'))
    expect(readEnv(all)).toMatchObject({ PORT: 8080, TANDEM_HUBSPOT_API: '2026-03' })
    expect(readEnv(parseEnv(text))).toMatchObject({ HOST: '127.0.0.1' })
  })
})
