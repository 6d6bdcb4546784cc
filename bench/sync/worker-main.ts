import { tmpdir } from 'node:os'
import { beginBackfill, workBackfill } from '#app/backfill.ts'
import { parseSyncConfig } from '#config/sync-config.ts'
import type { BackfillChoices, BackfillCounts } from '#domain/plan/backfill.ts'
import type { Clock } from '#ports/clock.ts'
import { NO_SCHEDULES } from '#ports/jobs.ts'
import type { Rhythm } from '#ports/jobs.ts'
import { CLOSED } from '../../src/compose/access.ts'
import { takeDoor } from '../../src/compose/door.ts'
import type { Door } from '../../src/compose/door.ts'
import { webhooksOf } from '../../src/compose/webhooks.ts'
import { startTandem } from '../../src/compose.ts'
import type { Tandem } from '../../src/compose.ts'
import { answerParent } from './child.ts'
import { configDocument } from './company.ts'
import { accessOf } from './settings.ts'
import type { Platforms } from './settings.ts'

/** Tandem in a process of its own, so that its memory is nobody else's. */
export interface OpenWorker {
  readonly platforms: Platforms
  readonly databaseUrl: string | null
  readonly redisUrl: string | null
  readonly limits: 'on' | 'off'
  readonly rhythm?: Rhythm
  readonly salesforceEvents?: 'on'
}

let tandem: Tandem | undefined
let aheadMs = 0
const clock: Clock = { now: () => Date.now() + aheadMs }
const running = (): Tandem => {
  if (tandem === undefined) throw new Error('open first')
  return tandem
}

const say = (level: string) => (facts: object, message: string) =>
  void process.stderr.write(`${level} ${message} ${JSON.stringify(facts, errors).slice(0, 600)}\n`)
const errors = (_key: string, value: unknown): unknown =>
  value instanceof Error ? (value.stack ?? value.message) : value
const log = { debug: () => undefined, info: () => undefined, warn: say('warn'), error: say('error') }

async function open(options: OpenWorker): Promise<void> {
  const document = configDocument(clock.now())
  const parsed = parseSyncConfig(document)
  if (!parsed.ok) throw new Error(parsed.problems.map((p) => `${p.path}: ${p.message}`).join('; '))
  tandem = await startTandem({
    database: options.databaseUrl === null ? 'memory' : { url: options.databaseUrl },
    ...(options.redisUrl === null ? {} : { redisUrl: options.redisUrl }),
    crm: accessOf(options.platforms, options.limits),
    config: parsed.config,
    document,
    author: 'bench',
    rhythm: options.rhythm ?? NO_SCHEDULES,
    ...(options.salesforceEvents === undefined ? {} : { salesforceEvents: options.salesforceEvents }),
    log,
    clock,
  })
}

export interface Loaded {
  readonly counts: BackfillCounts
  readonly seconds: number
  /** What the worker itself computed in that time; the load of the machine does not change it much. */
  readonly cpuSeconds: number
  readonly calls: Calls
  readonly peakRssMb: number
}

/** A first load as `tandem backfill` does it. */
async function backfill(choices: BackfillChoices): Promise<Loaded> {
  const { scope } = running()
  const before = calls()
  const from = performance.now()
  const cpuBefore = process.cpuUsage()
  const { backfill: begun } = await beginBackfill(scope, choices)
  const worked = await workBackfill(scope, begun.id, { worker: 'bench' })
  if (worked?.state !== 'done') throw new Error(`the backfill ended ${worked?.state ?? 'before it began'}`)
  return {
    counts: worked.counts,
    seconds: (performance.now() - from) / 1000,
    cpuSeconds: cpuSecondsSince(cpuBefore),
    calls: difference(calls(), before),
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
  }
}

function cpuSecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000_000
}

let door: Door | undefined

/** Takes HubSpot's webhooks. @returns the address for them. */
async function listen({ clientSecret, appId }: { clientSecret: string; appId: string }): Promise<string> {
  door = await takeDoor({ port: 0, host: '127.0.0.1' })
  const { url } = door
  const webhooks = webhooksOf(running(), { clientSecrets: [clientSecret], appId, publicUrl: url })
  door.open(running(), {
    access: CLOSED.access,
    ...CLOSED.http,
    staticDir: tmpdir(),
    log,
    webhooks,
    publicUrl: url,
  })
  return `${url}/webhooks/hubspot`
}

/** When each record was written to, by the journal, in real time: the write was answered and remembered then. */
async function writtenAt({
  side,
  ids,
  since,
}: {
  side: 'hubspot' | 'salesforce'
  ids: readonly string[]
  since: number
}) {
  const { store, scope } = running()
  const links =
    side === 'hubspot'
      ? await store.links.bySalesforceIds(scope.connection.id, 'person', ids)
      : await store.links.byHubspotIds(scope.connection.id, 'person', ids)
  const rows = await store.journal.recentChanges(
    scope.connection.id,
    [...links.values()].map(({ id }) => id),
    since,
  )
  return new Map(
    [...links].map(([id, link]) => [
      id,
      (rows.get(link.id) ?? [])
        .filter((row) => row.side === side)
        .map(({ at, changes }) => ({ at: at - aheadMs, values: changes.map(({ to }) => to) })),
    ]),
  )
}

/** All that is due is worked off. */
async function settle(): Promise<void> {
  const { jobs, store, scope } = running()
  for (;;) {
    await jobs.whenIdle(ROUND_MS)
    if ((await store.inbox.depth(scope.connection.id, clock.now())).dueNow === 0) return
    await jobs.enqueue('work-inbox', { connectionId: scope.connection.id })
  }
}

const ROUND_MS = 10 * 60_000

export interface RoundReport {
  /** Notices that were news, and those that were known before or our own. */
  readonly captured: number
  readonly echoes: number
  readonly calls: Calls
  readonly waiting: number
}

export interface Calls {
  readonly hubspot: Readonly<Record<string, number>>
  readonly salesforce: Readonly<Record<string, number>>
  readonly rateLimited: number
}

function calls(): Calls {
  const { scope } = running()
  const hubspot = scope.hubspot.usage()
  const salesforce = scope.salesforce.usage()
  return {
    hubspot: hubspot.byEndpoint,
    salesforce: salesforce.byEndpoint,
    rateLimited: hubspot.rateLimited + salesforce.rateLimited,
  }
}

/** One poll of everything, and all the work that follows from it. */
async function round(): Promise<RoundReport> {
  const { jobs, store, scope } = running()
  const before = calls()
  const countsBefore = await store.counters.since(scope.connection.id, 0)
  await jobs.enqueue('poll-connections', {})
  await settle()
  const counts = await store.counters.since(scope.connection.id, 0)
  return {
    captured: counts.captured - countsBefore.captured,
    echoes: counts.echoes - countsBefore.echoes,
    calls: difference(calls(), before),
    waiting: (await store.inbox.depth(scope.connection.id, clock.now())).total,
  }
}

function difference(after: Calls, before: Calls): Calls {
  const side = (name: 'hubspot' | 'salesforce'): Record<string, number> =>
    Object.fromEntries(
      Object.entries(after[name])
        .map(([endpoint, n]): [string, number] => [endpoint, n - (before[name][endpoint] ?? 0)])
        .filter(([, n]) => n > 0),
    )
  return {
    hubspot: side('hubspot'),
    salesforce: side('salesforce'),
    rateLimited: after.rateLimited - before.rateLimited,
  }
}

answerParent(
  {
    open,
    calls,
    round,
    backfill,
    listen,
    writtenAt,
    settle,
    advance: ({ ms }: { ms: number }) => {
      aheadMs += ms
    },
    counters: () => running().store.counters.since(running().scope.connection.id, 0),
    parked: () => running().store.parked.counts(running().scope.connection.id),
    journalRows: () => running().store.journal.count(running().scope.connection.id),
    memory: () => ({
      peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
      rssMb: Math.round(process.memoryUsage().rss / 2 ** 20),
    }),
  },
  async () => {
    await door?.close()
    await tandem?.close()
  },
)
