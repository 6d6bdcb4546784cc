import { flushCompileCache } from 'node:module'
import type { Rhythm } from '#ports/jobs.ts'
import { loopDocument, parsed } from '#support/company.ts'
import { mortal } from '#support/mortal.ts'
import { CLOSED } from '../../../src/compose/access.ts'
import { takeDoor } from '../../../src/compose/door.ts'
import { webhooksOf } from '../../../src/compose/webhooks.ts'
import { notifierFrom } from '../../../src/compose/notifier.ts'
import { startTandem } from '../../../src/compose.ts'
import type { CrmAccess, Tandem } from '../../../src/compose.ts'

/** What a process of the model is: told once, in its arguments. */
export interface Orders {
  readonly role: 'work' | 'enqueue'
  readonly platforms: Readonly<Record<'hubspot' | 'salesforce', Platform>>
  readonly databaseUrl: string
  readonly redisUrl: string | null
  /** `on`: the limits that Tandem keeps by itself. */
  readonly limits: 'on' | 'off'
  readonly aheadMs: number
  /** The process ends right after so many effects; null: when it is told to. */
  readonly lives: number | null
  /** Port of the receiver; the worker has none. */
  readonly port: number
  readonly settings: Parameters<typeof loopDocument>[0]
  /** Where alerts go; null: no address is known. */
  readonly alerts: AlertAddresses | null
}

export interface AlertAddresses {
  readonly smtpUrl: string
  /** What the environment would hold: addresses and secrets by the names that the document gives. */
  readonly variables: Readonly<Record<string, string>>
}

interface Platform {
  readonly url: string
  readonly credentials: Readonly<Record<string, string>>
}

const RHYTHM: Rhythm = {
  pollMs: 1_000,
  clocksMs: 1_500,
  outboxMs: 500,
  costsMs: null,
  listsMs: null,
  campaignsMs: null,
}
const UNHINDERED = { max: Number.POSITIVE_INFINITY, perMs: 1_000, concurrent: 10 }
/** Nine tenths of what the model's HubSpot lets through: less than any real portal, so it has to be told. */
const KEPT = { max: 27, perMs: 10_000, concurrent: 10 }
/** Tandem speaks another version than the people of the model, so that faults and the record can tell them apart. */
const VERSION = '67.0'
const LONGEST_WAIT_MS = 250
/** A call that has no answer by then is given up. */
const PATIENCE_MS = 2_000

const orders = JSON.parse(process.argv[2] ?? '{}') as Orders
let { aheadMs } = orders
const clock = { now: () => Date.now() + aheadMs }

function access({ hubspot, salesforce }: Orders['platforms'], limits: Orders['limits']): CrmAccess {
  const timing = {
    now: () => performance.now(),
    sleep: (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, Math.min(ms, LONGEST_WAIT_MS))),
    answerWithinMs: PATIENCE_MS,
  }
  const free = { limits: { burst: UNHINDERED, search: UNHINDERED, associations: UNHINDERED }, timing }
  return {
    hubspot: {
      token: hubspot.credentials['accessToken'] ?? '',
      baseUrl: hubspot.url,
      ...(limits === 'on' ? { limits: { burst: KEPT } } : free),
    },
    salesforce: {
      instanceUrl: salesforce.url,
      apiVersion: VERSION,
      auth: {
        kind: 'client-credentials',
        clientId: salesforce.credentials['clientId'] ?? '',
        clientSecret: salesforce.credentials['clientSecret'] ?? '',
      },
      ...(limits === 'on' ? {} : { timing }),
    },
  }
}

const show = (_key: string, value: unknown): unknown => (value instanceof Error ? value.message : value)
const say = (level: string) => (facts: object, message: string) =>
  void process.stdout.write(`${level} ${message} ${JSON.stringify(facts, show).slice(0, 500)}\n`)

async function main(): Promise<void> {
  const document = loopDocument(orders.settings)
  const door = orders.role === 'enqueue' ? await takeDoor({ port: orders.port, host: '127.0.0.1' }) : null
  const tandem = await startTandem({
    database: { url: orders.databaseUrl },
    ...(orders.redisUrl === null ? {} : { redisUrl: orders.redisUrl }),
    crm: access(orders.platforms, orders.limits),
    config: parsed(document),
    document,
    author: 'model',
    rhythm: RHYTHM,
    log: { debug: () => undefined, info: () => undefined, warn: say('warn'), error: say('error') },
    clock,
    role: orders.role,
    salesforceEvents: orders.role === 'enqueue' ? 'on' : 'off',
    jobLockMs: 3_000,
    ...(orders.alerts === null
      ? {}
      : {
          notifier: notifierFrom(orders.alerts.variables, {
            SMTP_URL: orders.alerts.smtpUrl,
            ALERTS_FROM: 'Tandem <tandem@sales.example>',
          }),
        }),
    around: (scope) =>
      orders.lives === null ? scope : mortal(scope, orders.lives, () => process.kill(process.pid, 'SIGKILL')).scope,
  })
  door?.open(tandem, {
    access: CLOSED.access,
    ...CLOSED.http,
    staticDir: import.meta.dirname,
    log: { info: () => undefined, error: say('error') },
    publicUrl: door.url,
    webhooks: webhooksOf(tandem, {
      clientSecrets: [orders.platforms.hubspot.credentials['clientSecret'] ?? ''],
      appId: undefined,
      publicUrl: door.url,
    }),
  })
  process.on('message', (message) => void answer(tandem, message as Message))
  process.once('SIGTERM', () => void end(tandem, door))
  process.once('disconnect', () => process.exit())
  process.send?.({ ready: true })
  // It hardly ever ends in peace, and those who come after it find nothing compiled otherwise.
  flushCompileCache()
}

/** The clock has moved, or how busy the queues are. */
type Message = { readonly aheadMs: number } | { readonly counts: number }

async function answer(tandem: Tandem, message: Message): Promise<void> {
  if ('aheadMs' in message) ({ aheadMs } = message)
  else process.send?.({ id: message.counts, counts: await tandem.jobs.counts() })
}

async function end(tandem: Tandem, door: { close(): Promise<void> } | null): Promise<void> {
  await tandem.close()
  await door?.close()
  process.exit(0)
}

await main()
