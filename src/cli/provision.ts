import { Command } from 'commander'
import { provisionAccounts } from '#app/provision-accounts.ts'
import { provisionFigures } from '#app/provision-figures.ts'
import type { FiguresProvisioned } from '#app/provision-figures.ts'
import { readEnv } from '#config/env.ts'
import type { ProvisionStep } from '#ports/connector/provision.ts'
import { connectAccounts, provisioners, systemClock } from '../compose.ts'
import { crmAccess } from './crm-access.ts'
import { createOutput } from './output.ts'

const MARK: Readonly<Record<ProvisionStep['state'], string>> = {
  present: 'ok  ',
  missing: 'miss',
  made: 'made',
  invisible: 'hide',
}

export const provision = new Command('provision')
  .description(
    "show, or make, the properties and fields that the sync needs in both accounts (with an administrator's credentials)",
  )
  .option('--apply', 'make what is missing; without it nothing is written')
  .option(
    '--assign-to <username...>',
    'Salesforce users who get the permission set besides the one whose credentials these are: the integration user',
  )
  .option('--json', 'print the steps as one JSON object')
  .action(async (flags: { readonly apply?: true; readonly json?: true; readonly assignTo?: readonly string[] }) => {
    const access = await crmAccess(readEnv(process.env))
    const output = createOutput(flags.json === true)
    const { portal, org, hubspot } = await connectAccounts(access, 'provision')
    output.say(`HubSpot portal ${portal.id} (${portal.name}), Salesforce org ${org.id} (${org.name})`)
    // On one terminal what was made is seen as it is made.
    const seen = flags.json !== true && process.stdout.isTTY && process.stderr.isTTY
    const made = await provisionAccounts(
      provisioners(access, systemClock, flags.assignTo),
      flags.apply === true ? 'apply' : 'plan',
      (step) => {
        if (step.state === 'made') output.say(line(step))
      },
    )
    const figures = flags.apply === true ? await provisionFigures(hubspot) : null
    const steps = [...made.hubspot, ...made.salesforce, ...(figures?.steps ?? [])]
    const missing = steps.filter((step) => step.state === 'missing' || step.state === 'invisible').length
    const end = missing === 0 ? 'Everything is there.' : `${missing} missing: run tandem provision --apply`
    const told = seen ? steps.filter(({ state }) => state !== 'made') : steps
    output.result({ ...made, figures, missing }, [...told.map(line), figuresLine(figures), end].join('\n'))
  })

const line = (step: ProvisionStep): string =>
  `${MARK[step.state]}  ${step.what}${step.detail === '' ? '' : `  (${step.detail})`}`

/** Where figures of campaigns go cannot be seen, only tried. */
const figuresLine = (figures: FiguresProvisioned | null): string =>
  figures === null
    ? 'try   figures of campaigns  (--apply finds out where HubSpot takes them)'
    : `${figures.kind === 'none' ? 'none' : 'ok  '}  figures of campaigns  (${figures.why})`
