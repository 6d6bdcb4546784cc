import { Command } from 'commander'
import { checkDrift } from '#app/drift/check-drift.ts'
import { readEnv } from '#config/env.ts'
import { readConfigFile } from '#config/read-config.ts'
import { createLog } from '#observe/log.ts'
import type { DriftCounts, StoredDrift } from '#ports/store/drifts.ts'
import { openActive } from '../compose/alone.ts'
import { databaseOf } from '../compose.ts'
import { crmAccess } from './crm-access.ts'
import { createOutput } from './output.ts'
import { whole } from './preview.ts'
import { wrapped } from './preview-words.ts'

interface Flags {
  readonly config: string
  readonly sample: string
  readonly all?: true
  readonly json?: true
}

/** Problems shown to people unless they ask for all that are kept, which are in the JSON too. */
const SHOWN = 20

export const drift = new Command('drift')
  .description('do both sides say the same: who was sent and not received and why, and a sample field by field')
  .option('--config <file>', 'the sync config', 'tandem.yaml')
  .option('--sample <n>', 'compare so many linked pairs, going on where the last check ended', '1000')
  .option('--all', 'list who stays out or waits, and why, besides what needs a person: up to 500')
  .option('--json', 'print the result as one JSON object')
  .action(async (flags: Flags) => {
    const env = readEnv(process.env)
    const sample = whole('--sample', flags.sample)
    const { document, config } = await readConfigFile(flags.config)
    const output = createOutput(flags.json === true)
    const opened = await openActive({
      database: databaseOf(env),
      ...(env.REDIS_URL === undefined ? {} : { redisUrl: env.REDIS_URL }),
      crm: await crmAccess(env),
      config,
      document,
      author: flags.config,
      log: createLog(env.LOG_LEVEL),
    })
    try {
      if (opened.insteadOf !== null)
        output.say(
          `${flags.config} differs from the active configuration (version ${opened.insteadOf}), which is the one that is used; a start activates the file`,
        )
      output.say('Comparing both sides ...')
      const found = await checkDrift(opened.scope, { sample })
      output.result(found, describe(found, flags.all === true))
      if (found.unexplained > 0) process.exitCode = 1
    } finally {
      await opened.close()
    }
  })

function describe(found: StoredDrift, all: boolean): string {
  const { counts, calls } = found
  const { sample } = counts
  return [
    `${figure(counts.sent)} sent, ${figure(counts.received)} received${Object.keys(counts.reasons).length === 0 ? '' : '; the others:'}`,
    ...reasonLines(counts.reasons),
    ...(counts.notLookedAt > 0 ? [`  ${figure(counts.notLookedAt).padStart(8)}  not looked at: too many`] : []),
    ...(Object.keys(counts.out).length === 0 ? [] : ['Not sent, by the configuration:', ...reasonLines(counts.out)]),
    `${figure(sample.compared)} pairs compared: ${figure(sample.agree)} agree, ${figure(sample.differ)} differ, ${figure(sample.conflict)} in conflict`,
    ...(counts.missed > 0 ? [`${figure(counts.missed)} gone, merged or converted unnoticed`] : []),
    ...(counts.strayKeys > 0 ? [`${figure(counts.strayKeys)} keys or ids that lead nowhere`] : []),
    ...counts.totals.flatMap((one) => wrapped(totalLine(one), 0)),
    `${figure(calls.hubspot)} HubSpot calls, ${figure(calls.salesforce)} Salesforce calls`,
    found.unexplained === 0
      ? 'Nothing is unexplained.'
      : `${figure(found.unexplained)} unexplained; ${figure(counts.healed)} are looked at again by the sync.`,
    ...problemLines(found, all),
  ].join('\n')
}

const reasonLines = (reasons: Readonly<Record<string, number>>): readonly string[] =>
  Object.entries(reasons)
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, count]) => `  ${figure(count).padStart(8)}  ${reason.replaceAll('-', ' ')}`)

/** What each number counts: a record that began in Salesforce bears no key there, and opportunities of sales bear none at all. */
const totalLine = ({ pair, hubspot, salesforce, links, keyed }: DriftCounts['totals'][number]): string =>
  [
    `${pair}: ${figure(links)} links`,
    `${figure(hubspot)} in HubSpot name their partner`,
    ...(salesforce === null
      ? []
      : [
          `${figure(salesforce)} in Salesforce bear a key, of ${figure(keyed)} that should${links > keyed ? ` (${figure(links - keyed)} began there and bear none)` : ''}`,
        ]),
  ].join('; ')

/** Who stays out by the configuration is counted above; listed is what somebody has to look at. */
function problemLines({ problems, problemsInAll, unexplained }: StoredDrift, all: boolean): readonly string[] {
  const listed = all ? problems : problems.filter((one) => one.explained === 'no' || one.reason === 'parked')
  const shown = all ? listed : listed.slice(0, SHOWN)
  const strange = problems.filter(({ explained }) => explained === 'no').length
  const inAll = all ? problemsInAll : listed.length + Math.max(0, unexplained - strange)
  return [
    ...shown.flatMap((one) => wrapped(`${one.object} ${one.recordId} ${one.reason}: ${one.detail}`, 2)),
    ...(inAll > shown.length
      ? [`  ... and ${figure(inAll - shown.length)} more${all ? '' : ' (--all lists up to 500)'}`]
      : []),
  ]
}

const figure = (count: number): string => count.toLocaleString('en-US')
