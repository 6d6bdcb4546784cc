import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { CONNECTORS } from '#connectors/index.ts'
import type { HubSpotConnector, HubSpotOptions } from '#connectors/hubspot/index.ts'
import type { SalesforceConnector, SalesforceOptions } from '#connectors/salesforce/index.ts'
import { checkConfig } from '#app/check-config.ts'
import type { SchemaProblem } from '#app/config-check/problem.ts'
import { createHintTaker } from '#app/take-hints.ts'
import type { HintTaker } from '#app/take-hints.ts'
import type { Scope } from '#app/scope.ts'
import type { Env } from '#config/env.ts'
import { problemsError } from '#config/read-config.ts'
import { connectionId } from '#domain/ids.ts'
import type { SyncConfig } from '#domain/config.ts'
import { UsageError } from '#domain/errors.ts'
import type { JobDefinition } from '#jobs/define.ts'
import type { JobDeps } from '#jobs/deps.ts'
import { allJobs } from '#jobs/index.ts'
import type { Rhythm } from '#jobs/index.ts'
import { startJobs } from '#jobs/runtime.ts'
import type { CrmAddresses } from '#http/present/crm-links.ts'
import type { ProvisionDesk } from '#http/provision-desk.ts'
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
import { notUsedWords } from './compose/choose-config.ts'
import type { FileNotUsed } from './compose/choose-config.ts'
import { crmAddresses } from './compose/crm-addresses.ts'
import { keepCurrent } from './compose/live-scope.ts'
import type { LiveScope } from './compose/live-scope.ts'
import { createNudge } from './compose/nudge.ts'
import { draftOpener } from './compose/open-draft.ts'
import { createProvisionDesk } from './compose/provision-desk.ts'
import { runKeeper } from './compose/run-keeper.ts'
import { openNewest } from './compose/open-scope.ts'
import { isNew } from './compose/data-folder.ts'
import { shareBudget } from './compose/share-budget.ts'
import { shareLimits, type SharedLimits } from './compose/share-limits.ts'
import { keepListening } from './compose/salesforce-events.ts'

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
  /** With the version of the config that is in force now: asked for anew wherever it is used. */
  readonly scope: Scope
  readonly live: LiveScope
  readonly accounts: Accounts
  readonly crmAddresses: CrmAddresses
  readonly provision: ProvisionDesk
  /** Null: the file that was started with is what was in force then. */
  readonly fileNotUsed: FileNotUsed | null
  readonly store: Store
  readonly jobs: JobRuntime
  /** Counts that all servers of the database share. */
  readonly limits: SharedLimits
  /** Takes news that came by itself; what it takes is worked on at once. */
  readonly hints: HintTaker
  readonly salesforceEvents: 'on' | 'off'
  /** Records newly put into the inbox by captures since the start. */
  capturedSoFar(): number
  /** When a whole poll last ended without error; null before. */
  lastCaptureAt(): number | null
  close(): Promise<void>
}

/** Provisioners for both accounts; they keep nothing. @param assignTo Salesforce usernames, or ids of users, that get the permission set too. */
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
 * before anything is written, so wrong input writes nothing.
 */
export async function startTandem(options: TandemOptions): Promise<Tandem> {
  const clock = options.clock ?? systemClock
  const accounts = await connectAccounts(options.crm, options.config.connection.id, clock)
  if (isNew(options.database)) await assertConfigFits(options.config, accounts)
  const database = await openDatabase(options.database)
  const store = createStore(database.kysely)
  try {
    const opened = await openNewest(options, accounts, store, clock, (chosen) => checkChosen(chosen, accounts, options))
    const live = keepCurrent(opened.scope, { accounts, around: options.around })
    const connection = opened.scope.connection.id
    const worker = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`
    const budget = shareBudget(options, accounts, database, { scope: live.current(), worker })
    live.onChange(({ config }) => budget.rejoin(config))
    const captured = { added: 0, at: null as number | null }
    const limits = shareLimits(database, options.redisUrl)
    let ending = false
    const jobs = await startJobs({
      backend:
        options.redisUrl === undefined
          ? { kind: 'postgres', pool: database.pool }
          : { kind: 'redis', url: options.redisUrl },
      registry: allJobs(options.rhythm).map((job): JobDefinition<JobDeps> => ({
        ...job,
        // Whoever saved a version expects that work which begins afterwards goes by it, in every process.
        run: (payload, deps) => live.lookBriefly().then(() => job.run(payload, deps)),
      })),
      log: options.log,
      role: options.role ?? 'work',
      onRun: runKeeper(store, worker, options.log, clock),
      ...(options.jobLockMs === undefined ? {} : { lockMs: options.jobLockMs }),
      deps: (queue) => ({
        jobs: queue,
        store,
        clock,
        worker,
        ending: () => ending,
        active: async () =>
          (await store.connections.list()).filter((c) => c.state === 'active' && c.id === connection).map((c) => c.id),
        connections: () => Promise.resolve([connection]),
        openDraft: draftOpener({ accounts, store, clock, log: options.log }),
        scopeOf: (id) => {
          if (id === connection) return live.current()
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
    const listener =
      options.salesforceEvents === 'on' ? keepListening({ live, hints, jobs }, options.crm.salesforce) : null
    return {
      get scope() {
        return live.current()
      },
      live,
      accounts,
      crmAddresses: crmAddresses(options.crm),
      provision: createProvisionDesk({ crm: options.crm, accounts, clock, log: options.log, provisioners }),
      fileNotUsed: opened.notUsed,
      store,
      jobs,
      limits,
      hints,
      salesforceEvents: options.salesforceEvents ?? 'off',
      capturedSoFar: () => captured.added,
      lastCaptureAt: () => captured.at,
      close: async () => {
        ending = true
        await listener?.close()
        await hints.settled()
        nudge.close()
        await jobs.close()
        await live.close()
        await budget.close()
        limits.close()
        await database.close()
      },
    }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** @throws UsageError when the file is used and the accounts contradict it. What people saved is used all the same. */
async function checkChosen(
  { config, notUsed }: { readonly config: SyncConfig; readonly notUsed: FileNotUsed | null },
  accounts: Accounts,
  { author, log }: Pick<TandemOptions, 'author' | 'log'>,
): Promise<void> {
  if (notUsed !== null) log.warn({ version: notUsed.inForce.version }, notUsedWords(author, notUsed))
  const problems = notUsed === null ? await assertConfigFits(config, accounts) : await checkConfig(config, accounts)
  for (const { level, path, message, remedy } of problems)
    log.warn({ path, level }, `sync config: ${message}; ${remedy}`)
}
