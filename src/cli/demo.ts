import { Command, Option } from 'commander'
import { readEnv, type Env } from '#config/env.ts'
import { UsageError } from '#domain/errors.ts'
import { createLog } from '#observe/log.ts'
import { NO_SCHEDULES } from '#ports/jobs.ts'
import type { Rhythm } from '#ports/jobs.ts'
import { openGate } from '../compose/access.ts'
import { demoPeople, letDemoPeopleIn } from '../compose/demo-people.ts'
import { takeDoor } from '../compose/door.ts'
import type { Door } from '../compose/door.ts'
import { startDemo, type Demo } from './demo/run-demo.ts'
import { modelOfSummary, summarise, summaryText } from './demo/summary.ts'
import { untilInterrupted } from './interrupt.ts'
import { createOutput, type Output } from './output.ts'
import { webFolder } from './web-folder.ts'

interface Flags {
  readonly once?: true
  readonly json?: true
  readonly data?: string
  readonly fresh?: true
  readonly port?: string
  readonly record?: string
}

/** The demo polls often: people watch it. */
const LIVE: Rhythm = {
  pollMs: 5_000,
  clocksMs: 5_000,
  outboxMs: 2_000,
  costsMs: 60_000,
  listsMs: 60_000,
  campaignsMs: 60_000,
}

export const demo = new Command('demo')
  .description(
    'a believable company on two local CRMs, the whole loop, a summary and the admin app; nothing leaves this machine',
  )
  .option('--once', 'run the loop until nothing changes any more, print the summary and exit')
  .option('--json', 'print the summary as one JSON object, alone on the last line of standard output')
  .option('--data <dir>', 'replay a folder of CSV files instead of the built-in company')
  .option('--fresh', 'forget the last run and begin anew')
  .addOption(new Option('--port <n>', 'port of the admin app').default(undefined, 'PORT, else 8080'))
  .option('--record <file>', 'append every exchange with the sandboxes to this file as JSON lines')
  .action((flags: Flags) => runDemo(flags))

async function runDemo(flags: Flags): Promise<void> {
  const started = performance.now()
  const env = readEnv(process.env)
  const output = createOutput(flags.json === true)
  const live = flags.once !== true
  // Looked at first: a wrong one is told before the demo is played, with --once as well.
  const port = portOf(flags.port) ?? env.PORT
  const door = live ? await takeDoor({ port, host: LOOPBACK }) : null
  try {
    const running = await startDemo({
      dataDir: env.TANDEM_DATA_DIR,
      ...(flags.data === undefined ? {} : { companyFolder: flags.data }),
      ...(flags.record === undefined ? {} : { recordFile: flags.record }),
      hubspotApi: env.TANDEM_HUBSPOT_API,
      fresh: flags.fresh === true,
      rhythm: live ? LIVE : NO_SCHEDULES,
      log: createLog(process.env['LOG_LEVEL'] === undefined ? 'error' : env.LOG_LEVEL),
      output,
    })
    try {
      if (door !== null) await admit(door, running, env, output)
      await running.play()
      const summary = await summarise(running.tandem.scope, Math.round(performance.now() - started))
      output.result(summary, summaryText(summary, modelOfSummary(running.tandem.scope)))
      if (door === null) return
      output.say('The loop goes on. Ctrl-C ends it; the next start goes on from here.')
      await untilInterrupted()
    } finally {
      await door?.close()
      await running.stop()
    }
  } finally {
    await door?.close()
  }
}

/** Lets visitors in, and says how. */
async function admit(door: Door, { tandem, rep }: Demo, env: Env, output: Output): Promise<void> {
  const people = demoPeople(rep ?? { name: 'Remy Rep', email: 'rep@tandem.example' })
  const log = createLog('error')
  // Nothing of the deployment around: the demo is its own, and its accounts are of nobody.
  const alone = { ...env, DATABASE_URL: undefined, SMTP_URL: undefined, TANDEM_OIDC_ISSUER: undefined }
  const gate = await openGate(tandem, {
    env: { ...alone, TANDEM_OIDC_CLIENT_ID: undefined, TANDEM_OIDC_CLIENT_SECRET: undefined },
    baseUrl: door.url,
    folder: env.TANDEM_DATA_DIR,
    isDemo: true,
    log,
  })
  door.open(tandem, { access: gate.access, ...gate.http, staticDir: await webFolder(), log })
  output.say(`Admin app: ${await letDemoPeopleIn(tandem, gate.access, people)}`)
  output.say(`The link signs in as administrator, once. Or sign in at ${door.url} as:`)
  for (const { role, email, password } of people) output.say(`  ${role.padEnd(8)} ${email}  ${password}`)
}

/** Its passwords are known to everybody, so the demo answers on this machine alone, whatever HOST says. */
const LOOPBACK = '127.0.0.1'

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port
  throw new UsageError(`--port takes a number from 0 to 65535, not "${text}"`)
}
