import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { files, isTest, read, ROOT } from './imports.ts'

/** Lines that the linter has to refuse, each in a file of the product; why is told by docs/platform-traps.md. */
const BANNED = {
  'connectors/salesforce/planted.ts': [
    `connection.sobject('Lead').find({ Name: 'x' })`,
    `anything.sobject('Lead').create([])`,
    `anything.sobject('Lead').upsert({}, 'Key__c')`,
    `anything.include('Tasks').select('*')`,
    `anything.autoFetch(true)`,
    `connection.query('SELECT Id FROM Lead')`,
    `connection.queryMore('/next')`,
    `connection.create('Lead', [])`,
    `connection.update('Lead', [])`,
    `connection.destroy('Lead', [])`,
    `connection.upsert('Lead', {}, 'Key__c')`,
    `anything.bulk.load('Lead', 'insert', [])`,
    `anything.bulk2.loadAndWaitForResults({})`,
    `anything.bulk2.query('SELECT Id FROM Lead')`,
    `anything.login('user', 'password')`,
    `const { bulk2 } = connection`,
    `import('jsforce')`,
    `import('@hubspot/api-client')`,
  ],
  'connectors/hubspot/planted.ts': [
    `sdk.crm.contacts.searchApi.doSearch({})`,
    `sdk.crm.objects.batchApi.create('contacts', {})`,
    `sdk.oauth.tokensApi.create()`,
    `sdk.marketing.forms`,
    `sdk.setAccessToken('t')`,
    `const { crm } = sdk`,
    `import('jsforce')`,
  ],
  'connectors/hubspot/client.ts': [`import('jsforce')`],
  'connectors/salesforce/transport.ts': [`import('@hubspot/api-client')`],
  'src/app/planted.ts': [`import('jsforce')`, `import('@hubspot/api-client')`],
  'jobs/planted.ts': [`import('jsforce')`, `import('@hubspot/api-client')`],
} as const

const Report = z.looseObject({
  diagnostics: z.array(
    z.looseObject({
      code: z.string(),
      filename: z.string(),
      labels: z.array(z.looseObject({ span: z.looseObject({ line: z.number() }) })),
    }),
  ),
})

describe('calls of the clients that fall into a trap', () => {
  let folder = ''
  let refused = new Set<string>()
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tandem-lint-'))
    copyFileSync(join(ROOT, '.oxlintrc.json'), join(folder, '.oxlintrc.json'))
    for (const [file, lines] of Object.entries(BANNED)) {
      mkdirSync(join(folder, dirname(file)), { recursive: true })
      writeFileSync(join(folder, file), lines.map((line) => `${line}\n`).join(''))
    }
    const oxlint = join(ROOT, 'node_modules', 'oxlint', 'bin', 'oxlint')
    const { stdout } = spawnSync(process.execPath, [oxlint, '-f', 'json', '.'], { cwd: folder, encoding: 'utf8' })
    refused = new Set(
      Report.parse(JSON.parse(stdout))
        .diagnostics.filter(({ code }) => /no-restricted-(properties|imports)/.test(code))
        .map(({ filename, labels }) => `${filename}:${labels[0]?.span.line ?? 0}`),
    )
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.each(Object.entries(BANNED).flatMap(([file, lines]) => lines.map((line, at) => [file, line, at + 1] as const)))(
    'are refused by the linter: %s: %s',
    (file, _line, at) => {
      expect(refused).toContain(`${file}:${at}`)
    },
  )
})

describe('what the clients are made with', () => {
  const product = files('{src,connectors,jobs}/**/*.ts').filter((file) => !isTest(file))
  /** Argument lists of `new Name(...)`, up to the bracket that closes them. */
  const madeOf = (file: string, name: RegExp): readonly string[] =>
    [...read(file).matchAll(name)].map(({ index, 0: head }) => {
      const rest = read(file).slice(index + head.length)
      let depth = 1
      for (let at = 0; at < rest.length; at += 1) {
        if (rest[at] === '(') depth += 1
        if (rest[at] === ')') depth -= 1
        if (depth === 0) return rest.slice(0, at)
      }
      return rest
    })

  test('every connection of jsforce gets its version from one place, which says one', () => {
    const made = product.flatMap((file) => madeOf(file, /new (?:jsforce\.)?Connection\(/g))
    expect(made.length).toBeGreaterThan(0)
    expect(made.filter((given) => !/^settingsOf\([\w.]+, [\w.]+\)$/.test(given))).toEqual([])
    const transport = read('connectors/salesforce/transport.ts')
    expect(transport).toMatch(/const settingsOf = \(session: Session, version: string\) => \(\{[^}]*\bversion,/)
  })

  test('the HubSpot SDK has no retries and no limiters of its own: they are one for the whole process', () => {
    const made = product.flatMap((file) => madeOf(file, /new SdkClient\(/g))
    expect(made).toHaveLength(1)
    expect(made[0]).toContain('numberOfApiCallRetries: 0')
    expect(made[0]).not.toMatch(/limiter/i)
  })

  test('jsforce is asked for nothing but requests, SOAP and one stream; the SDK for nothing but requests', () => {
    expect(read('connectors/salesforce/transport.ts')).toContain("Pick<Connection, 'request' | 'soap'>")
    expect(read('connectors/hubspot/client.ts')).toContain("Pick<Client, 'apiRequest'>")
  })
})

describe('what is asked of the platforms', () => {
  const text = files('{src,connectors,jobs}/**/*.ts')
    .filter((file) => !isTest(file))
    .map((file) => [file, read(file)] as const)

  test('records are searched for only to see what changed, how many there are, and for samples; never before one is made', () => {
    const asking = text.filter(([, source]) => source.includes('/search`')).map(([file]) => file)
    expect(asking).toContain('connectors/hubspot/changes-search.ts')
    expect(asking.filter((file) => !MAY_SEARCH.has(file))).toEqual([])
  })

  test('assignment rules are off with every write but that of a Lead whose routing is left to Salesforce, and never TRUE', () => {
    const saying = text.filter(([, source]) => /'Sforce-Auto-Assign'/i.test(source)).map(([file]) => file)
    expect(saying.toSorted()).toEqual(['connectors/salesforce/assignment.ts', 'connectors/salesforce/client.ts'])
    expect(text.filter(([, source]) => /Sforce-Auto-Assign': *'?true/i.test(source))).toEqual([])
    const asking = text.filter(([, source]) => source.includes("'by-assignment-rule'")).map(([file]) => file)
    const allowed = ['connectors/salesforce/write.ts', 'src/app/people/plan.ts', 'src/ports/connector/writes.ts']
    expect(asking.toSorted()).toEqual(allowed)
  })

  test('no record is upserted by e-mail, which HubSpot takes or refuses as a whole', () => {
    expect(text.filter(([, source]) => /keyField: *'(email|Email)'/.test(source)).map(([file]) => file)).toEqual([])
  })
})
const MAY_SEARCH = new Set(['changes-search', 'listing', 'sample'].map((name) => `connectors/hubspot/${name}.ts`))
