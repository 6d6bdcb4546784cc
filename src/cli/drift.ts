import { Command } from 'commander'
import { checkDrift } from '#app/drift/check-drift.ts'
import { readEnv } from '#config/env.ts'
import { readConfigFile } from '#config/read-config.ts'
import { createLog } from '#observe/log.ts'
import type { StoredDrift } from '#ports/store.ts'
import { openAlone } from '../compose/alone.ts'
import { databaseOf } from '../compose.ts'
import { crmAccess } from './crm-access.ts'
import { createOutput } from './output.ts'
import { whole } from './preview.ts'
import { wrapped } from './preview-words.ts'

interface Flags {
  readonly config: string
  readonly sample: string
  readonly json?: true
}

/** Problems shown to people; all that are kept are in the JSON. */
const SHOWN = 20

export const drift = new Command('drift')
  .description('do both sides say the same: who was sent and not received and why, and a sample field by field')
  .option('--config <file>', 'the sync config', 'tandem.yaml')
  .option('--sample <n>', 'compare so many linked pairs, going on where the last check ended', '1000')
  .option('--json', 'print the result as one JSON object')
  .action(async (flags: Flags) => {
    const env = readEnv(process.env)
    const sample = whole('--sample', flags.sample)
    const { document, config } = await readConfigFile(flags.config)
    const output = createOutput(flags.json === true)
    const opened = await openAlone({
      database: databaseOf(env),
      ...(env.REDIS_URL === undefined ? {} : { redisUrl: env.REDIS_URL }),
      crm: await crmAccess(env),
      config,
      document,
      author: flags.config,
      log: createLog(env.LOG_LEVEL),
    })
    try {
      output.say('Comparing both sides ...')
      const found = await checkDrift(opened.scope, { sample })
      output.result(found, describe(found))
      if (found.unexplained > 0) process.exitCode = 1
    } finally {
      await opened.close()
    }
  })

function describe(found: StoredDrift): string {
  const { counts, calls } = found
  const { sample } = counts
  const why = Object.entries(counts.reasons).toSorted(([, a], [, b]) => b - a)
  const shown = found.problems.slice(0, SHOWN)
  return [
    `${figure(counts.sent)} sent, ${figure(counts.received)} received${why.length === 0 ? '' : '; the others:'}`,
    ...why.map(([reason, count]) => `  ${figure(count).padStart(8)}  ${reason.replaceAll('-', ' ')}`),
    ...(counts.notLookedAt > 0 ? [`  ${figure(counts.notLookedAt).padStart(8)}  not looked at: too many`] : []),
    `${figure(sample.compared)} pairs compared: ${figure(sample.agree)} agree, ${figure(sample.differ)} differ, ${figure(sample.conflict)} in conflict`,
    ...(counts.missed > 0 ? [`${figure(counts.missed)} gone, merged or converted unnoticed`] : []),
    ...(counts.strayKeys > 0 ? [`${figure(counts.strayKeys)} keys or ids that lead nowhere`] : []),
    ...counts.totals.map(
      ({ pair, hubspot, salesforce, links }) =>
        `${pair}: ${figure(hubspot)} in HubSpot, ${salesforce === null ? '' : `${figure(salesforce)} in Salesforce, `}${figure(links)} links`,
    ),
    `${figure(calls.hubspot)} HubSpot calls, ${figure(calls.salesforce)} Salesforce calls`,
    found.unexplained === 0
      ? 'Nothing is unexplained.'
      : `${figure(found.unexplained)} unexplained; ${figure(counts.healed)} are looked at again by the sync.`,
    ...shown.flatMap((one) => wrapped(`${one.object} ${one.recordId} ${one.reason}: ${one.detail}`, 2)),
    ...(found.problemsInAll > shown.length
      ? [`  ... and ${figure(found.problemsInAll - shown.length)} more (--json lists up to 500)`]
      : []),
  ].join('\n')
}

const figure = (count: number): string => count.toLocaleString('en-US')
