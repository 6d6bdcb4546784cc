import { Command } from 'commander'
import { checkConfig } from '#app/check-config.ts'
import type { SchemaProblem } from '#app/config-check/problem.ts'
import { webhookComponent } from '#app/webhook-subscriptions.ts'
import { readEnv, required } from '#config/env.ts'
import { problemLine, readConfigFile, UnusableConfig } from '#config/read-config.ts'
import { syncConfigSchema } from '#config/sync-config.ts'
import type { SyncConfig } from '#domain/config.ts'
import { UsageError } from '#domain/errors.ts'
import { connectAccounts } from '../compose.ts'
import { crmAccess } from './crm-access.ts'
import { diff } from './config/diff.ts'
import { pull } from './config/pull.ts'
import { push } from './config/push.ts'
import { rollback } from './config/rollback.ts'
import { versions } from './config/versions.ts'
import { createOutput } from './output.ts'

const check = new Command('check')
  .description('check a sync config: its form, then against the live schemas of both accounts; writes nothing')
  .option('--config <file>', 'the sync config', 'tandem.yaml')
  .option('--offline', 'its form only')
  .option('--json', 'print the problems as one JSON object')
  .action(async (flags: { readonly config: string; readonly offline?: true; readonly json?: true }) => {
    const output = createOutput(flags.json === true)
    const { config, problems } = await problemsOf(flags.config, flags.offline === true)
    const errors = problems.filter(({ level }) => level === 'error')
    const warnings = problems.filter(({ level }) => level === 'warning')
    output.result(
      { problems: errors, warnings },
      [
        ...problems.map(lineOf),
        ...(errors.length === 0 ? [`${flags.config} can be used.`] : []),
        ...(config === null || errors.length > 0 ? [] : [webhooksNeeded(config)]),
      ].join('\n'),
    )
    if (errors.length > 0)
      throw new UsageError(
        `${flags.config} has ${errors.length === 1 ? 'a problem' : `${errors.length} problems`}, listed above; mend and check again`,
      )
  })

interface Checked {
  /** Null when the form of the document is wrong. */
  readonly config: SyncConfig | null
  readonly problems: readonly SchemaProblem[]
}

/** A document whose form is wrong cannot be compared with the accounts: its problems of form come first, all of them. */
async function problemsOf(file: string, offline: boolean): Promise<Checked> {
  const { config, problems } = await readAnyConfig(file)
  if (config === null || offline) return { config, problems }
  const accounts = await connectAccounts(await crmAccess(readEnv(process.env)), config.connection.id)
  return { config, problems: [...problems, ...(await checkConfig(config, accounts))] }
}

async function readAnyConfig(file: string): Promise<Checked> {
  try {
    const { config } = await readConfigFile(file)
    return { config, problems: [] }
  } catch (error) {
    if (!(error instanceof UnusableConfig)) throw error
    return { config: error.unusable, problems: error.problems.map((problem) => ({ level: 'error', ...problem })) }
  }
}

const lineOf = ({ level, ...problem }: SchemaProblem): string =>
  `${level === 'warning' ? 'warning: ' : ''}${problemLine(problem)}`

/** For those who let HubSpot send webhooks: a property without a subscription is found by polls alone. */
function webhooksNeeded(read: SyncConfig): string {
  const { crmObjects, legacyCrmObjects, hubEvents } = webhookComponent(read, '').config.subscriptions
  const count = crmObjects.length + legacyCrmObjects.length + hubEvents.length
  return `Webhooks, if HubSpot sends any: ${count} subscriptions fit this configuration; tandem config webhooks prints them.`
}

const schema = new Command('schema').description('print the JSON Schema of a sync config, for editors').action(() => {
  process.stdout.write(`${JSON.stringify(syncConfigSchema(), null, 2)}\n`)
})

const webhooks = new Command('webhooks')
  .description('print the webhooks-hsmeta.json of a HubSpot project app that subscribes to what a sync config needs')
  .option('--config <file>', 'the sync config', 'tandem.yaml')
  .action(async (flags: { readonly config: string }) => {
    const address = required(readEnv(process.env), 'TANDEM_PUBLIC_URL', 'the address that HubSpot reaches Tandem at')
    const { config: read } = await readConfigFile(flags.config)
    process.stdout.write(`${JSON.stringify(webhookComponent(read, address), null, 2)}\n`)
  })

export const config = new Command('config')
  .description('sync configs and their versions')
  .addCommand(check)
  .addCommand(versions)
  .addCommand(pull)
  .addCommand(push)
  .addCommand(diff)
  .addCommand(rollback)
  .addCommand(schema)
  .addCommand(webhooks)
