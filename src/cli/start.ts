import { randomBytes } from 'node:crypto'
import { Command } from 'commander'
import { readConfigFile } from '#config/read-config.ts'
import { readEnv } from '#config/env.ts'
import { createLog } from '#observe/log.ts'
import { takeDoor } from '../compose/door.ts'
import { webhookApp, webhooksOf } from '../compose/webhooks.ts'
import { databaseOf, startTandem } from '../compose.ts'
import { crmAccess } from './crm-access.ts'
import { untilInterrupted } from './interrupt.ts'
import { createOutput } from './output.ts'
import { webFolder } from './web-folder.ts'

export const start = new Command('start')
  .description('sync one connection: worker, API and admin app in one process')
  .option('--config <file>', 'the sync config', 'tandem.yaml')
  .action(async (flags: { readonly config: string }) => {
    const env = readEnv(process.env)
    const { document, config } = await readConfigFile(flags.config)
    const access = await crmAccess(env)
    const app = webhookApp(env)
    const output = createOutput(false)
    const log = createLog(env.LOG_LEVEL)
    const accessToken = env.TANDEM_ACCESS_TOKEN ?? randomBytes(24).toString('base64url')
    const door = await takeDoor({ port: env.PORT, host: env.HOST })
    try {
      output.say(`Connecting to both accounts and checking ${flags.config} against them ...`)
      const tandem = await startTandem({
        database: databaseOf(env),
        ...(env.REDIS_URL === undefined ? {} : { redisUrl: env.REDIS_URL }),
        crm: access,
        config,
        document,
        author: flags.config,
        rhythm: {
          pollMs: env.TANDEM_POLL_SECONDS * 1000,
          clocksMs: 5_000,
          outboxMs: 2_000,
          costsMs: 3_600_000,
          listsMs: 300_000,
          campaignsMs: 600_000,
        },
        log,
        salesforceEvents: env.TANDEM_SALESFORCE_EVENTS,
      })
      try {
        const publicUrl = env.TANDEM_PUBLIC_URL
        door.open(tandem, {
          accessToken,
          staticDir: await webFolder(),
          log,
          ...(publicUrl === undefined ? {} : { publicUrl }),
          ...(app === null ? {} : { webhooks: webhooksOf(tandem, app) }),
        })
        if (env.TANDEM_ACCESS_TOKEN === undefined) output.say(`Admin app: ${door.url}/open?token=${accessToken}`)
        else output.say(`Admin app: ${door.url} (sign in with /open?token=<TANDEM_ACCESS_TOKEN>)`)
        if (app !== null)
          output.say(`HubSpot webhooks are taken at ${app.publicUrl.replace(/\/+$/, '')}/webhooks/hubspot`)
        await tandem.jobs.enqueue('refresh-costs', {})
        await untilInterrupted()
        output.say('Ending: running work is finished first ...')
      } finally {
        await tandem.close()
      }
    } finally {
      await door.close()
    }
  })
