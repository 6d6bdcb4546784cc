import { Command } from 'commander'
import { checkConfig } from '#app/check-config.ts'
import { readEnv } from '#config/env.ts'
import { readConfigFile } from '#config/read-config.ts'
import { UsageError } from '#domain/errors.ts'
import { connectAccounts } from '../compose.ts'
import { crmAccess } from './crm-access.ts'
import { createOutput } from './output.ts'

const check = new Command('check')
  .description('check a sync config: its form, then against the live schemas of both accounts; writes nothing')
  .option('--config <file>', 'the sync config', 'tandem.yaml')
  .option('--offline', 'its form only')
  .option('--json', 'print the problems as one JSON object')
  .action(async (flags: { readonly config: string; readonly offline?: true; readonly json?: true }) => {
    const output = createOutput(flags.json === true)
    const { config } = await readConfigFile(flags.config)
    const problems =
      flags.offline === true
        ? []
        : await checkConfig(config, await connectAccounts(await crmAccess(readEnv(process.env)), config.connection.id))
    const text = problems.map((p) => `${p.path}: ${p.message}; ${p.remedy}`).join('\n')
    output.result({ problems }, problems.length === 0 ? `${flags.config} can be used.` : text)
    if (problems.length > 0)
      throw new UsageError(`${flags.config} has ${problems.length} problems, listed above; mend them and check again`)
  })

export const config = new Command('config').description('sync configs').addCommand(check)
