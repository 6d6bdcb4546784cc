import { Command, Option } from 'commander'
import { checkConfig } from '#app/check-config.ts'
import { PREVIEW_FAMILIES } from '#app/preview/families.ts'
import type { PreviewPair } from '#app/preview/families.ts'
import { findNamed } from '#app/preview/named.ts'
import type { Named } from '#app/preview/named.ts'
import { previewMapping } from '#app/preview/preview.ts'
import type { Scope } from '#app/scope.ts'
import { readEnv } from '#config/env.ts'
import { readConfigFile } from '#config/read-config.ts'
import { parseSyncConfig } from '#config/sync-config.ts'
import { canonicalJson } from '#domain/canonical.ts'
import type { SyncConfig } from '#domain/config.ts'
import { UsageError } from '#domain/errors.ts'
import { createLog } from '#observe/log.ts'
import { openPreview } from '../compose/preview.ts'
import { connectAccounts, databaseOf, systemClock } from '../compose.ts'
import { crmAccess } from './crm-access.ts'
import { createOutput } from './output.ts'
import { describePreview } from './preview-words.ts'

interface Flags {
  readonly config: string
  readonly pair?: PreviewPair
  readonly record?: string
  readonly all?: true
  readonly sample: string
  readonly rows: string
  readonly json?: true
}

export const preview = new Command('preview')
  .description(
    'what the sync would do with a sync config that is not active yet, on live data; writes nothing anywhere',
  )
  .option('--config <file>', 'the sync config', 'tandem.yaml')
  .addOption(new Option('--pair <pair>', 'only this pair').choices(Object.keys(PREVIEW_FAMILIES)))
  .option('--sample <n>', 'look at so many records of each object, the newest changed first', '1000')
  .option('--all', 'look at every record')
  .option('--record <email or id>', 'look at one record')
  .option('--rows <n>', 'show so many records before and after', '5')
  .option('--json', 'print the result as one JSON object')
  .action(async (flags: Flags) => {
    const env = readEnv(process.env)
    const sample = whole('--sample', flags.sample)
    const rows = whole('--rows', flags.rows)
    const { document, config } = await readConfigFile(flags.config)
    const output = createOutput(flags.json === true)
    output.say(`Connecting to both accounts and checking ${flags.config} against them ...`)
    const accounts = await connectAccounts(await crmAccess(env), config.connection.id)
    const problems = await checkConfig(config, accounts)
    for (const { level, path, message, remedy } of problems)
      output.say(`${level === 'warning' ? 'warning: ' : ''}${path}: ${message}; ${remedy}`)
    const errors = problems.filter(({ level }) => level === 'error')
    if (errors.length > 0)
      throw new UsageError(`${flags.config} has ${errors.length} problems, listed above; mend them and look again`)
    const given = { accounts, config, log: createLog(env.LOG_LEVEL), clock: systemClock }
    const opened = await openPreview({ database: databaseOf(env), ...given })
    try {
      const { scope, scratch } = opened
      const current = await scope.store.configs.current(scope.connection.id)
      const look =
        flags.record !== undefined
          ? await namedBy(scope, flags.record)
          : flags.all === true
            ? ('all' as const)
            : { newest: sample }
      const bar = output.progress('Looking at records', flags.all === true ? 0 : sample)
      const result = await previewMapping(scope, scratch, {
        look,
        rows: flags.record === undefined ? rows : Math.max(rows, 20),
        active: current === null ? null : comparable(current.document),
        written: comparable(document) ?? config,
        onProgress: (looked) => bar.advance(looked),
        ...(flags.pair === undefined ? {} : { families: PREVIEW_FAMILIES[flags.pair] }),
      })
      bar.end()
      output.result(
        { config: flags.config, warnings: problems, ...result },
        describePreview(result, flags.record === undefined ? 'sample' : 'record'),
      )
    } finally {
      await opened.close()
    }
  })

/** @throws UsageError when there is none. */
async function namedBy(scope: Scope, record: string): Promise<Named> {
  const found = await findNamed(scope, record)
  if (found !== null) return found
  throw new UsageError(
    `--record ${record}: no contact in HubSpot has this e-mail or id; name an e-mail, a HubSpot contact id, or the id of a Lead, Contact, Account or Opportunity`,
  )
}

/** The store keeps no order of members, and where values of a table share one, the first named comes back: so both in one order. */
function comparable(document: unknown): SyncConfig | null {
  const read = parseSyncConfig(JSON.parse(canonicalJson(document)))
  return read.ok ? read.config : null
}

export function whole(flag: string, text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= 0 && value <= 10_000) return value
  throw new UsageError(`${flag} ${text}: give a whole number from 0 to 10000`)
}
