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
    createOutput(flags.json === true).result(shown, told(shown))
    await untilInterrupted()
    await running.close()
  })

type Shown = Readonly<Record<'hubspot' | 'salesforce', Readonly<Record<string, string>>>>

/** What each credential is for. A key over several lines is only in the JSON. */
const MEANING: Readonly<Record<string, string>> = {
  accessToken: 'access token',
  /** Its writes look as if somebody made them in HubSpot's own pages. */
  personToken: "a person's access token",
  adminAccessToken: "administrator's token",
  serviceKey: 'service key',
  clientId: 'OAuth client id',
  clientSecret: 'OAuth client secret',
  developerKey: 'developer key (webhooks)',
  portalId: 'portal',
  appId: 'app',
  organizationId: 'org',
  username: 'integration user',
  adminUsername: 'administrator',
}

function told(shown: Shown): string {
  const parts = Object.entries({ HubSpot: shown.hubspot, Salesforce: shown.salesforce }).map(([name, facts]) => {
    const { url = '', ...credentials } = facts
    const lines = Object.entries(credentials)
      .filter(([, value]) => !value.includes('\n'))
      .map(([key, value]) => `  ${(MEANING[key] ?? key).padEnd(25)}${value}`)
    return [`${name}: ${url} (open it in a browser to look at its records)`, ...lines].join('\n')
  })
  return [
    ...parts,
    'To try Tandem on them as on real accounts:',
    exportsOf(shown).join('\n'),
    'Faults, limits, clock, webhooks and more: GET /__sandbox on either lists them, docs/sandbox.md explains. It runs until you press Ctrl+C; the state goes with it.',
  ].join('\n\n')
}

/** Lines to paste into a shell. */
function exportsOf(shown: Shown): readonly string[] {
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
