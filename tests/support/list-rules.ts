import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import * as z from 'zod'

/**
 * Writes docs/sandbox-rules.md, every rule that the sandboxes keep with its source, from a JSON report of the conformance tests:
 *   vitest run --project conformance --reporter=json --outputFile.json=REPORT && list-rules.ts REPORT [--check]
 * With --check nothing is written: it fails when the page says something else.
 */
const report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(
        z.object({
          title: z.string(),
          ancestorTitles: z.array(z.string()),
          status: z.string(),
          meta: z.object({ source: z.object({ evidence: z.string(), at: z.string(), says: z.string() }).optional() }),
        }),
      ),
    }),
  ),
})
const PAGE = join(import.meta.dirname, '../../docs/sandbox-rules.md')
const EVIDENCE = {
  documented: 'the vendor documents it',
  recorded: 'seen in recorded traffic of real accounts',
  client: "the vendor's own client depends on it",
  reported: 'users of the platform report it',
  assumed: 'nobody says; a setting decides where it matters',
}

const [file, mode] = process.argv.slice(2)
if (file === undefined) throw new Error('list-rules.ts wants a JSON report of the conformance tests')
const page = pageOf(report.parse(JSON.parse(readFileSync(file, 'utf8'))))
if (mode !== '--check') writeFileSync(PAGE, page)
else if (readFileSync(PAGE, 'utf8') !== page) {
  process.stdout.write('docs/sandbox-rules.md does not say what the tests say: npm run docs:rules writes it anew\n')
  process.exitCode = 1
}

function pageOf({ testResults }: z.output<typeof report>): string {
  const rules = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.flatMap(({ title, ancestorTitles, meta: { source } }) =>
      source === undefined
        ? []
        : [
            {
              platform: name.includes('/salesforce/') ? 'Salesforce' : 'HubSpot',
              area: basename(name, '.test.ts'),
              title: [...ancestorTitles.filter((part) => part !== ''), title].join(': '),
              source,
            },
          ],
    ),
  )
  const counts = Object.entries(EVIDENCE).map(
    ([evidence, meaning]) =>
      `| ${evidence} | ${meaning} | ${rules.filter(({ source }) => source.evidence === evidence).length} |`,
  )
  return [
    '# What the sandboxes are held to',
    '',
    `${rules.length} rules, each proven by a test of the same name that goes through the platform's official client. Made from the tests by`,
    '`npm run docs:rules`; do not edit.',
    '',
    '| evidence | meaning | rules |',
    '| --- | --- | --- |',
    ...counts,
    ...['HubSpot', 'Salesforce'].flatMap((platform) =>
      sectionOf(
        platform,
        rules.filter((entry) => entry.platform === platform),
      ),
    ),
    '',
  ].join('\n')
}

interface Rule {
  readonly area: string
  readonly title: string
  readonly source: { readonly evidence: string; readonly at: string; readonly says: string }
}

function sectionOf(platform: string, rules: readonly Rule[]): readonly string[] {
  const areas = [...new Set(rules.map(({ area }) => area))].toSorted()
  return [
    '',
    `## ${platform}`,
    ...areas.flatMap((area) => [
      '',
      `### ${area.replaceAll('-', ' ')}`,
      '',
      '| rule | what the source says | source |',
      '| --- | --- | --- |',
      ...rules
        .filter((entry) => entry.area === area)
        .map(
          ({ title, source }) => `| ${cell(title)} | ${cell(source.says)} | ${source.evidence}: ${cell(source.at)} |`,
        ),
    ]),
  ]
}

function cell(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;')
}
