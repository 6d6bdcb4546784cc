import { randomUUID } from 'node:crypto'
import { Command } from 'commander'
import { readEnv } from '#config/env.ts'
import { readConfigFile } from '#config/read-config.ts'
import { RemoteError, UsageError } from '#domain/errors.ts'
import { formatInstant } from '#domain/time.ts'
import type { StoredDelivery } from '#ports/store/alerts.ts'
import type { SendOutcome } from '#ports/notifier.ts'
import { notifierFrom } from '../compose/notifier.ts'
import { systemClock } from '../compose.ts'
import { createOutput } from './output.ts'
import { withStore } from './parked.ts'
import { openStored } from './stored.ts'
import { whole } from './preview.ts'

interface Flags {
  readonly channel?: string
  readonly config: string
  readonly connection?: string
  readonly demo?: string | true
  readonly limit: string
  readonly json?: true
}

const test = new Command('test')
  .description('send a test message to a channel of the sync config, and say what came back; needs no database')
  .requiredOption('--channel <name>', 'a channel of alerts.channels')
  .option('--config <file>', 'the sync config', 'tandem.yaml')
  .option('--json', 'print what came back as one JSON object')
  .action(async (flags: Flags) => {
    const env = readEnv(process.env)
    const { config } = await readConfigFile(flags.config)
    const name = flags.channel ?? ''
    const { channels } = config.alerts
    const channel = Object.hasOwn(channels, name) ? channels[name] : undefined
    if (channel === undefined) {
      const known = Object.keys(channels).join(', ')
      throw new UsageError(
        `there is no channel "${name}" in ${flags.config}; ${known === '' ? 'add one to alerts.channels (docs/alerts.md)' : `it has: ${known}`}`,
      )
    }
    const text = `This is a test of the channel "${name}" of ${config.connection.name}. Nothing has happened.`
    const id = `test-${randomUUID()}`
    const outcome = await notifierFrom(process.env, env).send(channel, {
      id,
      subject: 'Tandem: test message',
      text,
      link: null,
      payload: { id, connection: config.connection.id, test: true, alerts: [] },
    })
    const told = { channel: name, type: channel.type, ...outcome }
    const output = createOutput(flags.json === true)
    if (outcome.ok || output.json) output.result(told, `${name} (${channel.type}) took the message.`)
    if (!outcome.ok) throw notTaken(name, outcome)
  })

function notTaken(name: string, outcome: Extract<SendOutcome, { ok: false }>): Error {
  if (outcome.disposition === 'park') return new UsageError(`${name} did not take the message: ${outcome.reason}`)
  return new RemoteError({
    code: 'ALERT_NOT_TAKEN',
    disposition: 'retry',
    message: `${name} did not take the message: ${outcome.reason}`,
    remedy: 'an alert would be tried again; try the test again as well',
  })
}

const list = new Command('list')
  .description('alerts and where they went, newest first; what waits or is parked says why')
  .option('--connection <id>', 'only needed when there are several')
  .option('--demo [folder]', 'look at the demo, or at that of a folder of CSV files')
  .option('--limit <n>', 'so many', '50')
  .option('--json', 'print them as one JSON object')
  .action(async (flags: Flags) => {
    const output = createOutput(flags.json === true)
    const opened = await openStored(flags, (text) => output.say(text))
    try {
      const deliveries = await opened.store.alerts.newest(opened.connection, whole('--limit', flags.limit))
      const text = deliveries.length === 0 ? 'There were no alerts yet.' : deliveries.map(line).join('\n')
      output.result({ deliveries }, text)
    } finally {
      await opened.close()
    }
  })

const line = ({ alert, channel, state, sentAt, note, attempts }: StoredDelivery): string => {
  const about = [alert.facts.lead, alert.facts.company].filter((part) => part !== '').join(', ')
  const how = state === 'sent' && sentAt !== null ? `sent ${formatInstant(sentAt)}` : `${state} (${attempts} tries)`
  const subject = about === '' ? '' : ` of ${about}`
  return `${formatInstant(alert.at)}  ${alert.kind}${subject} -> ${channel}: ${how}${note === null ? '' : `: ${note}`}`
}

const resume = new Command('resume')
  .description('deliver parked alerts after their channel was mended; the worker takes them up within seconds')
  .option('--connection <id>', 'only needed when there are several')
  .option('--channel <name>', 'only those for this channel')
  .option('--json', 'print how many as one JSON object')
  .action((flags: Flags) =>
    withStore(flags, async (store, connection) => {
      const resumed = await store.alerts.resume(connection, flags.channel ?? 'all', systemClock.now())
      const which = flags.channel === undefined ? '' : ` for ${flags.channel}`
      const text = resumed === 0 ? `Nothing is parked${which}.` : `${resumed} go on${which}.`
      createOutput(flags.json === true).result({ resumed }, text)
    }),
  )

/** Alerts. On the embedded database only while nothing else runs on it; the folder's lock says so. */
export const alerts = new Command('alerts')
  .description('what people were told, and where')
  .addCommand(test)
  .addCommand(list)
  .addCommand(resume)
