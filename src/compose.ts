import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { CONNECTORS } from '#connectors/index.ts'
import type { HubSpotConnector, HubSpotOptions } from '#connectors/hubspot/index.ts'
import type { SalesforceConnector, SalesforceOptions } from '#connectors/salesforce/index.ts'
import { checkConfig } from '#app/check-config.ts'
import type { SchemaProblem } from '#app/config-check/problem.ts'
import { fitMaps } from '#app/fit-maps.ts'
import { reconvertAmounts } from '#app/reconvert-amounts.ts'
import { retryParked } from '#app/retry-parked.ts'
import { createHintTaker } from '#app/take-hints.ts'
import type { HintTaker } from '#app/take-hints.ts'
import type { Scope } from '#app/scope.ts'
import type { Env } from '#config/env.ts'
import { problemsError } from '#config/read-config.ts'
import { connectionId } from '#domain/ids.ts'
import type { SyncConfig } from '#domain/config.ts'
import { UsageError } from '#domain/errors.ts'
import { allJobs } from '#jobs/index.ts'
import type { Rhythm } from '#jobs/index.ts'
import { startJobs } from '#jobs/runtime.ts'
import type { JobRuntime } from '#jobs/runtime.ts'
import type { Clock } from '#ports/clock.ts'
import type { RemoteAccount } from '#ports/connector/account.ts'
import type { Provisioner } from '#ports/connector/provision.ts'
import type { Log } from '#ports/log.ts'
import type { Notifier } from '#ports/notifier.ts'
import type { Store } from '#ports/store.ts'
import { openDatabase } from '#store/db.ts'
import type { DatabaseTarget } from '#store/db.ts'
import { createStore } from '#store/store.ts'
import { notifierFrom } from './compose/notifier.ts'
import { createNudge } from './compose/nudge.ts'
import { repsAndRobots } from './compose/reps.ts'
import { shareBudget } from './compose/share-budget.ts'
import { listenTo } from './compose/salesforce-events.ts'

export const systemClock: Clock = { now: () => Date.now() }

/** PostgreSQL when DATABASE_URL is set, else the embedded database in the data folder. */
export const databaseOf = (env: Pick<Env, 'DATABASE_URL' | 'TANDEM_DATA_DIR'>): Exclude<DatabaseTarget, 'memory'> =>
  env.DATABASE_URL === undefined ? { folder: `${env.TANDEM_DATA_DIR}/data` } : { url: env.DATABASE_URL }

/** The store alone, for commands that need neither accounts nor jobs. */
export async function openStore(target: DatabaseTarget): Promise<{ readonly store: Store; close(): Promise<void> }> {
  const database = await openDatabase(target)
  return { store: createStore(database.kysely), close: () => database.close() }
}

/** How to reach the two accounts of one connection. */
export interface CrmAccess {
  readonly hubspot: Omit<HubSpotOptions, 'connectionId' | 'clock'>
  readonly salesforce: Omit<SalesforceOptions, 'connectionId' | 'clock'>
}

export interface TandemOptions {
  readonly database: DatabaseTarget
  readonly redisUrl?: string
  readonly crm: CrmAccess
  readonly config: SyncConfig
  /** The config as it was written; saved as a new version if it differs from the newest. */
  readonly document: unknown
  readonly author: string
  readonly rhythm: Rhythm
  readonly log: Log & { error(facts: object, message: string): void }
  readonly clock?: Clock
  /** Sends alerts. Default: one that knows no address, so that alerts wait parked. */
  readonly notifier?: Notifier
  /** `on`: changes in Salesforce are heard of as they happen, besides polling. Default `off`. */
  readonly salesforceEvents?: 'on' | 'off'
  /** `enqueue`: runs no jobs, beside processes that do. Default `work`. */
  readonly role?: 'work' | 'enqueue'
  /** How long the jobs of a worker that was killed wait for another; default 30 s. */
  readonly jobLockMs?: number
  /** What stands between the jobs and everything that has effects; default nothing. */
  readonly around?: (scope: Scope) => Scope
}

export interface Tandem {
  readonly scope: Scope
  readonly store: Store
  readonly jobs: JobRuntime
  /** Takes news that came by itself; what it takes is worked on at once. */
  readonly hints: HintTaker
  /** Records newly put into the inbox by captures since the start. */
  capturedSoFar(): number
  /** When a whole poll last ended without error; null before. */
  lastCaptureAt(): number | null
  close(): Promise<void>
}

/** Provisioners for both accounts; they keep nothing. @param assignTo Salesforce usernames that get the permission set too. */
export function provisioners(
  crm: CrmAccess,
  clock: Clock = systemClock,
  assignTo: readonly string[] = [],
): { hubspot: Provisioner; salesforce: Provisioner } {
  const common = { connectionId: connectionId('provision'), clock }
  return {
    hubspot: CONNECTORS.hubspot.provision({ ...crm.hubspot, ...common }),
    salesforce: CONNECTORS.salesforce.provision({ ...crm.salesforce, ...common, assignTo }),
  }
}

export interface Accounts {
  readonly hubspot: HubSpotConnector
  readonly salesforce: SalesforceConnector
  readonly portal: RemoteAccount
  readonly org: RemoteAccount
}

/** Connects to both accounts and proves the credentials. Writes nothing. @throws RemoteError with what to mend. */
export async function connectAccounts(crm: CrmAccess, id: string, clock: Clock = systemClock): Promise<Accounts> {
  const common = { connectionId: connectionId(id), clock }
  const hubspot = CONNECTORS.hubspot.connect({ ...crm.hubspot, ...common })
  const salesforce = CONNECTORS.salesforce.connect({ ...crm.salesforce, ...common })
  return { hubspot, salesforce, portal: await hubspot.account(), org: await salesforce.account() }
}

/**
 * Refuses a config that the live schemas contradict. Writes nothing. @throws UsageError with the first error and their count.
 * @returns the warnings, with which it can be used.
 */
export async function assertConfigFits(config: SyncConfig, accounts: Accounts): Promise<readonly SchemaProblem[]> {
  const problems = await checkConfig(config, accounts)
  const errors = problems.filter(({ level }) => level === 'error')
  if (errors.length > 0) throw problemsError('sync config', errors)
  return problems
}

/**
 * Builds everything for one connection and starts its jobs. The accounts are asked and the config is checked against them
 * before the database is opened, so wrong input writes nothing.
 */
export async function startTandem(options: TandemOptions): Promise<Tandem> {
  const clock = options.clock ?? systemClock
  const accounts = await connectAccounts(options.crm, options.config.connection.id, clock)
  for (const { path, message, remedy } of await assertConfigFits(options.config, accounts))
    options.log.warn({ path }, `sync config: ${message}; ${remedy}`)
  const database = await openDatabase(options.database)
  const store = createStore(database.kysely)
  try {
    const opened = await openScope(options, accounts, store, clock)
    const scope = options.around?.(opened) ?? opened
    const worker = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`
    const budget = shareBudget(options, accounts, database, { scope, worker })
    const captured = { added: 0, at: null as number | null }
    let ending = false
    const jobs = await startJobs({
      backend:
        options.redisUrl === undefined
          ? { kind: 'postgres', pool: database.pool }
          : { kind: 'redis', url: options.redisUrl },
      registry: allJobs(options.rhythm),
      log: options.log,
      role: options.role ?? 'work',
      ...(options.jobLockMs === undefined ? {} : { lockMs: options.jobLockMs }),
      deps: (queue) => ({
        jobs: queue,
        store,
        clock,
        worker,
        ending: () => ending,
        active: async () =>
          (await store.connections.list())
            .filter((c) => c.state === 'active' && c.id === scope.connection.id)
            .map((c) => c.id),
        connections: () => Promise.resolve([scope.connection.id]),
        scopeOf: (id) => {
          if (id === scope.connection.id) return scope
          throw new UsageError(`this process has no credentials for connection ${id}`)
        },
        onCaptured: (added) => {
          captured.added += added
          captured.at = clock.now()
        },
      }),
    })
    const nudge = createNudge(
      (connectionId) => jobs.enqueue('work-inbox', { connectionId }),
      (error) => options.log.warn({ err: error }, 'news could not be queued; the next poll works on it'),
    )
    const hints = createHintTaker({ store, clock, onTaken: nudge })
    const listener = options.salesforceEvents === 'on' ? listenTo({ scope, hints, jobs }, options.crm.salesforce) : null
    return {
      scope,
      store,
      jobs,
      hints,
      capturedSoFar: () => captured.added,
      lastCaptureAt: () => captured.at,
      close: async () => {
        ending = true
        await listener?.close()
        await hints.settled()
        nudge.close()
        await jobs.close()
        await budget.close()
        await database.close()
      },
    }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Remembers the connection and its config. @throws UsageError when the credentials are those of other accounts than before. */
export async function openScope(
  options: Pick<TandemOptions, 'config' | 'document' | 'author' | 'log' | 'notifier'>,
  accounts: Accounts,
  store: Store,
  clock: Clock,
): Promise<Scope> {
  const id = connectionId(options.config.connection.id)
  const existing = await store.connections.get(id)
  assertSameAccounts(existing, accounts)
  await store.connections.save({
    id,
    name: options.config.connection.name,
    portalId: accounts.portal.id,
    orgId: accounts.org.id,
    currency: accounts.org.currency,
    orgTimeZone: accounts.org.timeZone,
  })
  // A new start is a person's word that what paused the connection was mended.
  if (existing?.state === 'paused') await store.connections.resume(id)
  const before = await store.configs.current(id)
  const configVersion = await store.configs.push(id, {
    document: options.document,
    author: options.author,
    comment: existing === null ? 'first version' : 'changed in the file',
    at: clock.now(),
  })
  // What the former mapping blocked may go through now.
  const isNewVersion = before !== null && before.version !== configVersion
  if (isNewVersion) {
    await retryParked({ store, clock }, id, {})
    await store.outbox.add([{ id: randomUUID(), job: 'revise-clocks', payload: {}, runAt: clock.now() }])
  }
  const connection = await store.connections.get(id)
  if (connection === null) throw new UsageError(`connection ${id} was removed while it was being opened; start again`)
  if (isNewVersion) await reconvertAmounts({ store, clock, connection, config: options.config })
  return {
    connection,
    config: await fitMaps(options.config, accounts),
    configVersion,
    hubspot: accounts.hubspot,
    salesforce: accounts.salesforce,
    store,
    clock,
    log: options.log,
    notifier: options.notifier ?? notifierFrom({}),
    newId: () => randomUUID(),
    ...repsAndRobots(accounts, options.config, clock),
  }
}

/** Keys and links are made of the portal's and the org's ids: another account behind the same name would mix two companies. */
function assertSameAccounts(
  existing: { readonly portalId: string; readonly orgId: string } | null,
  accounts: Accounts,
): void {
  if (existing === null) return
  if (existing.portalId === accounts.portal.id && existing.orgId === accounts.org.id) return
  throw new UsageError(
    `this connection belongs to portal ${existing.portalId} and org ${existing.orgId}, but the credentials are for ${accounts.portal.id} and ${accounts.org.id}; use those of the same accounts, or give the connection another id`,
  )
}
