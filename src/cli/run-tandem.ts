import { readConfigFile } from '#config/read-config.ts'
import { readEnv } from '#config/env.ts'
import type { Env } from '#config/env.ts'
import { UsageError } from '#domain/errors.ts'
import { createLog } from '#observe/log.ts'
import { assertAccessEnv, openGate } from '../compose/access.ts'
import { notUsedWords } from '../compose/choose-config.ts'
import { notifierFrom } from '../compose/notifier.ts'
import { setUpLink } from '../compose/first-run.ts'
import { takeDoor } from '../compose/door.ts'
import type { Door } from '../compose/door.ts'
import { webhookApp, webhooksOf } from '../compose/webhooks.ts'
import type { WebhookApp } from '../compose/webhooks.ts'
import { databaseOf, startTandem } from '../compose.ts'
import type { Tandem } from '../compose.ts'
import { crmAccess } from './crm-access.ts'
import { untilInterrupted } from './interrupt.ts'
import { createOutput } from './output.ts'
import type { Output } from './output.ts'
import { webFolder } from './web-folder.ts'

/** What one process does: both, or one of them beside processes that do the other. */
export interface Parts {
  readonly command: 'start' | 'worker' | 'server'
  /** Runs jobs. */
  readonly works: boolean
  /** Listens: API, admin app and webhooks in, and change events of Salesforce. */
  readonly listens: boolean
}

/** Runs the given parts of Tandem for one connection until the process is told to end. */
export async function runTandem(parts: Parts, configFile: string): Promise<void> {
  const env = readEnv(process.env)
  if (parts.command !== 'start') assertShared(parts.command, env)
  const { document, config } = await readConfigFile(configFile)
  if (parts.listens) assertAccessEnv(env)
  const access = await crmAccess(env)
  const app = parts.listens ? webhookApp(env) : null
  const output = createOutput(false)
  const log = createLog(env.LOG_LEVEL)
  const door = parts.listens ? await takeDoor({ port: env.PORT, host: env.HOST }) : null
  try {
    output.say(`Connecting to both accounts and checking ${configFile} against them ...`)
    const tandem = await startTandem({
      database: databaseOf(env),
      ...(env.REDIS_URL === undefined ? {} : { redisUrl: env.REDIS_URL }),
      crm: access,
      config,
      document,
      author: configFile,
      rhythm: {
        pollMs: env.TANDEM_POLL_SECONDS * 1000,
        clocksMs: 5_000,
        outboxMs: 2_000,
        costsMs: 3_600_000,
        listsMs: 300_000,
        campaignsMs: 600_000,
      },
      log,
      notifier: notifierFrom(process.env, env),
      role: parts.works ? 'work' : 'enqueue',
      // One stream of events is enough however many workers there are.
      salesforceEvents: parts.listens ? env.TANDEM_SALESFORCE_EVENTS : 'off',
    })
    try {
      if (door !== null) await openDoor(door, { tandem, env, app, output, log })
      await tandem.jobs.enqueue('refresh-costs', {})
      if (tandem.fileNotUsed !== null) output.say(notUsedWords(configFile, tandem.fileNotUsed))
      if (!parts.listens) output.say(`Working on jobs of connection ${config.connection.id}.`)
      if (!parts.works) output.say('Running no jobs itself: `tandem worker` does that.')
      await untilInterrupted()
      output.say('Ending: running work is finished first ...')
    } finally {
      await tandem.close()
    }
  } finally {
    await door?.close()
  }
}

/** @throws UsageError when there is no database that several processes can use. */
function assertShared(command: string, env: Env): void {
  if (env.DATABASE_URL !== undefined) return
  throw new UsageError(
    `tandem ${command} shares its work with other processes, and the embedded database is for one alone: set DATABASE_URL to a PostgreSQL database, or run \`tandem start\`, which is worker and server in one`,
  )
}

interface Opening {
  readonly tandem: Tandem
  readonly env: Env
  readonly app: WebhookApp | null
  readonly output: Output
  readonly log: ReturnType<typeof createLog>
}

async function openDoor(door: Door, { tandem, env, app, output, log }: Opening): Promise<void> {
  const publicUrl = env.TANDEM_PUBLIC_URL
  // All addresses of the machine are none that a browser could open.
  const baseUrl = publicUrl ?? door.url.replace(/\/\/(?:0\.0\.0\.0|\[::\])(?=:|$)/, '//127.0.0.1')
  const gate = await openGate(tandem, { env, baseUrl, folder: env.TANDEM_DATA_DIR, isDemo: false, log })
  door.open(tandem, {
    access: gate.access,
    ...gate.http,
    staticDir: await webFolder(),
    log,
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(app === null ? {} : { webhooks: webhooksOf(tandem, app) }),
  })
  output.say(`Admin app: ${baseUrl}`)
  const setUp = await setUpLink(tandem, baseUrl)
  if (setUp !== null)
    output.say(
      `Nobody administers Tandem yet. Make the first account, within 24 hours and by this link alone: ${setUp}`,
    )
  if (app !== null) output.say(`HubSpot webhooks are taken at ${app.publicUrl.replace(/\/+$/, '')}/webhooks/hubspot`)
}
