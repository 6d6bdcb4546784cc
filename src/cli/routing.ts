import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { findContact } from '#app/handoff/find-contact.ts'
import type { SimulatedPerson } from '#app/handoff/simulate-routing.ts'
import { simulateRouting } from '#app/handoff/simulate-routing.ts'
import { sweepLeads } from '#app/handoff/sweep-leads.ts'
import type { Scope } from '#app/scope.ts'
import { readEnv } from '#config/env.ts'
import { readConfigFile } from '#config/read-config.ts'
import { UsageError } from '#domain/errors.ts'
import { createLog } from '#observe/log.ts'
import { openActive, openForesight } from '../compose/alone.ts'
import { databaseOf } from '../compose.ts'
import { crmAccess } from './crm-access.ts'
import { openDemoForesight } from './demo/foresight.ts'
import { createOutput } from './output.ts'
import { whole } from './preview.ts'
import type { BadRow } from './routing-csv.ts'
import { readPeople } from './routing-csv.ts'
import { stayingJson, stayingText } from './routing-returns-words.ts'
import { simulatedJson, simulatedText, sweptJson, sweptText } from './routing-words.ts'
import { openStored } from './stored.ts'

interface Flags {
  readonly config: string
  readonly json?: true
}

interface SimulateFlags extends Flags {
  readonly lead?: string
  readonly csv?: string
  /** Of the demo: the built-in one, or that of a folder of CSV files. */
  readonly demo?: string | true
}

const withFile = (command: Command): Command =>
  command
    .option('--config <file>', 'the sync config', 'tandem.yaml')
    .option('--json', 'print the result as one JSON object')

const simulate = withFile(
  new Command('simulate').description(
    'who would get a lead, by which rule and until when, with a config that need not be active; writes nothing anywhere',
  ),
)
  .option('--lead <who>', 'e-mail or HubSpot id of one contact')
  .option('--csv <file>', 'people of a file instead: columns are HubSpot properties, email among them')
  .option(
    '--demo [folder]',
    'in the demo, or that of a folder of CSV files; without --config by the config it works by',
  )
  .action(async (flags: SimulateFlags, command: Command) => {
    if ((flags.lead === undefined) === (flags.csv === undefined))
      throw new UsageError('name one contact with --lead, or a file with --csv')
    const output = createOutput(flags.json === true)
    const file = flags.csv === undefined ? null : await peopleOf(flags.csv)
    const isGiven = command.getOptionValueSource('config') !== 'default'
    const opened = await (flags.demo === undefined
      ? openForesight(await optionsOf(flags))
      : demoOf(flags.demo, isGiven ? flags.config : null))
    try {
      const { scope } = opened
      const { people, bad } = file ?? { people: [await contactOf(scope, flags.lead ?? '')], bad: [] }
      const leads = await simulateRouting(scope, people)
      const text = simulatedText(leads, bad, flags.csv === undefined ? 'one' : 'many')
      const by = flags.demo === undefined || isGiven ? flags.config : 'demo'
      output.result(simulatedJson(by, leads, bad), text)
    } finally {
      await opened.close()
    }
  })

const sweep = withFile(
  new Command('sweep').description('give every open lead that nobody can work on to somebody who can, now'),
).action(async (flags: Flags) => {
  const output = createOutput(flags.json === true)
  const opened = await openActive(await optionsOf(flags))
  try {
    if (opened.insteadOf !== null)
      output.say(`${flags.config} differs from the active configuration (version ${opened.insteadOf}), which is used`)
    const swept = await sweepLeads(opened.scope, 'all')
    output.result(sweptJson(swept), sweptText(swept))
    if (swept.stuck.length > 0) process.exitCode = 1
  } finally {
    await opened.close()
  }
})

interface ReturnsFlags {
  readonly connection?: string
  readonly demo?: string | true
  readonly limit: string
  readonly json?: true
}

const returns = new Command('returns')
  .description('who was given back by sales, could come back by now, and stays; why, and when that is asked again')
  .option('--connection <id>', 'only needed when there are several')
  .option('--demo [folder]', 'look at the demo, or at that of a folder of CSV files')
  .option('--limit <n>', 'so many', '200')
  .option('--json', 'print them as one JSON object')
  .action(async (flags: ReturnsFlags) => {
    const output = createOutput(flags.json === true)
    const opened = await openStored(flags, (line) => output.say(line))
    try {
      const { store, connection } = opened
      const staying = await store.handoffs.staying(connection, { limit: whole('--limit', flags.limit) })
      const links = await store.links.byIds(
        connection,
        staying.map(({ linkId }) => linkId),
      )
      const people = staying.map((handoff) => stayingJson(handoff, links.get(handoff.linkId)))
      output.result({ staying: people }, stayingText(people))
    } finally {
      await opened.close()
    }
  })

function demoOf(demo: string | true, configFile: string | null): ReturnType<typeof openDemoForesight> {
  const env = readEnv(process.env)
  const companyFolder = demo === true ? undefined : demo
  return openDemoForesight({ env, companyFolder, configFile, log: createLog(env.LOG_LEVEL) })
}

async function optionsOf(flags: Flags): Promise<Parameters<typeof openForesight>[0]> {
  const env = readEnv(process.env)
  const { document, config } = await readConfigFile(flags.config)
  return {
    database: databaseOf(env),
    ...(env.REDIS_URL === undefined ? {} : { redisUrl: env.REDIS_URL }),
    crm: await crmAccess(env),
    config,
    document,
    author: flags.config,
    log: createLog(env.LOG_LEVEL),
  }
}

async function peopleOf(
  file: string,
): Promise<{ readonly people: readonly SimulatedPerson[]; readonly bad: readonly BadRow[] }> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`cannot read ${file}: check the path and its permissions`, {}, { cause })
  })
  return readPeople(file, text)
}

/** @throws UsageError when there is none. */
async function contactOf(scope: Scope, who: string): Promise<SimulatedPerson> {
  const contact = await findContact(scope, who)
  if (contact === null) throw new UsageError(`--lead ${who}: no contact in HubSpot has this e-mail or id`)
  return contact
}

export const routing = new Command('routing')
  .description('who gets a lead')
  .addCommand(simulate)
  .addCommand(sweep)
  .addCommand(returns)
