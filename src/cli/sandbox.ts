import { Command } from 'commander'
import { builtInCompany } from '#sandbox/company/built-in.ts'
import { readCompanyFolder } from '#sandbox/company/read-folder.ts'
import { startSandbox } from '#sandbox/index.ts'
import { UsageError } from '#domain/errors.ts'
import { untilInterrupted } from './interrupt.ts'
import { createOutput } from './output.ts'

interface Flags {
  readonly hubspotPort: string
  readonly salesforcePort: string
  readonly seed: string
  readonly record?: string
  readonly json?: true
}

export const sandbox = new Command('sandbox')
  .description('a local HubSpot and a local Salesforce on real HTTP, for trying things out')
  .option('--hubspot-port <n>', 'port of HubSpot', '4010')
  .option('--salesforce-port <n>', 'port of Salesforce', '4020')
  .option('--seed <what>', 'demo, empty, or a folder of CSV files', 'demo')
  .option('--record <file>', 'append every exchange to this file as JSON lines')
  .option('--json', 'print addresses and credentials as one JSON object')
  .action(async (flags: Flags) => {
    const company =
      flags.seed === 'empty'
        ? undefined
        : flags.seed === 'demo'
          ? builtInCompany(Date.now())
          : await readCompanyFolder(flags.seed)
    const running = await startSandbox({
      hubspotPort: port(flags.hubspotPort),
      salesforcePort: port(flags.salesforcePort),
      ...(company === undefined ? {} : { company }),
      ...(flags.record === undefined ? {} : { recordFile: flags.record }),
    }).catch((error: unknown) => {
      throw error instanceof Error ? new UsageError(error.message, {}, { cause: error }) : error
    })
    const { hubspot, salesforce } = running
    const shown = {
      hubspot: { url: hubspot.url, ...hubspot.credentials },
      salesforce: { url: salesforce.url, ...salesforce.credentials },
    }
    const lines = Object.entries(shown).flatMap(([name, facts]) => [
      name,
      ...Object.entries(facts).map(([k, v]) => `  ${k.padEnd(14)} ${v}`),
    ])
    createOutput(flags.json === true).result(
      shown,
      [...lines, '', 'To try Tandem on them as on real accounts:', ...exportsOf(shown)].join('\n'),
    )
    await untilInterrupted()
    await running.close()
  })

/** Lines to paste into a shell. */
function exportsOf(
  shown: Readonly<Record<'hubspot' | 'salesforce', Readonly<Record<string, string>>>>,
): readonly string[] {
  const { hubspot, salesforce } = shown
  return [
    `export TANDEM_HUBSPOT_URL=${hubspot['url'] ?? ''}`,
    `export TANDEM_HUBSPOT_TOKEN=${hubspot['accessToken'] ?? ''}`,
    `export TANDEM_SALESFORCE_URL=${salesforce['url'] ?? ''}`,
    `export TANDEM_SALESFORCE_CLIENT_ID=${salesforce['clientId'] ?? ''}`,
    `export TANDEM_SALESFORCE_CLIENT_SECRET=${salesforce['clientSecret'] ?? ''}`,
  ]
}

function port(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 0 && value < 65_536) return value
  throw new UsageError(`"${text}" is not a port: give a number from 0 to 65535`)
}
