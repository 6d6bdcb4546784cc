import { randomUUID } from 'node:crypto'
import { checkClocks } from '#app/check-clocks.ts'
import { performActions } from '#app/escalation/perform-actions.ts'
import { startClocks } from '#app/handoff/start-clocks.ts'
import { wakeAtFirst } from '#app/handoff/clock-steps.ts'
import type { Scope } from '#app/scope.ts'
import { parseSyncConfig } from '#config/sync-config.ts'
import type { SyncConfig } from '#domain/config.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import { connectionId, linkId } from '#domain/ids.ts'
import { directoryOf } from '#domain/routing/directory.ts'
import type { WriteOperation } from '#ports/connector/writes.ts'
import type { Database } from '#store/db.ts'
import { openDatabase } from '#store/db.ts'
import { createStore } from '#store/store.ts'
import { madeHandoff } from '#support/handoffs.ts'
import { newPlace } from '../sync/databases.ts'
import type { Figures } from '../index.ts'

const CLOCKS = 100_000
/** So many of them fall due at one instant. */
const AT_ONCE = 1_000
const BATCH = 1_000
const HOUR = 3_600_000
const ALL_DAY: [string, string][] = [['00:00', '24:00']]
const NOW = Date.UTC(2026, 2, 2, 15)

interface Bench {
  readonly scope: Scope
  readonly move: (now: number) => void
}

/**
 * 100,000 open clocks on PostgreSQL: what it takes to start them, to sweep while nothing is due, to start again, to record what 1,000
 * that are due at one instant ask for (an alert of the breach, a reminder and a Task each, and their queue), and to do it with a
 * Salesforce that answers at once. null: there is no server.
 */
export async function clockFigures(progress: (line: string) => void): Promise<Figures | null> {
  const databaseUrl = process.env['DATABASE_URL'] ?? ''
  if (databaseUrl === '') return null
  const place = await newPlace('postgres', { databaseUrl, redisUrl: null })
  let database = await openDatabase({ url: place.databaseUrl ?? '' })
  try {
    const { scope } = await benchOn(database)
    progress(`${CLOCKS} clocks are started ...`)
    const startMs = await timed(() => startAll(scope))
    const sweepMs = await timed(() => sweep(scope, 0))
    await database.close()
    const before = performance.now()
    database = await openDatabase({ url: place.databaseUrl ?? '' })
    const again = await benchOn(database)
    await sweep(again.scope, 0)
    const restartMs = Math.round(performance.now() - before)
    again.move(NOW + HOUR)
    progress(`${AT_ONCE} are due ...`)
    const recordedMs = await timed(() => sweep(again.scope, AT_ONCE))
    const counts = await countsOf(again.scope)
    const heard = { freshMs: Number.MAX_SAFE_INTEGER, patienceMs: 0 }
    progress('what they ask for is done ...')
    const performedMs = await timed(() => performActions(again.scope, 'bench', heard))
    const done = await doneOf(again.scope)
    return { clocks: CLOCKS, atOnce: AT_ONCE, startMs, sweepMs, restartMs, recordedMs, performedMs, ...counts, ...done }
  } finally {
    await database.close()
    await place.drop()
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now()
  await work()
  return Math.round(performance.now() - before)
}

async function sweep(scope: Scope, expected: number): Promise<void> {
  const looked = await checkClocks(scope)
  if (looked !== expected) throw new Error(`${looked} clocks were due instead of ${expected}`)
}

/** What became of what they asked for. @throws when something was left undone. */
async function doneOf({ store, connection }: Scope): Promise<Figures> {
  const alerts = (await store.alerts.newest(connection.id, 10 * AT_ONCE)).length
  const left = await store.actions.nextAt(connection.id)
  if (left !== null || alerts !== 2 * AT_ONCE) throw new Error(`${alerts} alerts of ${AT_ONCE} clocks, next ${left}`)
  return { alerts }
}

/** What is stored of the clocks that were due. @throws when a step or an action is missing. */
async function countsOf({ store, connection }: Scope): Promise<Figures> {
  const ids = Array.from({ length: AT_ONCE }, (_, i) => linkOf(i))
  const clocks = (await store.clocks.byLinks(connection.id, ids)).map(({ id }) => id)
  const steps = [...(await store.clocks.steps(connection.id, clocks)).values()].flat()
  const breaches = steps.filter(({ step }) => step === 'breach').length
  const actions = (await store.actions.byClocks(connection.id, clocks)).length
  if (breaches !== AT_ONCE || actions !== 3 * AT_ONCE)
    throw new Error(`${breaches} breaches, ${actions} actions of ${AT_ONCE} clocks`)
  return { steps: steps.length, actions }
}

const linkOf = (i: number) => linkId(`link-${i}`)

/** In batches as they are handed over: links, handoffs, clocks with what was reached of them, and the wake-up. */
async function startAll(scope: Scope): Promise<void> {
  const { id } = scope.connection
  for (let from = 0; from < CLOCKS; from += BATCH) {
    const numbers = Array.from({ length: BATCH }, (_, i) => from + i)
    const handoffs = numbers.map(handoffOf)
    await scope.store.transaction(async (tx) => {
      await tx.links.save(
        id,
        numbers.map((i) => ({
          id: linkOf(i),
          kind: 'person',
          key: `portal:${i}`,
          hubspotId: String(i),
          salesforceObject: 'Lead',
          salesforceId: `00Q${i}`,
          state: 'active',
          origin: 'created',
          adopted: false,
          base: {},
          createdAt: NOW,
        })),
      )
      await tx.handoffs.insert(id, handoffs)
      const started = handoffs.flatMap((handoff) => startClocks(scope, handoff))
      const clocks = started.map(({ clock }) => clock)
      await tx.clocks.insert(id, clocks)
      await tx.clocks.recordSteps(
        id,
        started.flatMap(({ steps }) => steps),
      )
      await wakeAtFirst(scope, tx, clocks)
    })
  }
}

/** The first ones are due in an hour, all at the same instant; the others from tomorrow on, one after the other. */
function handoffOf(i: number): Handoff {
  const qualifiedAt = i < AT_ONCE ? NOW - 23 * HOUR : NOW - HOUR + Math.round((i / CLOCKS) * HOUR)
  return madeHandoff({
    id: `handoff-${i}`,
    linkId: linkOf(i),
    contract: 'all',
    ownerName: 'Ann First',
    ownerEmail: 'ann@sales.example',
    ownerRule: 'pool:sales',
    qualifiedAt,
    handedOverAt: qualifiedAt,
  })
}

function configOf(): SyncConfig {
  const schedule = { mon: ALL_DAY, tue: ALL_DAY, wed: ALL_DAY, thu: ALL_DAY, fri: ALL_DAY, sat: ALL_DAY, sun: ALL_DAY }
  const result = parseSyncConfig({
    connection: { id: 'bench', name: 'Benchmark' },
    goLiveAt: '2026-01-01T00:00:00Z',
    selection: { marketingContacts: 'required', stages: ['marketingqualifiedlead'], optedOut: 'exclude' },
    handover: [{ id: 'all', pool: 'sales' }],
    routing: {
      pools: [{ id: 'sales', members: [{ email: 'ann@sales.example' }] }],
      fallbackOwner: 'mia@sales.example',
    },
    calendars: { always: { timeZone: 'America/New_York', schedule } },
    sla: [
      {
        id: 'standard',
        clocks: [{ target: '24h', calendar: 'always', warnAt: [] }],
        escalation: [
          { id: 'remind', at: { fraction: 1 }, do: 'remind' },
          { id: 'task', at: { fraction: 1 }, do: { create_task: { subject: 'Nobody answers', for: 'manager' } } },
        ],
      },
    ],
    alerts: { rules: [{ on: ['breach'], to: ['owner'] }] },
  })
  if (!result.ok) throw new Error(result.problems.map(({ path, message }) => `${path}: ${message}`).join('; '))
  return result.config
}

/** Makes whatever it is asked to make, at once. */
const SALESFORCE = {
  side: 'salesforce',
  findBy: async () => [],
  write: async (operations: readonly WriteOperation[]) =>
    operations.map(({ traceId }, i) => ({ ok: true, traceId, id: `00T${i}`, effect: 'created' })),
}

/** A connection that asks no platform: clocks need none. */
async function benchOn(database: Database): Promise<Bench> {
  const store = createStore(database.kysely)
  let now = NOW
  const id = connectionId('bench')
  await store.connections.save({
    id,
    name: 'Benchmark',
    portalId: 'portal',
    orgId: 'org',
    currency: 'USD',
    orgTimeZone: 'America/New_York',
  })
  const connection = await store.connections.get(id)
  const silent = () => undefined
  const scope = {
    connection,
    config: configOf(),
    configVersion: 1,
    store,
    clock: { now: () => now },
    log: { debug: silent, info: silent, warn: silent, error: silent },
    newId: () => randomUUID(),
    salesforce: SALESFORCE,
    reps: async () => directoryOf([]),
    queues: async () => new Map(),
    automationUsers: async () => new Set(),
  } as unknown as Scope
  return { scope, move: (to) => void (now = to) }
}
