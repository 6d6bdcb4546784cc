import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { Client } from 'pg'
import { provisionAccounts } from '#app/provision-accounts.ts'
import type { RecordedExchange } from '#sandbox/core/recorder.ts'
import type { RunningSandbox } from '#sandbox/index.ts'
import { startSandbox } from '#sandbox/index.ts'
import { company, MINUTE } from '#support/company.ts'
import { createOwnDatabase } from '#support/database.ts'
import { serverUrl } from '#support/servers.ts'
import { accessTo } from '#support/crms.ts'
import { provisioners } from '../../../src/compose.ts'
import { isAlive, jobCounts, kill, launch } from './processes.ts'
import type { Running } from './processes.ts'
import type { AlertAddresses, Orders } from './worker-main.ts'

export interface StageOptions {
  readonly seed: number
  readonly workers: number
  readonly limits?: 'on' | 'off'
  readonly settings?: Orders['settings']
  readonly alerts?: AlertAddresses
  /** Redis database where REDIS_URL names none; default by the seed. */
  readonly redis?: number
}

/** Both CRMs, a database and Redis of its own, workers, and a receiver of webhooks and change events. */
export interface Stage {
  readonly box: RunningSandbox
  readonly db: Client
  readonly workers: Running[]
  readonly receiver: () => Running
  /** Time passes, for both CRMs and every process. */
  advance(ms: number): void
  startWorker(lives?: number): Running
  restartReceiver(): Promise<void>
  control(crm: 'hubspot' | 'salesforce', name: string, body: unknown): Promise<unknown>
  /** What HubSpot counted of Tandem's calls today. */
  callsToday(): Promise<number>
  /** What Tandem wrote and read, answered calls only. */
  exchanges(): Promise<readonly RecordedExchange[]>
  /** Nothing waits, nothing runs, nothing is written for a while. @throws with what still moves. */
  quiet(withinMs: number): Promise<void>
  /** Calls of Tandem's processes that may write, so far. */
  writes(): Promise<number>
  /** Workers that ended by SIGKILL so far. */
  deaths(): number
  said(): string
  close(): Promise<void>
}

const SUBSCRIPTIONS = [
  'contact.creation',
  'contact.deletion',
  'contact.merge',
  'contact.restore',
  'company.creation',
  'company.propertyChange:name',
  'company.propertyChange:phone',
  ...['email', 'firstname', 'lastname', 'phone', 'jobtitle', 'company', 'country', 'lifecyclestage'].map(
    (name) => `contact.propertyChange:${name}`,
  ),
].map((text) => {
  const [eventType, propertyName] = text.split(':')
  return { eventType, ...(propertyName === undefined ? {} : { propertyName }) }
})

/** Everything is synced that can be. */
const PAIRS: Orders['settings'] = {
  pairs: {
    'company-account': { enabled: true, create: 'both' },
    'task-task': { enabled: true, create: 'both' },
  },
}

/** The one that REDIS_URL names, else one of the last four: other suites use the first, neighbouring seeds go beside each other. */
const redisDatabase = ({ pathname }: URL, { seed, redis }: Pick<StageOptions, 'seed' | 'redis'>): number =>
  Number(pathname.slice(1)) || (redis ?? 12 + (seed % 4))

export async function openStage(options: StageOptions): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-model-'))
  const recordFile = join(folder, 'exchanges.jsonl')
  const database = await createOwnDatabase(`_model_${options.seed}`)
  const redisUrl = await emptyRedis(options)
  const box = await startSandbox({ company: company(), recordFile, faultSeed: options.seed })
  const seeing = [box.salesforce.credentials['adminUsername'] ?? '']
  await provisionAccounts(provisioners(accessTo(box), box.clock, seeing), 'apply')
  const db = new Client({ connectionString: database.url })
  const ended: Running[] = []
  const port = await freePort()
  const ordersOf = (role: Orders['role'], lives: number | null): Orders => ({
    role,
    platforms: {
      hubspot: { url: box.hubspot.url, credentials: box.hubspot.credentials },
      salesforce: { url: box.salesforce.url, credentials: box.salesforce.credentials },
    },
    databaseUrl: database.url,
    redisUrl,
    limits: options.limits ?? 'off',
    aheadMs: box.clock.position().offsetMs,
    lives,
    port,
    settings: options.settings ?? PAIRS,
    alerts: options.alerts ?? null,
  })
  const keep = (running: Running): Running => {
    ended.push(running)
    return running
  }
  let receiver = keep(launch(ordersOf('enqueue', null)))
  await receiver.ready
  await db.connect()
  const workers: Running[] = []
  const control = async (crm: 'hubspot' | 'salesforce', name: string, body: unknown): Promise<unknown> => {
    const response = await fetch(`${box[crm].url}/__sandbox/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${crm} ${name}: ${text}`)
    return JSON.parse(text)
  }
  await control('hubspot', 'webhooks', {
    targetUrl: `http://127.0.0.1:${port}/webhooks/hubspot`,
    clientSecret: box.hubspot.credentials['clientSecret'],
    subscriptions: SUBSCRIPTIONS,
  })
  const all = (): readonly Running[] => [receiver, ...workers].filter(isAlive)
  const stage: Stage = {
    box,
    db,
    workers,
    control,
    receiver: () => receiver,
    advance(ms) {
      box.clock.advance(ms)
      const { offsetMs } = box.clock.position()
      // One that dies this moment does not hear it.
      for (const { child } of all()) if (child.connected) child.send({ aheadMs: offsetMs }, () => undefined)
    },
    startWorker(lives) {
      const running = keep(launch(ordersOf('work', lives ?? null)))
      workers.push(running)
      return running
    },
    async restartReceiver() {
      await kill(receiver)
      receiver = keep(launch(ordersOf('enqueue', null)))
      await receiver.ready
    },
    async callsToday() {
      const response = await fetch(`${box.hubspot.url}/__sandbox/limits`)
      return ((await response.json()) as { readonly usedToday: number }).usedToday
    },
    exchanges: async () => {
      const lines = (await readFile(recordFile, 'utf8')).split('\n').filter((line) => line !== '')
      return lines.map((line) => JSON.parse(line) as RecordedExchange).filter(({ url }) => isTandems(url))
    },
    writes: async () => (await stage.exchanges()).filter(mayWrite).length,
    async quiet(withinMs) {
      const deadline = performance.now() + withinMs
      let calm = 0
      let since = box.clock.now()
      let before = ''
      for (;;) {
        const now = await stateOf(stage)
        calm = now.moving || now.print !== before ? 0 : calm + 1
        before = now.print
        if (calm === 0) since = box.clock.now()
        // Everything was asked for once more meanwhile, and brought nothing.
        if (calm >= 8 && now.askedAt > since) return
        if (performance.now() > deadline) {
          const { rows } = await db.query('select *, $1::bigint as now from app.inbox limit 5', [box.clock.now()])
          const { rows: asked } = await db.query(
            'select side, object, (saved_at - $1::bigint) / 1000 as seconds, cursor from app.capture_cursor',
            [since],
          )
          throw new Error(
            `it did not come to rest: ${now.print}, asked ${(since - now.askedAt) / 1000} s before\n${JSON.stringify(rows)}\n${asked.map((row) => JSON.stringify(row)).join('\n')}\n${stage.said()}`,
          )
        }
        // Rows that wait for their hour, or for the lease of a process that died.
        if (now.waitsUntil !== null && now.waitsUntil > box.clock.now())
          stage.advance(Math.min(now.waitsUntil - box.clock.now(), 6 * MINUTE))
        await delay(400)
      }
    },
    deaths: () => workers.filter(({ child }) => child.signalCode === 'SIGKILL').length,
    said: () => ended.map((one) => `--- ${one.child.pid} ---\n${one.said().slice(-6_000)}`).join('\n'),
    async close() {
      await Promise.all(ended.map((one) => kill(one)))
      await db.end()
      await box.close()
      await database.drop()
      await emptyRedis(options)
      await rm(folder, { recursive: true, force: true })
    },
  }
  for (let i = 0; i < options.workers; i += 1) await stage.startWorker().ready
  return stage
}

/** Versions of the API that only Tandem speaks; the people of the model use others. */
const isTandems = (url: string): boolean => /2026-03|\/67\.0|v67\.0/.test(url)

/** Reads are all GETs, searches and batch reads; a composite may hold either. */
export function mayWrite({ method, url, requestBody }: RecordedExchange): boolean {
  if (method === 'GET' || /\/search$|\/batch\/read|oauth2/.test(url)) return false
  const parts = (
    requestBody as { readonly compositeRequest?: readonly { readonly method: string; readonly url: string }[] }
  )?.compositeRequest
  if (parts !== undefined) return parts.some((part) => part.method !== 'GET' && !isReading(part.url))
  return !isReading(url) || method !== 'POST'
}

/** POST to a collection with ids reads; Tandem makes records by keyed upserts. */
const isReading = (url: string): boolean => /composite\/sobjects\/\w+$/.test(url)

interface State {
  readonly moving: boolean
  readonly print: string
  readonly waitsUntil: number | null
  /** When the stream that was asked longest ago was asked last. */
  readonly askedAt: number
}

async function stateOf(stage: Stage): Promise<State> {
  const { rows } = await stage.db.query<{ total: string; until: string | null; due: string }>(
    `select count(*) as total, min(greatest(not_before, coalesce(lease_until, 0))) as until,
       (select count(*) from app.outbox where sent_at is null) as due from app.inbox`,
  )
  const [row] = rows
  const counts = await Promise.all(stage.workers.filter(isAlive).map((worker) => jobCounts(worker)))
  const answered = counts.find((one) => one !== null)
  const state = await stage.db.query<{ state: string; paused_reason: string | null }>(
    'select state, paused_reason from app.connection',
  )
  const paused = state.rows[0]?.state === 'paused' ? (state.rows[0].paused_reason ?? 'paused') : null
  if (paused !== null) throw new Error(`the connection was paused: ${paused}\n${stage.said()}`)
  const total = Number(row?.total ?? 0)
  const { rows: sequence } = await stage.db.query<{ n: string }>('select coalesce(max(seq), 0) as n from app.journal')
  const asked = await stage.db.query<{ at: string | null }>(
    // A stream of change events is saved only when one comes; costs are looked at once an hour.
    `select min(saved_at) as at from app.capture_cursor
     where object not like '/data/%' and object not in ('campaigns.spend', 'Campaign.ActualCost')`,
  )
  return {
    askedAt: Number(asked.rows[0]?.at ?? 0),
    moving: answered === undefined || total > 0,
    print: `inbox ${total}, outbox ${row?.due ?? 0}, journal ${sequence[0]?.n ?? 0}, writes ${await stage.writes()}, failed ${answered?.failed ?? '?'}`,
    waitsUntil: total === 0 || row?.until === null || row === undefined ? null : Number(row.until),
  }
}

async function emptyRedis(options: Pick<StageOptions, 'seed' | 'redis'>): Promise<string> {
  const url = new URL(serverUrl('REDIS_URL') ?? '')
  url.pathname = `/${redisDatabase(url, options)}`
  const redis = new Redis(url.href)
  await redis.flushdb()
  await redis.quit()
  return url.href
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
