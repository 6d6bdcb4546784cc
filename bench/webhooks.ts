import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { createHintTaker } from '#app/take-hints.ts'
import { readConfigFile } from '#config/read-config.ts'
import { connectionId } from '#domain/ids.ts'
import { listen } from '#http/listen.ts'
import { createHttpApp, type HttpAppOptions } from '#http/server.ts'
import { openDatabase } from '#store/db.ts'
import { createStore } from '#store/store.ts'
import { webhooksOf } from '../src/compose/webhooks.ts'
import type { Benchmark, Figures } from './index.ts'
import { newPlace } from './sync/databases.ts'
import type { Place } from './sync/databases.ts'
import type { Load, Sent } from './webhooks-sender.ts'

const SECRET = 'bench-secret'
const PORTAL = '4711'
const HERE = connectionId('bench')
const PROMISED_PER_MINUTE = 10_000

/** A quarter of a minute at the promised rate, each event alone, as HubSpot sends them while people work. */
const STEADY: Load = {
  events: PROMISED_PER_MINUTE / 4,
  perRequest: 1,
  perSecond: PROMISED_PER_MINUTE / 60,
  concurrent: 10,
}
/** What an import makes HubSpot send: as fast as it is answered, 10 at a time, 100 events each. */
const FLOOD: Load = { events: 60_000, perRequest: 100, perSecond: Number.POSITIVE_INFINITY, concurrent: 10 }

/**
 * How fast webhooks are written down and answered: signed requests over loopback HTTP into the database, the sender in a thread
 * of its own. On the embedded database on disk; with DATABASE_URL on PostgreSQL as well. `lost` counts events that were
 * answered with 2xx and are not in the inbox.
 */
export const webhooksBenchmark: Benchmark = async (progress) => {
  const servers = { databaseUrl: process.env['DATABASE_URL'] ?? null, redisUrl: null }
  const places: readonly Place['name'][] = servers.databaseUrl === null ? ['pglite'] : ['pglite', 'postgres']
  const figures: Record<string, Figures> = {}
  for (const name of places) {
    const place = await newPlace(name, servers)
    try {
      figures[name] = await measure(place, progress)
    } finally {
      await place.drop()
    }
  }
  return { promisedPerMinute: PROMISED_PER_MINUTE, ...figures }
}

async function measure(place: Place, progress: (line: string) => void): Promise<Figures> {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-bench-webhooks-'))
  const database = await openDatabase(place.databaseUrl === null ? { folder } : { url: place.databaseUrl })
  const store = createStore(database.kysely)
  const clock = { now: () => Date.now() }
  const hints = createHintTaker({ store, clock, onTaken: () => undefined })
  const { config } = await readConfigFile('tandem.example.yaml')
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
  const connection = {
    id: HERE,
    name: 'bench',
    portalId: PORTAL,
    orgId: 'org',
    currency: 'USD',
    orgTimeZone: 'UTC',
    state: 'active' as const,
    pausedReason: null,
    pausedBy: null,
  }
  const publicUrl = 'https://tandem.example.com'
  const app = createHttpApp({
    // Only webhooks come in here.
    api: {} as HttpAppOptions['api'],
    authenticate: async () => null,
    audit: async () => undefined,
    ready: async () => true,
    staticDir: '.',
    webhooks: webhooksOf(
      { scope: { config, connection, clock, log: silent }, hints },
      { clientSecrets: [SECRET], appId: undefined, publicUrl },
    ),
  })
  const server = await listen({ app, port: 0, host: '127.0.0.1' })
  try {
    const target = { url: server.url, publicUrl, secret: SECRET, portalId: PORTAL }
    await send({ ...target, load: { ...STEADY, events: 200 }, firstId: 1 })
    const phases: Record<string, object> = {}
    let firstId = 1_000_000
    for (const [name, load] of Object.entries({ steady: STEADY, flood: FLOOD })) {
      const before = await store.inbox.depth(HERE)
      const sent = await send({ ...target, load, firstId })
      const written = (await store.inbox.depth(HERE)).total - before.total
      firstId += load.events
      const perSecond = Math.round(sent.accepted / (sent.ms / 1000))
      phases[name] = {
        perSecond,
        p50Ms: sent.p50Ms,
        p95Ms: sent.p95Ms,
        refused: sent.refused,
        lost: sent.accepted - written,
      }
      progress(
        `${place.name}, ${name}: ${perSecond} events/s, answered in ${sent.p95Ms} ms (p95), ${sent.accepted - written} lost`,
      )
    }
    return phases
  } finally {
    await server.close(0)
    await hints.settled()
    await database.close()
    await rm(folder, { recursive: true, force: true })
  }
}

function send(data: object): Promise<Sent> {
  const sender = new Worker(new URL('./webhooks-sender.ts', import.meta.url), { workerData: data })
  return new Promise((resolve, reject) => {
    sender.once('message', resolve)
    sender.once('error', reject)
  })
}
