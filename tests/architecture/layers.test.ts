import { describe, expect, test } from 'vitest'
import { files, importsOf, isOwnFile, isTest } from './imports.ts'
import { LAYERS, violations } from './rules.ts'

const product = files('{src,connectors,jobs,sandbox}/**/*.ts', 'web/src/**/*.{ts,tsx}').filter((file) => !isTest(file))

test.each(LAYERS.map(({ at, why }) => [at, why] as const))('%s: %s', (at) => {
  const first = (file: string): string | undefined => LAYERS.find((layer) => file.startsWith(layer.at))?.at
  const own = product.filter((file) => first(file) === at)
  expect(own.length, `no file starts with ${at}; the rule guards nothing`).toBeGreaterThan(0)
  expect(own.flatMap((file) => violations(importsOf(file)))).toEqual([])
})

test('every file of the product is in a layer', () => {
  expect(product.filter((file) => !LAYERS.some(({ at }) => file.startsWith(at)))).toEqual([])
})

test('the product imports nothing of tests and benchmarks', () => {
  const outside = product.flatMap((file) => importsOf(file)).filter(({ target }) => /^(tests|bench)\//.test(target))
  expect(outside).toEqual([])
})

test('tests of the sandboxes know nothing of the product either', () => {
  const tests = files('sandbox/**/*.test.ts')
  expect(tests.length).toBeGreaterThan(0)
  const outside = tests
    .flatMap((file) => importsOf(file))
    .filter(({ target }) => isOwnFile(target) && !target.startsWith('sandbox/'))
  expect(outside).toEqual([])
})

describe('the checker itself', () => {
  const planted = (file: string, source: string): readonly string[] => violations(importsOf(file, source))

  test.each([
    ['a value', `import { openDatabase } from '#store/db.ts'`],
    ['a type', `import type { Database } from '#store/db.ts'`],
    ['a relative path', `import { openDatabase } from '../store/db.ts'`],
    ['several lines', `import {\n  openDatabase,\n} from '#store/db.ts'`],
    ['something passed on', `export { openDatabase } from '#store/db.ts'`],
    ['everything passed on', `export * from '#store/db.ts'`],
    ['a type passed on', `export type { Database } from '#store/db.ts'`],
    ['an import at run time', `export const open = () => import('#store/db.ts')`],
    ['a type named in place', `export type Db = import('#store/db.ts').Database`],
    ['an effect', `import '#store/db.ts'`],
  ])('finds %s that points outwards', (_what, source) => {
    expect(planted('src/app/planted.ts', source)).toEqual([expect.stringContaining('imports src/store/db.ts')])
  })

  test.each([
    ['src/domain/planted.ts', `import type { Clock } from '#ports/clock.ts'`],
    ['src/domain/planted.ts', `import * as z from 'zod'`],
    ['src/domain/planted.ts', `import { randomUUID } from 'node:crypto'`],
    ['src/domain/money.ts', `import { Temporal } from 'temporal-polyfill'`],
    ['src/ports/planted.ts', `import type { Scope } from '#app/scope.ts'`],
    ['src/app/planted.ts', `import { readFile } from 'node:fs/promises'`],
    ['src/http/planted.ts', `import { createStore } from '#store/store.ts'`],
    ['src/http/planted.ts', `import { sql } from 'kysely'`],
    ['src/cli/planted.ts', `import { listen } from '#http/listen.ts'`],
    ['src/compose/planted.ts', `import { program } from '../cli/index.ts'`],
    ['connectors/hubspot/planted.ts', `import { soql } from '../salesforce/soql.ts'`],
    ['connectors/shared/planted.ts', `import { CONNECTORS } from '../index.ts'`],
    ['jobs/planted.ts', `import { CONNECTORS } from '#connectors/index.ts'`],
    ['sandbox/core/planted.ts', `import { connectionId } from '#domain/ids.ts'`],
    ['sandbox/hubspot/planted.ts', `import { createSalesforceSandbox } from '../salesforce/index.ts'`],
    ['web/src/planted.tsx', `import { createHttpApp } from '#http/server.ts'`],
    ['src/elsewhere/planted.ts', `import { connectionId } from '#domain/ids.ts'`],
  ])('in %s finds %s', (file, source) => {
    expect(planted(file, source)).toHaveLength(1)
  })

  test.each([
    ['src/app/planted.ts', `import { connectionId } from '#domain/ids.ts'`],
    ['src/domain/time.ts', `import { Temporal } from 'temporal-polyfill'`],
    ['src/compose.ts', `import { createStore } from '#store/store.ts'`],
    ['src/compose/planted.ts', `import { startTandem } from '../compose.ts'`],
    ['src/app/planted.ts', `export const text = "import { openDatabase } from '#store/db.ts'"`],
  ])('in %s lets %s pass', (file, source) => {
    expect(planted(file, source)).toEqual([])
  })

  test('refuses what it cannot read', () => {
    expect(() => planted('src/app/planted.ts', 'export const open = (name: string) => import(name)')).toThrow('hides')
    expect(() => planted('src/app/planted.ts', `import x from '#nowhere/x.ts'`)).toThrow('package.json#imports')
    expect(() => planted('src/app/planted.ts', 'import {')).toThrow('cannot be read')
  })
})
