import { describe, expect, test } from 'vitest'
import { program } from '#cli/index.ts'
import { hubSpotObject } from '#connectors/hubspot/objects.ts'
import { salesforceObject } from '#connectors/salesforce/objects.ts'
import { MODELS, PATH_MODELS } from '#domain/attribution/models/index.ts'
import { PAIRS } from '#domain/objects/index.ts'
import { API_ROUTES, firstRoutes } from '#http/routes/index.ts'
import { allJobs } from '#jobs/index.ts'
import { NO_SCHEDULES } from '#ports/jobs.ts'
import { MIGRATIONS } from '#store/migrations/index.ts'
import { files, importsOf, isTest, read } from './imports.ts'

const product = (...patterns: readonly string[]): readonly string[] =>
  files(...patterns).filter((file) => !isTest(file))
const containing = (text: RegExp, pattern: string): readonly string[] =>
  product(pattern).filter((file) => read(file).search(text) !== -1)
/** "src/cli/demo.ts" is "demo". */
const nameOf = (file: string): string => file.slice(file.lastIndexOf('/') + 1, -'.ts'.length)

const JOBS = containing(/(?:defineJob|onEveryConnection)\(\{\n\s+name: /, 'jobs/*.ts')
/** Parts with many operations have a registry of their own. */
const ROUTE_PARTS = product('src/http/routes/*/index.ts')
const ROUTES = product('src/http/routes/*/*.ts').filter(
  (file) =>
    !ROUTE_PARTS.includes(file) &&
    read(file).search(/= (?:connectionRoute|deploymentRoute|csvOfList)\(|: RawRoute = /) !== -1,
)
const MODEL_FILES = product('src/domain/attribution/models/*.ts').filter(
  (file) => !['index', 'journey', 'path', 'on-paths'].includes(nameOf(file)),
)
const PAIR_FILES = containing(/: ObjectPair = /, 'src/domain/objects/*.ts')
const COMMANDS = containing(/new Command\(/, 'src/cli/*.ts').filter((file) => nameOf(file) !== 'index')
const MIGRATION_FILES = product('src/store/migrations/[0-9]*.ts')

/** Files of a kind that the registry does not import: written, but reached by nobody. */
function forgotten(registry: string, kind: readonly string[], source: string = read(registry)): readonly string[] {
  const known = new Set(importsOf(registry, source).map(({ target }) => target))
  return kind.filter((file) => !known.has(file))
}

describe('what is written is imported by its registry', () => {
  test.each([
    ['jobs/index.ts', JOBS],
    ['src/http/routes/index.ts', ROUTE_PARTS],
    ['src/domain/attribution/models/index.ts', MODEL_FILES],
    ['src/domain/objects/index.ts', PAIR_FILES],
    ['src/cli/index.ts', COMMANDS],
    ['src/store/migrations/index.ts', MIGRATION_FILES],
    ['connectors/index.ts', product('connectors/*/index.ts')],
  ])('%s', (registry, kind) => {
    expect(kind.length, 'no file of this kind was found: the check looks in the wrong place').toBeGreaterThan(1)
    expect(forgotten(registry, kind)).toEqual([])
  })

  test('the check finds a file that its registry leaves out', () => {
    const source = read('jobs/index.ts').replace(/^import \{ workInboxJob \}.*\n/m, '')
    expect(forgotten('jobs/index.ts', JOBS, source)).toEqual(['jobs/work-inbox.ts'])
  })
})

describe('and stands in its list', () => {
  test('jobs, each name once', () => {
    const written = JOBS.flatMap((file) => [...read(file).matchAll(/^\s*name: '([^']+)'/gm)].map(([, name]) => name))
    const listed = allJobs(NO_SCHEDULES).map((job) => job.name)
    expect(listed).toEqual(expect.arrayContaining(written))
    expect(new Set(listed).size).toBe(listed.length)
  })

  test('routes, each reached from the registry by its own part', () => {
    const registries = ['src/http/routes/index.ts', ...ROUTE_PARTS]
    const known = new Set(registries.flatMap((file) => importsOf(file).map(({ target }) => target)))
    expect(ROUTES.filter((file) => !known.has(file))).toEqual([])
    // A part of one or two operations has them in its registry.
    const exported = [...ROUTES, ...ROUTE_PARTS].flatMap((file) => [
      ...read(file).matchAll(/= (?:(?:connection|deployment)Route|csvOfList)\(/g),
    ])
    expect(API_ROUTES).toHaveLength(exported.length)
    const written = ROUTES.flatMap((file) => /: RawRoute = \{[^}]*?path: '([^']+)'/s.exec(read(file))?.[1] ?? [])
    const listed = firstRoutes({ webhooks: undefined, also: [] }).map((route) => route.path)
    expect(listed).toEqual(expect.arrayContaining(written))
  })

  test('attribution models', () => {
    const built = new Set([...Object.keys(MODELS), ...Object.keys(PATH_MODELS)])
    // Weights of one's own have a file and as many names as the configuration gives.
    expect(built.size).toBe(MODEL_FILES.filter((file) => nameOf(file) !== 'custom').length)
  })

  test('object pairs, under the name of their file, with a row in each connector', () => {
    expect(Object.keys(PAIRS).sort()).toEqual(PAIR_FILES.map(nameOf))
    for (const { id, hubspot, salesforce } of Object.values(PAIRS)) {
      // Marketing campaigns are no CRM object: they have an API of their own.
      if (hubspot !== 'campaigns') expect(hubSpotObject(hubspot), `${id}: row ${hubspot}`).not.toBeNull()
      expect(salesforceObject(salesforce), `${id}: row ${salesforce}`).not.toBeNull()
    }
  })

  test('commands, under the name of their file', () => {
    const listed = program().commands.map((command) => command.name())
    expect(listed.sort()).toEqual(COMMANDS.map(nameOf))
  })

  test('migrations, in the order of their numbers', () => {
    expect(Object.keys(MIGRATIONS)).toEqual(MIGRATION_FILES.map(nameOf))
  })
})

test('both connectors do the same work in files of the same names', () => {
  const same = [
    'index',
    'spec',
    'client',
    'errors',
    'objects',
    'schema',
    'read',
    'write',
    'changes',
    'associate',
    'provision',
  ]
  for (const side of ['hubspot', 'salesforce'])
    expect(product(`connectors/${side}/*.ts`).map(nameOf)).toEqual(expect.arrayContaining(same))
})
